/// What an agent answers to a request for a signature.
struct AgentSignature {
    /// The name of what was made, which need not be what was asked for.
    let algorithm: String
    /// The inner signature.
    let bytes: [UInt8]
    /// Whether nothing follows; security keys put a counter behind their signature.
    let isWhole: Bool
}
