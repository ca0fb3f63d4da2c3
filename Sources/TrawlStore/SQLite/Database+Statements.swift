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
        var values: [Value] = []
        try each(sql, arguments) { values.append(try decode(&$0)) }
        return values
    }

    /// Looks at one row after the other, and keeps none.
    func each(
        _ sql: String,
        _ arguments: StatementArguments,
        _ take: (inout ColumnReader) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() {
            var columns = ColumnReader(row)
            try take(&columns)
        }
    }
}

extension String {
    /// The question marks of a list of so many values.
    static func placeholders(_ count: Int) -> String {
        repeatElement("?", count: count).joined(separator: ", ")
    }
}
