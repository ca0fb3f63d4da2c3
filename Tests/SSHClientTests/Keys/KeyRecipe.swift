import Foundation
import Testing

/// A key as ssh-keygen can be asked to write it.
struct KeyRecipe: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let passphrase: String
    /// What the first line of the file must say, so that a recipe is known to test the format that it means.
    let label: String
    let algorithms: [String]

    var testDescription: String { (arguments + [passphrase.isEmpty ? "plain" : "encrypted"]).joined(separator: " ") }

    private static func key(_ kind: String, _ format: [String], _ passphrase: String, _ label: String) -> KeyRecipe {
        let type = kind.split(separator: " ").map(String.init)
        let algorithms =
            switch type[0] {
            case "rsa": ["rsa-sha2-512", "rsa-sha2-256"]
            case "ecdsa": ["ecdsa-sha2-nistp" + type[1]]
            default: ["ssh-ed25519"]
            }
        let size = type.count > 1 ? ["-b", type[1]] : []
        return KeyRecipe(
            arguments: ["-t", type[0]] + size + format,
            passphrase: passphrase,
            label: label,
            algorithms: algorithms
        )
    }

    static let all: [KeyRecipe] = {
        var recipes: [KeyRecipe] = []
        for kind in ["ed25519", "ecdsa 256", "ecdsa 384", "ecdsa 521", "rsa 2048", "rsa 3072"] {
            recipes.append(key(kind, [], "", "OPENSSH PRIVATE KEY"))
            recipes.append(key(kind, [], "correct horse", "OPENSSH PRIVATE KEY"))
        }
        for cipher in ["aes128-ctr", "aes192-ctr", "aes256-cbc", "aes128-cbc"] {
            recipes.append(key("ed25519", ["-Z", cipher], "päss", "OPENSSH PRIVATE KEY"))
        }
        recipes.append(key("ed25519", ["-a", "3"], "p", "OPENSSH PRIVATE KEY"))
        for (kind, label) in [
            ("rsa 2048", "RSA PRIVATE KEY"), ("ecdsa 256", "EC PRIVATE KEY"), ("ecdsa 384", "EC PRIVATE KEY"),
            ("ecdsa 521", "EC PRIVATE KEY"),
        ] {
            recipes.append(key(kind, ["-m", "PEM"], "", label))
            recipes.append(key(kind, ["-m", "PEM"], "correct horse", label))
            recipes.append(key(kind, ["-m", "PKCS8"], "", "PRIVATE KEY"))
            recipes.append(key(kind, ["-m", "PKCS8"], "correct horse", "ENCRYPTED PRIVATE KEY"))
        }
        return recipes
    }()
}
