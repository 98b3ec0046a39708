public import Foundation
public import Store

/// What matching compares of variants and offers, page by page: a shop may have hundreds of thousands of them.
public enum MatchRecords {
    public struct Row: Sendable, Hashable {
        public var id: UUID
        public var sku: String?
        public var gtin: String?
    }

    /// The variants of the workspace, by id.
    public static func variants(_ db: any SQLConnection, after: UUID?, limit: Int) throws -> [Row] {
        try db.query(
            """
            SELECT id, sku, gtin FROM variant WHERE tenant_id = \(db.tenant) AND \(self.later(after))
            ORDER BY id LIMIT \(limit)
            """
        ).map(self.row)
    }

    /// All offers of a connection, by id.
    public static func offers(
        _ db: any SQLConnection, connection: UUID, after: UUID?, limit: Int
    ) throws -> [Row] {
        try db.query(
            """
            SELECT id, sku, gtin FROM offer
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND \(self.later(after))
            ORDER BY id LIMIT \(limit)
            """
        ).map(self.row)
    }

    /// Those about which nobody has decided for good.
    public static func open(
        _ db: any SQLConnection, connection: UUID, after: UUID?, limit: Int
    ) throws -> [Row] {
        try db.query(
            """
            SELECT id, sku, gtin FROM offer
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND \(self.later(after))
                AND mapping NOT IN ('linked', 'ignored')
            ORDER BY id LIMIT \(limit)
            """
        ).map(self.row)
    }

    private static func later(_ id: UUID?) -> SQLQuery { id.map { "id > \($0)" } ?? "1 = 1" }

    private static func row(_ row: SQLRow) throws -> Row {
        Row(id: try row.get(0), sku: try row.optional(1), gtin: try row.optional(2))
    }
}
