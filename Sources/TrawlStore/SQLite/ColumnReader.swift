import Foundation
import GRDB
import TrawlDomain

/// Reads a row's columns in the order of the statement, and refuses what the domain does not know.
struct ColumnReader {
    private let row: Row
    private var index = 0

    init(_ row: Row) { self.row = row }

    mutating func optional<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ type: Value.Type = Value.self
    ) -> Value? {
        defer { index += 1 }
        return row[index]
    }

    mutating func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ type: Value.Type = Value.self
    ) throws(StoreError) -> Value {
        guard let value = optional(type) else { throw damaged("nothing") }
        return value
    }

    mutating func optionalWord<Word: RawRepresentable<String>>(
        _ type: Word.Type = Word.self
    ) throws(StoreError) -> Word? {
        guard let text = optional(String.self) else { return nil }
        guard let word = Word(rawValue: text) else { throw damaged(text) }
        return word
    }

    mutating func word<Word: RawRepresentable<String>>(_ type: Word.Type = Word.self) throws(StoreError) -> Word {
        guard let word = try optionalWord(type) else { throw damaged("nothing") }
        return word
    }

    mutating func optionalMoment() throws(StoreError) -> Date? {
        guard let text = optional(String.self) else { return nil }
        guard let stamp = Timestamp(text) else { throw damaged(text) }
        return stamp.date
    }

    mutating func moment() throws(StoreError) -> Date {
        guard let moment = try optionalMoment() else { throw damaged("nothing") }
        return moment
    }

    mutating func optionalJobID() throws(StoreError) -> JobID? {
        guard let text = optional(String.self) else { return nil }
        guard let id = JobID(text) else { throw damaged(text) }
        return id
    }

    mutating func jobID() throws(StoreError) -> JobID {
        guard let id = try optionalJobID() else { throw damaged("nothing") }
        return id
    }

    mutating func optionalNodeName() throws(StoreError) -> NodeName? {
        guard let text = optional(String.self) else { return nil }
        do { return try NodeName(text) } catch { throw damaged(text) }
    }

    mutating func nodeName() throws(StoreError) -> NodeName {
        guard let name = try optionalNodeName() else { throw damaged("nothing") }
        return name
    }

    /// The column that was read last holds something else than it must.
    private func damaged(_ found: String) -> StoreError {
        .damaged("column \(index) of \(row.columnNames.joined(separator: ", ")) holds \(found.debugDescription)")
    }
}
