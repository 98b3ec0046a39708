public import Commerce
public import Foundation
public import Store

/// One transaction as a channel told it last.
public struct FinanceRecord: Sendable, Hashable, Identifiable {
    public var id: UUID
    public var connection: UUID
    public var transaction: FinanceTransaction
    public var readAt: Date

    public init(id: UUID, connection: UUID, transaction: FinanceTransaction, readAt: Date) {
        self.id = id
        self.connection = connection
        self.transaction = transaction
        self.readAt = readAt
    }
}

public enum FinanceRecords {
    private static let rows = BulkStatement(
        insertInto: "finance_transaction",
        [
            ("connection_id", .uuid), ("remote_id", .text), ("id", .uuid), ("kind", .text), ("status", .text),
            ("words", .text), ("posted_at", .instant), ("store", .text), ("account", .text), ("order_ref", .text),
            ("amount_minor", .integer), ("currency", .text), ("parts", .json), ("items", .json), ("read_at", .instant),
        ],
        """
        ON CONFLICT (tenant_id, connection_id, remote_id) DO UPDATE SET kind = excluded.kind, status = excluded.status,
            words = excluded.words, posted_at = excluded.posted_at, store = excluded.store, account = excluded.account,
            order_ref = excluded.order_ref, amount_minor = excluded.amount_minor, currency = excluded.currency,
            parts = excluded.parts, items = excluded.items, read_at = excluded.read_at
        """)

    /// Writes one page. One that is known is the same row as it is told now, under the id it has; of one that is there twice the
    /// last one counts.
    public static func save(_ db: any SQLConnection, _ records: [FinanceRecord]) throws {
        let unique = Dictionary(records.map { ($0.transaction.remoteID, $0) }, uniquingKeysWith: { $1 }).values
        var cells = BulkCells(capacity: unique.count * 15)
        for record in unique.sorted(by: { $0.transaction.remoteID < $1.transaction.remoteID }) {
            let told = record.transaction
            cells.add(record.connection)
            cells.add(told.remoteID)
            cells.add(record.id)
            cells.add(told.kind)
            cells.add(told.status)
            cells.add(told.words)
            cells.add(told.postedAt)
            cells.add(told.store)
            cells.add(told.account)
            cells.add(told.order)
            cells.add(told.amount?.minor)
            cells.add(told.amount?.currency.code)
            cells.add(try JSONText.encode(told.parts))
            cells.add(try JSONText.encode(told.items))
            cells.add(record.readAt)
        }
        try db.post([self.rows.query(db, cells.cells)].compactMap { $0 })
    }

    /// A page, the latest first.
    ///
    /// - Parameters:
    ///   - connection: `nil` for all.
    ///   - order: The channel's id of one; `nil` for all.
    ///   - after: The last one of the page before.
    public static func page(
        _ db: any SQLConnection, connection: UUID?, order: String?, after: UUID?, limit: Int
    ) throws -> [FinanceRecord] {
        let whose: SQLQuery = connection.map { "connection_id = \($0)" } ?? "1 = 1"
        let which: SQLQuery = order.map { "order_ref = \($0)" } ?? "1 = 1"
        let older: SQLQuery =
            after.map { id in
                "(posted_at, id) < (SELECT a.posted_at, a.id FROM finance_transaction a WHERE a.tenant_id = \(db.tenant) AND a.id = \(id))"
            } ?? "1 = 1"
        return try db.query(
            """
            SELECT id, connection_id, remote_id, kind, status, words, posted_at, store, account, order_ref, amount_minor,
                currency, parts, items, read_at
            FROM finance_transaction
            WHERE tenant_id = \(db.tenant) AND \(whose) AND \(which) AND \(older)
            ORDER BY posted_at DESC, id DESC LIMIT \(limit)
            """
        ).map(self.record)
    }

    private static func record(_ row: SQLRow) throws -> FinanceRecord {
        var cells = Cells(row)
        let (id, connection): (UUID, UUID) = (try cells.take(), try cells.take())
        var told = FinanceTransaction(
            remoteID: try cells.take(), kind: try cells.take(), status: try cells.take(), words: try cells.take(),
            postedAt: try cells.take(), store: try cells.maybe(), account: try cells.maybe(),
            order: try cells.maybe(), amount: nil)
        let minor: Int64? = try cells.maybe()
        let currency = try cells.maybe(String.self).flatMap { Currency($0) }
        if let minor, let currency { told.amount = Money(minor: minor, currency: currency) }
        told.parts = try cells.json()
        told.items = try cells.json()
        return FinanceRecord(id: id, connection: connection, transaction: told, readAt: try cells.take())
    }

    /// When the oldest that is held back was booked.
    public static func oldestDeferred(_ db: any SQLConnection, connection: UUID) throws -> Date? {
        let row = try db.query(
            """
            SELECT posted_at FROM finance_transaction
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND status = 'deferred'
            ORDER BY posted_at LIMIT 1
            """
        ).first
        return try row?.get(0)
    }
}
