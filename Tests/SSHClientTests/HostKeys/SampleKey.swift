import Crypto
import Foundation

/// A public key made up for a test, as it goes over the wire.
struct SampleKey {
    let bytes: [UInt8]
    let type: String

    /// The key of a type with the given bytes in it, the same for the same number.
    static func ed25519(_ number: UInt8) -> SampleKey {
        SampleKey("ssh-ed25519", [[UInt8](repeating: number, count: 32)])
    }

    static func rsa(_ number: UInt8) -> SampleKey {
        SampleKey("ssh-rsa", [[1, 0, 1], [0] + [UInt8](repeating: number | 0x81, count: 256)])
    }

    static func ecdsa() -> SampleKey {
        let point = [UInt8](P256.Signing.PrivateKey().publicKey.x963Representation)
        return SampleKey("ecdsa-sha2-nistp256", [Array("nistp256".utf8), point])
    }

    init(_ type: String, _ strings: [[UInt8]]) {
        self.type = type
        bytes = ([Array(type.utf8)] + strings).flatMap { string in
            withUnsafeBytes(of: UInt32(string.count).bigEndian, Array.init) + string
        }
    }

    var base64: String { Data(bytes).base64EncodedString() }

    /// Type and key as known_hosts has them.
    var text: String { "\(type) \(base64)" }
}
