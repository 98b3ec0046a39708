/// One record: where its cells are, and what is wrong with it as a whole.
public struct CSVRecord: Sendable {
    /// As a spreadsheet shows it; the header is row 1.
    public let row: Int
    /// Its first byte.
    public let position: Int
    let bytes: [UInt8]
    public internal(set) var cells: [CSVCell] = []
    public internal(set) var fault: CSVFault?

    init(row: Int, position: Int, bytes: [UInt8]) {
        self.row = row
        self.position = position
        self.bytes = bytes
    }

    /// Whether there is nothing in it but separators and spaces.
    public var isBlank: Bool {
        self.fault == nil
            && self.cells.allSatisfy { cell in self.bytes[cell.start..<cell.end].allSatisfy { $0 == .space } }
    }

    /// The text of one cell, quotes undone; `nil` beyond the last cell and for a cell over the limit.
    public func text(at column: Int) -> CSVText? {
        guard self.cells.indices.contains(column), !self.cells[column].isTooLarge else { return nil }
        let cell = self.cells[column]
        guard cell.hasEscapes else { return CSVText(self.bytes[cell.start..<cell.end]) }
        var plain: [UInt8] = []
        plain.reserveCapacity(cell.end - cell.start)
        var at = cell.start
        while at < cell.end {
            plain.append(self.bytes[at])
            at += self.bytes[at] == .quote ? 2 : 1
        }
        return CSVText(plain[...])
    }
}

/// Where a cell's content lies, without its quotes.
public struct CSVCell: Sendable, Hashable {
    var start: Int
    var end: Int
    var hasEscapes: Bool
    public var isTooLarge: Bool
    public var byteCount: Int { self.end - self.start }
}

/// What makes a whole record unreadable. Columns count from 0.
public enum CSVFault: Sendable, Hashable {
    /// A quote opened and never closed.
    case openQuote(column: Int)
    /// Text after a closing quote: usually a quote inside the text that was not doubled.
    case strayQuote(column: Int)
    case tooManyCells
    /// Too much damage to go on; nothing after this record was read.
    case abandoned
}

/// A cell's text, and how sure we are of it.
public struct CSVText: Sendable, Hashable {
    public enum Certainty: Sendable, Hashable {
        case sure
        /// Not UTF-8; read as Windows-1252, where each byte means something.
        case guessed
        /// Read as Windows-1252 with bytes that mean nothing there; they became U+FFFD.
        case replaced
    }

    public var text: String
    public var certainty: Certainty

    init(_ bytes: ArraySlice<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self.text = text
            self.certainty = .sure
        } else {
            self.text = Windows1252.text(bytes)
            self.certainty = self.text.unicodeScalars.contains("\u{FFFD}") ? .replaced : .guessed
        }
    }
}

/// The single-byte encoding spreadsheets on Windows save by default (WHATWG Encoding, index windows-1252).
enum Windows1252 {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes {
            text.append((128..<160).contains(byte) ? Self.upper[Int(byte) - 128] : Unicode.Scalar(byte))
        }
        return String(text)
    }

    private static let upper: [Unicode.Scalar] = [
        "€", "\u{FFFD}", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\u{FFFD}", "Ž", "\u{FFFD}",
        "\u{FFFD}", "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "\u{FFFD}", "ž", "Ÿ",
    ]
}
