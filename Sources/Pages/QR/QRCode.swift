/// A text that a phone's camera can read (ISO/IEC 18004, byte mode, level M), up to 213 bytes.
public struct QRCode: Sendable, Hashable {
    /// Rows of modules, `true` is dark. Without the quiet zone around.
    public let modules: [[Bool]]

    /// - Returns: `nil` for a text that is too long.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        let fitting = QRVersion.all.first { 4 + $0.countBits + bytes.count * 8 <= $0.capacity * 8 }
        guard let version = fitting, let words = Self.words(text, version) else { return nil }
        let drawings = (0..<8).map { QRDrawing(version, words: words, mask: $0) }
        self.modules = (drawings.min { $0.penalty < $1.penalty } ?? drawings[0]).modules
    }

    /// Everything that is drawn between the patterns; `nil` for a text that this version cannot hold.
    static func words(_ text: String, _ version: QRVersion) -> [UInt8]? {
        let bytes = Array(text.utf8)
        guard 4 + version.countBits + bytes.count * 8 <= version.capacity * 8 else { return nil }
        return self.interleaved(self.data(bytes, version), version)
    }

    /// Mode, length, bytes, an end of four zeros at most, and filling (7.4).
    private static func data(_ bytes: [UInt8], _ version: QRVersion) -> [UInt8] {
        var bits: [Bool] = []
        func add(_ value: Int, _ count: Int) {
            for place in stride(from: count - 1, through: 0, by: -1) { bits.append(value >> place & 1 == 1) }
        }
        add(0b0100, 4)
        add(bytes.count, version.countBits)
        for byte in bytes { add(Int(byte), 8) }
        add(0, min(4, version.capacity * 8 - bits.count))
        add(0, (8 - bits.count % 8) % 8)
        var words = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<(start + 8)].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        var isFirst = true
        while words.count < version.capacity {
            words.append(isFirst ? 0xEC : 0x11)
            isFirst.toggle()
        }
        return words
    }

    /// The first word of each block, then the second of each, and so on; the corrections after all data (7.6).
    private static func interleaved(_ data: [UInt8], _ version: QRVersion) -> [UInt8] {
        var start = 0
        let blocks = version.blocks.map { length in
            defer { start += length }
            return Array(data[start..<(start + length)])
        }
        let corrections = blocks.map { GaloisField.correction(for: $0, count: version.correction) }
        return Self.turns(blocks) + Self.turns(corrections)
    }

    private static func turns(_ blocks: [[UInt8]]) -> [UInt8] {
        let longest = blocks.map(\.count).max() ?? 0
        return (0..<longest).flatMap { index in blocks.filter { index < $0.count }.map { $0[index] } }
    }

    /// Dark modules as one path of an SVG, a unit each, the quiet zone of four around.
    public var path: String {
        self.modules.enumerated().map { y, row in
            row.enumerated().filter(\.element).map { "M\($0.offset + 4) \(y + 4)h1v1h-1z" }.joined()
        }.joined()
    }

    /// Units of a side of the picture.
    public var side: Int { self.modules.count + 8 }
}
