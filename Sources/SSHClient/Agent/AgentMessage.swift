/// The messages of the agent protocol that are spoken here (draft-ietf-sshm-ssh-agent, section 3).
enum AgentMessage {
    static let failure: UInt8 = 5
    static let requestIdentities: UInt8 = 11
    static let identitiesAnswer: UInt8 = 12
    static let signRequest: UInt8 = 13
    static let signResponse: UInt8 = 14

    /// The most bytes that a message may have, either way; OpenSSH's agent has the same limit.
    static let limit = 256 * 1024

    /// Asks for a signature; the flags say which hash an RSA key is to use.
    static func sign(_ data: [UInt8], with key: SSHPublicKey, algorithm: String) -> [UInt8] {
        let flags: UInt32 =
            switch algorithm {
            case "rsa-sha2-256": 2
            case "rsa-sha2-512": 4
            default: 0
            }
        var message = SSHWireWriter()
        message.byte(signRequest)
        message.string(key.blob)
        message.string(data)
        message.uint32(flags)
        return message.bytes
    }

    /// The keys of an identities answer, its type byte taken off; blobs that are no keys are left out.
    static func identities(_ body: ArraySlice<UInt8>) throws(SSHWireError) -> [SSHPublicKey] {
        var reader = SSHWireReader(body)
        var keys: [SSHPublicKey] = []
        for _ in 0..<(try reader.uint32()) {
            let blob = try reader.string()
            let comment = String(decoding: try reader.string(), as: UTF8.self)
            if let key = SSHPublicKey(blob: blob, comment: comment) { keys.append(key) }
        }
        return keys
    }

    /// The parts of a sign response, its type byte taken off.
    static func signature(_ body: ArraySlice<UInt8>) throws(SSHWireError) -> AgentSignature {
        var outer = SSHWireReader(body)
        var reader = SSHWireReader(try outer.string())
        return AgentSignature(algorithm: try reader.text(), bytes: try reader.string(), isWhole: reader.isAtEnd)
    }
}
