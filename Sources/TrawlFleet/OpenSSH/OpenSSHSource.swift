import Foundation
package import StrictYAML

/// Which of OpenSSH's client configurations counts.
package enum OpenSSHSource: Hashable, Sendable {
    /// `~/.ssh/config` and `/etc/ssh/ssh_config`, those that are there.
    case customary
    /// None at all.
    case nothing
    /// This file alone, which must be there.
    case file(String)

    /// What a person wrote: a file, or `none`, and nil where nothing was written.
    package init(_ text: String?, account: LocalAccount) {
        switch text {
        case nil: self = .customary
        case "none": self = .nothing
        case let path?: self = .file(account.absolute(path))
        }
    }

    /// Reads it; nil where there is to be none.
    ///
    /// - Throws: `YAMLFaults` with each line that ssh would refuse, or where a named file cannot be read.
    package func read(for account: LocalAccount) throws(YAMLFaults) -> OpenSSHConfiguration? {
        switch self {
        case .nothing: return nil
        case .customary:
            let files = OpenSSHConfiguration.customaryFiles(of: account)
            return try OpenSSHConfiguration(files: files, account: account)
        case .file(let path):
            guard FileManager.default.fileExists(atPath: path) else {
                let fault = YAMLFault(
                    location: SourceLocation(file: path),
                    message: "there is no such ssh configuration"
                )
                throw YAMLFaults(faults: [fault])
            }
            return try OpenSSHConfiguration(files: [path], account: account)
        }
    }
}
