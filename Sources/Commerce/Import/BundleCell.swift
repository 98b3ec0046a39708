/// Reads and writes the `bundle` column: `RING-S:2|BOX:1`.
enum BundleCell {
    static func parse(_ text: String) throws(BundleError) -> [SKU: Int] {
        var parts: [SKU: Int] = [:]
        for piece in Self.pieces(text) {
            guard let colon = piece.lastIndex(of: ":"),
                let units = RowCells.wholeNumber(String(piece[piece.index(after: colon)...].trimmingSpaces())),
                let sku = try? SKU(String(piece[..<colon]))
            else { throw .unreadable(piece) }
            guard parts[sku] == nil else { throw .repeated(sku.text) }
            parts[sku] = units
        }
        return parts
    }

    static func text(_ bundle: BundleDefinition<SKU>) -> String {
        bundle.parts.sorted { $0.key < $1.key }.map { part in
            let sku = part.key.text.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
            return "\(sku):\(part.value)"
        }.joined(separator: "|")
    }

    private static func pieces(_ text: String) -> [String] {
        var pieces = [""]
        var isEscaped = false
        for sign in text {
            if isEscaped {
                pieces[pieces.count - 1].append(sign)
                isEscaped = false
            } else if sign == "\\" {
                isEscaped = true
            } else if sign == "|" {
                pieces.append("")
            } else {
                pieces[pieces.count - 1].append(sign)
            }
        }
        return pieces
    }
}
