public import Foundation
public import Store

extension OfferRecords {
    /// How many offers a connection has, and in which state.
    public struct Counts: Sendable, Hashable {
        public var offers = 0
        public var linked = 0
        /// Offers that want a write and are not held.
        public var waiting = 0
        public var parked = 0
        public var braked = 0
        public init() {}
    }

    /// By connection.
    public static func counts(_ db: any SQLConnection) throws -> [UUID: Counts] {
        var result: [UUID: Counts] = [:]
        let rows = try db.query(
            """
            SELECT connection_id, count(*), CAST(sum(CASE WHEN mapping = 'linked' THEN 1 ELSE 0 END) AS bigint),
                CAST(sum(CASE WHEN urgency > 0 AND brake IS NULL THEN 1 ELSE 0 END) AS bigint),
                CAST(sum(CASE WHEN parked_code IS NOT NULL THEN 1 ELSE 0 END) AS bigint),
                CAST(sum(CASE WHEN brake IS NOT NULL THEN 1 ELSE 0 END) AS bigint)
            FROM offer WHERE tenant_id = \(db.tenant) GROUP BY connection_id
            """)
        for row in rows {
            var cells = Cells(row)
            let connection: UUID = try cells.take()
            var counts = Counts()
            counts.offers = try cells.take()
            counts.linked = try cells.take()
            counts.waiting = try cells.take()
            counts.parked = try cells.take()
            counts.braked = try cells.take()
            result[connection] = counts
        }
        return result
    }

    /// Offers of all connections by state; the first that fits, from parked on, is counted.
    public struct Totals: Sendable, Hashable {
        public var offers: Int
        public var linked: Int
        public var parked: Int
        public var braked: Int
        public var underWay: Int
        public var pending: Int
        public var agreed: Int
    }

    public static func totals(_ db: any SQLConnection) throws -> Totals {
        var counts: [String: Int] = [:]
        let rows = try db.query(
            """
            SELECT CASE WHEN o.mapping <> 'linked' THEN 'loose' WHEN o.parked_code IS NOT NULL THEN 'parked'
                WHEN o.brake IS NOT NULL THEN 'braked'
                WHEN o.in_doubt OR EXISTS (SELECT 1 FROM write_intent w WHERE w.tenant_id = o.tenant_id
                    AND w.connection_id = o.connection_id AND w.offer_id = o.id AND w.state = 'sent') THEN 'under-way'
                WHEN o.urgency > 0 THEN 'pending' ELSE 'agreed' END AS word, count(*)
            FROM offer o WHERE o.tenant_id = \(db.tenant) GROUP BY 1
            """)
        for row in rows { counts[try row.get(0)] = try row.get(1, as: Int.self) }
        func count(_ word: String) -> Int { counts[word] ?? 0 }
        let all = counts.values.reduce(0, +)
        return Totals(
            offers: all, linked: all - count("loose"), parked: count("parked"), braked: count("braked"),
            underWay: count("under-way"), pending: count("pending"), agreed: count("agreed"))
    }
}
