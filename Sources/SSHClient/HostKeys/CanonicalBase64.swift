import FoundationEssentials

/// Bytes in the one base 64 spelling that OpenSSH writes and reads: padded, and with nothing left over.
///
/// Foundation alone also takes spellings that OpenSSH refuses, and so would know keys that ssh does not.
struct CanonicalBase64 {
    let bytes: Data

    init?(_ text: ArraySlice<UInt8>) {
        let text = Data(text)
        guard let bytes = Data(base64Encoded: text), bytes.base64EncodedData() == text else { return nil }
        self.bytes = bytes
    }
}
