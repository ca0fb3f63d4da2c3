import GRDB
import TrawlDomain

extension StoreError {
    /// What a fault of the database means to whoever asked; a ``StoreError`` stays what it is.
    ///
    /// SQLite's own words are kept, never the statement or its arguments.
    init(_ fault: any Error, at path: String) {
        if let known = fault as? StoreError {
            self = known
            return
        }
        guard let fault = fault as? DatabaseError else {
            self.init(code: .broken, message: "The database \(path) failed: \(fault).")
            return
        }
        let words = fault.message ?? "\(fault.resultCode)"
        switch fault.resultCode {
        case .SQLITE_FULL:
            self.init(code: .full, message: "There is no room left for the database \(path) (\(words)).")
        case .SQLITE_CONSTRAINT:
            self.init(code: .conflict, message: "The database \(path) refuses this (\(words)).")
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH,
            .SQLITE_NOTADB, .SQLITE_PROTOCOL:
            self.init(code: .unusable, message: "The database \(path) cannot be used (\(words)).")
        default:
            self.init(code: .broken, message: "The database \(path) failed (\(words)).")
        }
    }

    /// What is stored contradicts the schema or itself.
    static func damaged(_ what: String) -> StoreError {
        StoreError(code: .broken, message: "The database is damaged: \(what).")
    }
}
