package import StrictYAML

/// Why a profile cannot be had.
package enum ProfileFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// No folder has a profile of that name.
    case unknown(name: String, known: [String], folders: [String])
    /// Its file cannot be read, or has mistakes.
    case invalid(YAMLFaults)

    package var description: String {
        switch self {
        case .unknown(let name, let known, let folders):
            let question = NearestName.question(for: name, among: known)
            let rest = known.isEmpty ? "; there are none" : "; there are \(known.joined(separator: ", "))"
            let looked = folders.joined(separator: ", ")
            return "there is no profile \(name.debugDescription) in \(looked)\(question.isEmpty ? rest : question)"
        case .invalid(let faults): return faults.description
        }
    }
}
