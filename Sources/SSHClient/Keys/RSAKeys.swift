import Crypto
import CryptoExtras

/// Makes RSA signing keys, and says in words why one cannot be had.
enum RSAKeys {
    /// Runs an initialiser of the crypto library, which refuses fewer than 2048 bits.
    static func key(_ make: () throws -> _RSA.Signing.PrivateKey) throws(KeyFault) -> SigningKey {
        do {
            return .rsa(try make())
        } catch CryptoKitError.incorrectParameterSize {
            throw .unsupported("an RSA key of fewer than 2048 bits", remedy: .anotherKey)
        } catch {
            throw .damaged("its RSA numbers do not belong together")
        }
    }
}
