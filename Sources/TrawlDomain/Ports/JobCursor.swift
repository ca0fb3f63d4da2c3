/// A place in a list of jobs, newest first: behind a job, whether that is still there or not.
package struct JobCursor: Hashable, Sendable {
    package let last: JobID

    package init(behind last: JobID) { self.last = last }

    /// Reads what ``text`` wrote.
    ///
    /// - Throws: ``InvalidCursor`` for anything else.
    package init(_ text: String) throws(InvalidCursor) {
        let fields = try CursorText.decode(text, "job", fields: 1)
        guard let last = JobID(fields[0]) else { throw InvalidCursor() }
        self.last = last
    }

    package var text: String { CursorText.encode("job", [last.description]) }
}
