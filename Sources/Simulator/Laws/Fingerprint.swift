import Store

/// What a workspace's rows come to: enough to notice that somebody else wrote to them.
struct Fingerprint: Sendable, Hashable {
    private var parts: [TimedRows<[Int]>]

    var numbers: [Int] { self.parts.flatMap(\.value) }

    /// - Parameter before: The one before: tables that nobody wrote to since are not added up again.
    init(_ db: any SQLConnection, _ clock: TableClock, before: Self?) throws {
        let tenant = db.tenant
        let looks: [(table: String, query: SQLQuery)] = [
            (
                "stock_level",
                "SELECT CAST(coalesce(sum(on_hand), 0) AS bigint) FROM stock_level WHERE tenant_id = \(tenant)"
            ),
            ("movement", "SELECT count(*) FROM movement WHERE tenant_id = \(tenant)"),
            ("sales_order", "SELECT count(*) FROM sales_order WHERE tenant_id = \(tenant)"),
            (
                "reservation",
                "SELECT CAST(coalesce(sum(units), 0) AS bigint) FROM reservation WHERE tenant_id = \(tenant)"
            ),
            (
                "offer",
                """
                SELECT CAST(coalesce(sum(wanted_version), 0) AS bigint), CAST(coalesce(sum(escrow_units), 0) AS bigint)
                FROM offer WHERE tenant_id = \(tenant)
                """
            ),
            ("event", "SELECT count(*) FROM event WHERE tenant_id = \(tenant)"),
            ("write_intent", "SELECT count(*) FROM write_intent WHERE tenant_id = \(tenant)"),
        ]
        self.parts = try looks.enumerated().map { index, look in
            try TimedRows([look.table], clock, before: before?.parts[index]) {
                let cells = try db.query(look.query)[0]
                return try cells.cells.indices.map { try cells.get($0, as: Int.self) }
            }
        }
    }

    static func == (one: Self, other: Self) -> Bool { one.numbers == other.numbers }
    func hash(into hasher: inout Hasher) { hasher.combine(self.numbers) }
}
