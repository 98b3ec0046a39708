import Foundation
import Store

/// The statements of one order as a script for pgbench, all in one pipeline: the same texts, the same values, but for the
/// ids and SKUs that are made anew each time.
struct PgBenchOrder {
    private var template: Template

    init(fixed: Set<UUID>) { self.template = Template(Template.sample(1), fixed: fixed) }

    mutating func script(_ rounds: [[SQLQuery]], tenant: UUID, spread: Int) -> String {
        let step = max(1, spread / 3)
        var lines = [
            "\\set k :k + 1", "\\set o :base + :client_id * 100000000 + :k", "\\set s0 random(0, \(spread - 1))",
            "\\set s1 (:s0 + \(step)) % \(spread)", "\\set s2 (:s0 + \(2 * step)) % \(spread)", "\\startpipeline",
            "BEGIN;", "SELECT set_config('entrepot.tenant', '\(tenant.uuidString.lowercased())', true);",
        ]
        for query in rounds.joined() { lines.append(self.text(query) + ";") }
        lines += ["COMMIT;", "\\endpipeline"]
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func text(_ query: SQLQuery) -> String {
        var values = query.values.map { self.expression($0) }
        if let rows = query.rows {
            for column in 0..<rows.width {
                let cells = stride(from: column, to: rows.cells.count, by: rows.width).map { rows.cells[$0] }
                values.append(self.array(rows.types[column], cells))
            }
        }
        var text = query.text(for: .postgres)
        for (index, value) in values.enumerated().reversed() {
            text = text.replacing("$\(index + 1)", with: value)
        }
        // A statement ends where its line does.
        return text.replacing("\n", with: " ")
    }

    private mutating func array(_ type: SQLType, _ cells: [SQLValue]) -> String {
        "ARRAY[\(cells.map { self.expression($0) }.joined(separator: ", "))]::\(Self.name(of: type))[]"
    }

    private mutating func expression(_ value: SQLValue) -> String {
        switch value {
        case .null(let type): "NULL::\(Self.name(of: type))"
        case .uuid(let id): Self.id(self.template.id(id))
        case .instant(let date) where self.template.isNow(date): "now()"
        case .instant(let date): "to_timestamp(\(date.timeIntervalSince1970))"
        case .integer(let number): "\(number)::bigint"
        case .real(let number): "\(number)::float8"
        case .boolean(let flag): "\(flag)"
        case .text(let text): Self.quoted(self.template.text(text)) + "::text"
        case .json(let text): Self.quoted(self.template.text(text)) + "::jsonb"
        case .bytes: "NULL::bytea"
        case .list(let type, let values): self.array(type, values)
        }
    }

    private static func id(_ text: String) -> String {
        guard text.hasPrefix("{") else { return "'\(text)'::uuid" }
        let digit = String(text.dropFirst(2).dropLast())
        let (kind, number) =
            switch text.dropFirst().first {
            case "v": ("7001", "s" + digit)
            case "o": ("7002", "s" + digit)
            case "p": ("7003", "s" + digit)
            default: ("71" + String(repeating: "0", count: 2 - digit.count) + digit, "o")
            }
        return "('00000000-0000-\(kind)-8000-' || lpad(to_hex(:\(number)::bigint), 12, '0'))::uuid"
    }

    /// Colons would be read as variables; they are written by their number.
    private static func quoted(_ text: String) -> String {
        var text = text.replacing("\\", with: "\\\\").replacing("'", with: "''").replacing(":", with: "\\x3a")
        for index in 0..<3 { text = text.replacing("{s\(index)}", with: "' || :s\(index)::text || E'") }
        text = text.replacing("{n0}", with: "' || :o::text || E'")
        return "(E'\(text)')"
    }

    private static func name(of type: SQLType) -> String {
        switch type {
        case .uuid: "uuid"
        case .instant: "timestamptz"
        case .integer: "bigint"
        case .real: "float8"
        case .text: "text"
        case .boolean: "boolean"
        case .json: "jsonb"
        case .bytes: "bytea"
        }
    }
}
