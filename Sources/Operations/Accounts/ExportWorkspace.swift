import Foundation
import Records
import Store

/// Everything of a workspace as JSON Lines, a line for each row: `{"table": …, "row": {column: value}}`, columns as in the data map.
///
/// Left out is what opens something (credentials, digests, keys, sealed values) and what only the program can read.
public struct ExportWorkspace: Sendable {
    /// Rows that are read in one transaction.
    private static let page = 500

    public init() {}

    /// - Parameter write: Takes one line at a time, with its end.
    /// - Returns: How many rows there were.
    @discardableResult
    public func run(_ desk: Desk, write: (String) async throws -> Void) async throws -> Int {
        let shape = try await SchemaShape.read(from: desk.hub.store)
        let labels = Dictionary(DataMap.tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var count = 0
        for name in shape.tenantTables(except: Schema.globalTables).sorted() {
            guard let table = shape.tables[name], let label = labels[name] else { continue }
            let columns = table.columns.filter {
                $0.storage != .bytes && $0.name != "tenant_id" && label.columns[$0.name] != .credential
            }.map(\.name)
            let key = table.primaryKey.filter { $0 != "tenant_id" }
            // A row is found again by its key; whoever has one that is bytes is known by nothing else.
            guard !columns.isEmpty, Set(key).isSubset(of: Set(columns)) else { continue }
            count += try await Self.rows(of: name, columns, key, desk, write)
        }
        let rows = count
        try await desk.write { try desk.audit($0, .workspaceExported, ["rows": "\(rows)"]) }
        return count
    }

    private static func rows(
        of table: String, _ columns: [String], _ key: [String], _ desk: Desk,
        _ write: (String) async throws -> Void
    ) async throws -> Int {
        let places = key.compactMap { columns.firstIndex(of: $0) }
        var (last, count): ([SQLValue]?, Int) = (nil, 0)
        while true {
            let from = last
            let part = try await desk.read { db in
                let list = columns.map { "t.\"\($0)\"" }.joined(separator: ", ")
                let order = key.map { "t.\"\($0)\"" }.joined(separator: ", ")
                let name = "\"\(table)\" t"
                var beyond: SQLQuery = ""
                if let from, !key.isEmpty {
                    let left = SQLQuery(stringLiteral: "AND (\(order)) > ")
                    beyond = "\(left) (\(values: from))"
                }
                let tail = SQLQuery(stringLiteral: order.isEmpty ? "" : "ORDER BY \(order)")
                return try db.query(
                    """
                    SELECT \(SQLQuery(stringLiteral: list)) FROM \(SQLQuery(stringLiteral: name))
                    WHERE t.tenant_id = \(db.tenant) \(beyond) \(tail) LIMIT \(Self.page)
                    """)
            }
            for row in part { try await write(try Self.line(table, columns, row) + "\n") }
            count += part.count
            guard part.count == Self.page, let end = part.last, !key.isEmpty else { return count }
            last = places.map { end.cells[$0] }
        }
    }

    private static func line(_ table: String, _ columns: [String], _ row: SQLRow) throws -> String {
        var values: [String: Value] = [:]
        for (column, cell) in zip(columns, row.cells) { values[column] = Value(cell, isTime: Self.isTime(column)) }
        return try ViewJSON.text(Line(table: table, row: values))
    }

    private struct Line: Encodable {
        var table: String
        var row: [String: Value]
    }

    /// SQLite has times as microseconds; the columns' names tell.
    private static func isTime(_ column: String) -> Bool { column == "at" || column.hasSuffix("_at") }

    private enum Value: Encodable {
        case text(String), integer(Int64), real(Double), time(Date), yes(Bool), nothing

        init(_ cell: SQLValue, isTime: Bool) {
            self =
                switch cell {
                case .null, .bytes, .list: .nothing
                case .uuid(let id): .text(id.text)
                case .instant(let date): .time(date)
                case .integer(let number) where isTime: .time(Date(timeIntervalSince1970: Double(number) / 1_000_000))
                case .integer(let number): .integer(number)
                case .real(let number): .real(number)
                case .text(let text), .json(let text): .text(text)
                case .boolean(let value): .yes(value)
                }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .integer(let number): try container.encode(number)
            case .real(let number): try container.encode(number)
            case .time(let date): try container.encode(date)
            case .yes(let value): try container.encode(value)
            case .nothing: try container.encodeNil()
            }
        }
    }
}
