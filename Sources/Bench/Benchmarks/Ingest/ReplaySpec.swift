import Foundation
import Store

/// The statements of a page of orders as a text for the peers on SQLite, a word and a value a line: `S` a statement, `X` one
/// run of it, `P` a value: `n` NULL, `c` now in microseconds, `i` an integer, `r` a real number, `t` a text with `{x0}` for a
/// SKU in hexadecimal, `{s0}` in decimal, `{y}` for the page's number in hexadecimal and `{n0}` for an order's in decimal.
struct ReplaySpec {
    private var template: Template

    init(_ orders: [IngestOrder], fixed: Set<UUID>) { self.template = Template(orders, fixed: fixed) }

    mutating func text(_ rounds: [[SQLQuery]]) -> String {
        var lines: [String] = []
        for query in rounds.joined() {
            lines.append("S\t" + query.text(for: .sqlite).replacing("\n", with: " "))
            let (cells, width) = (query.rows?.cells ?? [], query.rows?.width ?? 1)
            for start in stride(from: 0, to: max(1, cells.count), by: width) {
                lines.append("X")
                for value in query.values + cells.dropFirst(start).prefix(width) { lines.append(self.line(value)) }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func line(_ value: SQLValue) -> String {
        switch value {
        case .null, .bytes: "P\tn"
        case .uuid(let id): "P\tt\t" + self.id(id)
        case .instant(let date) where self.template.isNow(date): "P\tc"
        case .instant(let date): "P\ti\t\(date.microseconds)"
        case .integer(let number): "P\ti\t\(number)"
        case .real(let number): "P\tr\t\(number)"
        case .boolean(let flag): "P\ti\t\(flag ? 1 : 0)"
        case .text(let text), .json(let text): "P\tt\t" + self.template.text(text)
        case .list(_, let values): "P\tt\t[" + values.map { self.quoted($0) }.joined(separator: ",") + "]"
        }
    }

    private mutating func quoted(_ value: SQLValue) -> String {
        switch value {
        case .uuid(let id): "\"\(self.id(id))\""
        case .text(let text): "\"\(self.template.text(text))\""
        case .integer(let number): "\(number)"
        default: "null"
        }
    }

    private mutating func id(_ id: UUID) -> String {
        let word = self.template.id(id)
        guard word.hasPrefix("{"), let number = Int(word.dropFirst(2).dropLast()) else { return word }
        switch word.dropFirst().first {
        case "v": return "00000000-0000-7001-8000-{x\(number)}"
        case "o": return "00000000-0000-7002-8000-{x\(number)}"
        case "p": return "00000000-0000-7003-8000-{x\(number)}"
        default: return "00000000-0000-7\(100 + number)-8000-{y}"
        }
    }
}
