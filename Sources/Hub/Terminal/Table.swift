/// Aligned columns without colour: right for numbers, left for words.
struct Table: Sendable {
    enum Side: Sendable { case left, right }

    private let columns: [(title: String, side: Side)]
    private var rows: [[String]] = []
    /// Said where there is no row.
    var empty: String

    init(_ columns: [(String, Side)], empty: String) {
        self.columns = columns.map { (title: $0.0, side: $0.1) }
        self.empty = empty
    }

    mutating func add(_ cells: [String?]) {
        self.rows.append(cells.map { Self.clean($0 ?? "–") })
    }

    var text: String {
        guard !self.rows.isEmpty else { return self.empty + "\n" }
        let lines = [self.columns.map(\.title)] + self.rows
        let widths = self.columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            var text = ""
            for (index, cell) in line.enumerated() {
                let space = String(repeating: " ", count: widths[index] - cell.count)
                text += index == 0 ? "" : "  "
                text += self.columns[index].side == .right ? space + cell : cell + space
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }

    /// One line, no control characters: a title from a shop must not move the cursor.
    private static func clean(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(120) {
            line.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return line
    }
}
