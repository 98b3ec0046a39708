public import Foundation
public import Store

/// Figures across the top of the live page, and where a page of its list stands.
public enum BoardRecords {
    public struct Figures: Sendable, Hashable {
        /// Orders heard of since a moment.
        public var orders: Int
        /// Units that open orders hold, those short included.
        public var unitsOpen: Int
        /// Variants whose SKU or title holds the search.
        public var matching: Int
        /// Of those, the ones up to the last SKU of the page before.
        public var before: Int
    }

    /// - Parameters:
    ///   - since: Where the day began.
    ///   - search: Part of SKU or title, in any case; empty for all.
    ///   - after: The last SKU of the page before; empty on the first.
    public static func figures(_ db: any SQLConnection, since: Date, search: String, after: String) throws -> Figures {
        let pattern = "%" + search.lowercased() + "%"
        let answers = try db.pipeline([
            "SELECT count(*) FROM sales_order WHERE tenant_id = \(db.tenant) AND imported_at >= \(since)",
            """
            SELECT CAST(coalesce(sum(units), 0) AS bigint) FROM reservation WHERE tenant_id = \(db.tenant)
            """,
            """
            SELECT count(*), CAST(coalesce(sum(CASE WHEN v.sku <= \(after) THEN 1 ELSE 0 END), 0) AS bigint) FROM variant v
            WHERE v.tenant_id = \(db.tenant) AND (lower(v.sku) LIKE \(pattern) OR lower(v.title) LIKE \(pattern))
            """,
        ])
        let (matching, before) = try answers[2][0].decode(Int.self, Int.self)
        return Figures(
            orders: try answers[0][0].get(0), unitsOpen: try answers[1][0].get(0), matching: matching, before: before)
    }
}
