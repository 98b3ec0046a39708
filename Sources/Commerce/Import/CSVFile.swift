/// A file's bytes made ready for reading: UTF-8 without a mark, or refused for what it is instead of a CSV.
struct CSVFile {
    var bytes: [UInt8]
    var separator: UInt8
    /// The file was UTF-16 and has been converted.
    var wasUTF16: Bool

    init(_ raw: [UInt8]) throws(ImportError) {
        var bytes = raw
        self.wasUTF16 = false
        if raw.starts(with: [0xEF, 0xBB, 0xBF]) {
            bytes.removeFirst(3)
        } else if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) {
            bytes = Self.fromUTF16(raw.dropFirst(2), bigEndian: raw[0] == 0xFE)
            self.wasUTF16 = true
        }
        try Self.refuseOtherKinds(bytes)
        self.bytes = bytes
        self.separator = Self.separator(of: bytes)
    }

    private static func fromUTF16(_ raw: ArraySlice<UInt8>, bigEndian: Bool) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(raw.count / 2)
        var at = raw.startIndex
        while at + 1 < raw.endIndex {
            let (first, second) = (UInt16(raw[at]), UInt16(raw[at + 1]))
            units.append(bigEndian ? first << 8 | second : second << 8 | first)
            at += 2
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private static func refuseOtherKinds(_ bytes: [UInt8]) throws(ImportError) {
        guard !bytes.allSatisfy({ $0 == .space || $0 == .lineFeed || $0 == .carriageReturn }) else { throw .empty }
        let head = bytes.prefix(512)
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw .otherKind("a spreadsheet workbook or an archive")
        }
        if head.starts(with: Array("%PDF".utf8)) { throw .otherKind("a PDF") }
        if head.contains(0) { throw .otherKind("a binary file, or UTF-16 without its mark") }
        let start = String(decoding: head.prefix(64), as: UTF8.self).lowercased().drop { $0.isWhitespace }
        if start.hasPrefix("<!doctype") || start.hasPrefix("<html") || start.hasPrefix("<?xml") {
            throw .otherKind("a web page or XML")
        }
        if start.hasPrefix("{") || start.hasPrefix("[{") { throw .otherKind("JSON") }
    }

    /// The most frequent of comma, semicolon and tab outside quotes in the first line.
    private static func separator(of bytes: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes.prefix(64 << 10) {
            if byte == .quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == .lineFeed || byte == .carriageReturn { break }
            if [.comma, .semicolon, .tab].contains(byte) { counts[byte, default: 0] += 1 }
        }
        let comma = counts[.comma, default: 0]
        let semicolon = counts[.semicolon, default: 0]
        let tab = counts[.tab, default: 0]
        if tab > comma && tab > semicolon { return .tab }
        return semicolon > comma ? .semicolon : .comma
    }
}
