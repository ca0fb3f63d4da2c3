/// Where the values of one document write the mistakes that their readers meet.
///
/// It is not `Sendable`, and so neither is a ``YAMLValue``: a document is decoded in one go, and what is decoded
/// from it travels.
package final class YAMLFaultLog {
    private var faults: [YAMLFault] = []
    private var unnamed = 0

    /// Writes one down; past the first hundred they are only counted.
    func add(_ location: SourceLocation, _ message: String) {
        let fault = YAMLFault(location: location, message: message)
        if faults.contains(fault) { return }
        if faults.count < Self.limit { faults.append(fault) } else { unnamed += 1 }
    }

    /// Does nothing while the log is empty.
    ///
    /// - Throws: all that was written down, sorted by place.
    func check(file: String) throws(YAMLFaults) {
        if faults.isEmpty { return }
        var all = faults.sorted { $0.location < $1.location }
        if unnamed > 0 {
            all.append(YAMLFault(location: SourceLocation(file: file), message: "and \(unnamed) more mistakes"))
        }
        throw YAMLFaults(faults: all)
    }

    private static let limit = 100
}
