/// A statement's text with places for its values: what an engine prepares once and then knows again.
///
/// Statements are written in our source, so two of one place have literally the same text, and comparing them costs
/// next to nothing.
public struct SQLShape: Sendable, Hashable {
    @usableFromInline
    enum Piece: Sendable, Hashable {
        case text(String)
        /// A bound value.
        case value
        /// A bound list, as what a column is compared with.
        case any
    }
    let pieces: [Piece]
    /// Of the bulk statements: the whole text for PostgreSQL.
    let postgres: String?
    private let mark: UInt64

    init(_ pieces: [Piece], postgres: String? = nil) {
        self.pieces = pieces
        self.postgres = postgres
        self.mark = Self.mark(of: pieces)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(self.mark) }

    /// The text before its first value, the same for all engines.
    public var opening: String {
        guard case .text(let text)? = self.pieces.first else { return "" }
        return text
    }

    /// The text for one engine.
    public func text(for dialect: Dialect) -> String {
        if dialect == .postgres, let postgres { return postgres }
        let mark = dialect == .sqlite ? "?" : "$"
        var number = 0
        var text = ""
        for piece in self.pieces {
            switch piece {
            case .text(let part): text += part
            case .value:
                number += 1
                text += "\(mark)\(number)"
            case .any:
                number += 1
                text += dialect == .sqlite ? "IN (SELECT value FROM json_each(?\(number)))" : "= ANY ($\(number))"
            }
        }
        return text
    }

    /// A number over the text, eight bytes at a time; equality decides, this only finds the place.
    private static func mark(of pieces: [Piece]) -> UInt64 {
        var mark: UInt64 = 0x9E37_79B9_7F4A_7C15
        func mix(_ word: UInt64) {
            mark = (mark ^ word) &* 0xFF51_AFD7_ED55_8CCD
            mark ^= mark >> 32
        }
        for piece in pieces {
            switch piece {
            case .value: mix(1)
            case .any: mix(2)
            case .text(var text):
                text.withUTF8 { bytes in
                    let raw = UnsafeRawBufferPointer(bytes)
                    mix(UInt64(raw.count))
                    var place = 0
                    while place + 8 <= raw.count {
                        mix(raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                        place += 8
                    }
                    for byte in raw[place...] { mix(UInt64(byte)) }
                }
            }
        }
        return mark
    }
}
