/// Marks the processes of one step, and what its tether says of it: nobody can guess it.
struct StepToken: Hashable, Sendable {
    let text: String

    /// The token of an attempt's step by its place in the plan; none is the beginning of another.
    init(_ mark: AttemptMark, step: Int) {
        text = "\(mark.text)-\(step)-"
    }

    /// What the tokens of all steps of an attempt begin with.
    init(allOf mark: AttemptMark) {
        text = "\(mark.text)-"
    }

    /// A token of no attempt: 128 random bits in hexadecimal.
    init(using random: inout some RandomNumberGenerator) {
        text = (0..<2).map { _ in
            let digits = String(random.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    private init(text: String) { self.text = text }

    /// As long as that of any step of a plan.
    static let longest = StepToken(text: String(repeating: "0", count: 32) + "-99999-")
}
