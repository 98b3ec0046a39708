/// Arithmetic of 256 elements, as QR codes correct errors with: modulo x⁸ + x⁴ + x³ + x² + 1 (ISO/IEC 18004, 7.5).
enum GaloisField {
    private static let powers: [UInt8] = {
        var (powers, value) = ([UInt8](), 1)
        for _ in 0..<255 {
            powers.append(UInt8(value))
            value <<= 1
            if value > 255 { value ^= 0x11D }
        }
        return powers
    }()

    private static let logarithms: [Int] = {
        var table = Array(repeating: 0, count: 256)
        for (exponent, power) in Self.powers.enumerated() { table[Int(power)] = exponent }
        return table
    }()

    static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        guard left != 0, right != 0 else { return 0 }
        return self.powers[(self.logarithms[Int(left)] + self.logarithms[Int(right)]) % 255]
    }

    /// The remainder of `data`, moved up by `count` places, by the product of (x - αⁱ) for i below `count`.
    static func correction(for data: some Sequence<UInt8>, count: Int) -> [UInt8] {
        // Without its leading 1, highest power first.
        var divisor: [UInt8] = Array(repeating: 0, count: count - 1) + [1]
        for root in self.powers.prefix(count) {
            for index in divisor.indices {
                divisor[index] = self.product(divisor[index], root)
                if index + 1 < count { divisor[index] ^= divisor[index + 1] }
            }
        }
        var remainder = Array(repeating: UInt8(0), count: count)
        for byte in data {
            let factor = byte ^ remainder[0]
            remainder = Array(remainder.dropFirst()) + [0]
            for index in remainder.indices { remainder[index] ^= self.product(divisor[index], factor) }
        }
        return remainder
    }
}
