import GRDB

/// Every statement of the store is prepared once and kept by its connection.
extension Database {
    /// Runs a statement that changes rows, and answers how many.
    @discardableResult
    func change(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    func first<Value>(
        _ sql: String,
        _ arguments: StatementArguments,
        _ decode: (inout ColumnReader) throws -> Value
    ) throws -> Value? {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        guard let row = try rows.next() else { return nil }
        var columns = ColumnReader(row)
        return try decode(&columns)
    }

    func all<Value>(
        _ sql: String,
        _ arguments: StatementArguments,
        _ decode: (inout ColumnReader) throws -> Value
    ) throws -> [Value] {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() {
            var columns = ColumnReader(row)
            values.append(try decode(&columns))
        }
        return values
    }
}

extension String {
    /// The question marks of a list of so many values.
    static func placeholders(_ count: Int) -> String {
        repeatElement("?", count: count).joined(separator: ", ")
    }
}
