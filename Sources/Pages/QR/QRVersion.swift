/// How large a code is and how it corrects errors: level M, which bears 15 % of damage, versions 1 to 10.
///
/// Source: ISO/IEC 18004, tables 1, 7, 9 and E.1.
struct QRVersion: Hashable {
    let number: Int
    /// Codewords of correction in each block.
    let correction: Int
    /// Data codewords of each block, the shorter ones first.
    let blocks: [Int]
    /// Where the centres of alignment patterns lie, in both directions.
    let alignment: [Int]

    /// Modules of a side.
    var side: Int { 17 + 4 * self.number }

    /// Bits of the number of bytes, in byte mode.
    var countBits: Int { self.number < 10 ? 8 : 16 }

    /// Bytes of data codewords.
    var capacity: Int { self.blocks.reduce(0, +) }

    static let all: [QRVersion] = [
        QRVersion(number: 1, correction: 10, blocks: [16], alignment: []),
        QRVersion(number: 2, correction: 16, blocks: [28], alignment: [6, 18]),
        QRVersion(number: 3, correction: 26, blocks: [44], alignment: [6, 22]),
        QRVersion(number: 4, correction: 18, blocks: [32, 32], alignment: [6, 26]),
        QRVersion(number: 5, correction: 24, blocks: [43, 43], alignment: [6, 30]),
        QRVersion(number: 6, correction: 16, blocks: [27, 27, 27, 27], alignment: [6, 34]),
        QRVersion(number: 7, correction: 18, blocks: [31, 31, 31, 31], alignment: [6, 22, 38]),
        QRVersion(number: 8, correction: 22, blocks: [38, 38, 39, 39], alignment: [6, 24, 42]),
        QRVersion(number: 9, correction: 22, blocks: [36, 36, 36, 37, 37], alignment: [6, 26, 46]),
        QRVersion(number: 10, correction: 26, blocks: [43, 43, 43, 43, 44], alignment: [6, 28, 50]),
    ]
}
