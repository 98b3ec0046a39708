/// Writes records that every spreadsheet reads back and none executes.
///
/// A cell that begins like a formula gets an apostrophe in front, which our readers and WooCommerce's take off
/// again (OWASP, "CSV Injection"). Cells with separators, quotes or line breaks are quoted; lines end in CRLF.
public struct CSVWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func write(_ cells: [String]) {
        for (place, cell) in cells.enumerated() {
            if place > 0 { self.bytes.append(.comma) }
            self.append(FormulaCell.escape(cell))
        }
        self.bytes.append(contentsOf: [.carriageReturn, .lineFeed])
    }

    private mutating func append(_ cell: String) {
        let needsQuotes =
            cell.first == " " || cell.last == " "
            || cell.utf8.contains { [.comma, .quote, .lineFeed, .carriageReturn, .semicolon, .tab].contains($0) }
        guard needsQuotes else {
            self.bytes.append(contentsOf: cell.utf8)
            return
        }
        self.bytes.append(.quote)
        for byte in cell.utf8 {
            if byte == .quote { self.bytes.append(.quote) }
            self.bytes.append(byte)
        }
        self.bytes.append(.quote)
    }
}

/// Cells that a spreadsheet would compute instead of show.
enum FormulaCell {
    /// Whether a spreadsheet would take `text` for a formula: it begins with `=`, `+`, `@`, a tab, or a `-` that does
    /// not begin a plain number.
    static func isFormula(_ text: String) -> Bool {
        switch text.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "+"), .tab, .carriageReturn: true
        case UInt8(ascii: "-"): !Self.isNumber(text.dropFirst())
        default: false
        }
    }

    static func escape(_ text: String) -> String {
        Self.isFormula(text) || Self.isEscaped(text) ? "'" + text : text
    }

    /// Takes one apostrophe off what `escape` and WooCommerce's exporter put it on.
    static func unescape(_ text: String) -> String {
        Self.isEscaped(text) ? String(text.dropFirst()) : text
    }

    private static func isEscaped(_ text: String) -> Bool {
        guard text.utf8.first == UInt8(ascii: "'") else { return false }
        let rest = String(text.drop { $0 == "'" })
        return Self.isFormula(rest) || rest.utf8.first == UInt8(ascii: "-")
    }

    private static func isNumber(_ text: Substring) -> Bool {
        text.contains(where: \.isNumber) && text.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
    }
}
