/// The binary digits of pi behind the point, computed: Blowfish's first tables are these and nothing else.
enum PiFraction {
    /// The first `count` 32-bit words of the fraction, most significant first.
    ///
    /// By Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239), in fixed point with two words to spare: the some
    /// nine thousand terms for 1,042 words are each cut off by less than one unit of the last word.
    static func words(_ count: Int) -> [UInt32] {
        // A whole part, the fraction, the spare words.
        var sum = [Int64](repeating: 0, count: 1 + count + 2)
        add(16, timesArctanOfOneOver: 5, to: &sum)
        add(-4, timesArctanOfOneOver: 239, to: &sum)
        // Terms were added word by word without a carry: 9,300 of them stay far below what 64 bits hold.
        var carry: Int64 = 0
        for place in sum.indices.reversed() {
            sum[place] += carry
            carry = sum[place] >> 32
            sum[place] &= 0xFFFF_FFFF
        }
        return sum[1...count].map { UInt32($0) }
    }

    /// Adds the series 1/x - 1/3x³ + 1/5x⁵ - …, times a factor.
    private static func add(_ factor: Int64, timesArctanOfOneOver x: UInt64, to sum: inout [Int64]) {
        var power = [UInt64](repeating: 0, count: sum.count)
        power[0] = factor.magnitude
        var divisor = x
        var odd: UInt64 = 1
        var isNegative = factor < 0
        var start = 0
        let count = sum.count
        unsafe power.withUnsafeMutableBufferPointer { power in
            unsafe sum.withUnsafeMutableBufferPointer { sum in
                guard let power = power.baseAddress, let sum = sum.baseAddress else { return }
                while start < count {
                    var powerRest: UInt64 = 0
                    var termRest: UInt64 = 0
                    var place = start
                    while place < count {
                        let dividend = unsafe powerRest &<< 32 | power[place]
                        let quotient = dividend / divisor
                        powerRest = dividend &- quotient &* divisor
                        unsafe power[place] = quotient
                        let part = termRest &<< 32 | quotient
                        let term = part / odd
                        termRest = part &- term &* odd
                        let signed = Int64(bitPattern: term)
                        unsafe sum[place] = isNegative ? sum[place] &- signed : sum[place] &+ signed
                        place = place &+ 1
                    }
                    while start < count, unsafe power[start] == 0 { start = start &+ 1 }
                    divisor = x &* x
                    odd = odd &+ 2
                    isNegative.toggle()
                }
            }
        }
    }
}
