/// 128 random bits in hexadecimal.
struct StepToken: Hashable, Sendable {
    let text: String

    init(using random: inout some RandomNumberGenerator) {
        text = (0..<2).map { _ in
            let digits = String(random.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
