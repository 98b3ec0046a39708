import Foundation
import Records
import Store

/// What may take its time, but not for ever: orders on their way into the books, numbers on their way to the shops.
struct PatienceRows: Sendable {
    /// Seconds after which an order must have been taken in as it stands: a sweep of all orders comes each four hours.
    static let orders = 6.0 * 3_600
    /// Seconds after which an offer must show what is wanted.
    static let writes = 6.0 * 3_600

    /// An offer that wants to be written.
    struct Waiting: Sendable {
        var connection: UUID
        var sku: String
        var reason: String
        /// Of what is wanted: another number is another wait.
        var version: Int64
        /// The last call for it: what was called since waits anew, such as a listing that leaves the sale with each order.
        var called: String

        var key: String { "\(self.connection) \(self.sku) \(self.version) \(self.called)" }
    }

    /// Units our books know of each order, by connection, remote id and SKU.
    var known: [UUID: [String: [String: Int]]] = [:]
    var waiting: [Waiting]

    init(_ db: any SQLConnection) throws {
        let rows = try db.query(
            """
            SELECT s.connection_id, s.remote_id, l.sku, l.held_units + l.reduced_units
            FROM sales_order s JOIN order_line l ON l.tenant_id = s.tenant_id AND l.order_id = s.id
            WHERE s.tenant_id = \(db.tenant)
            """)
        for row in rows {
            let (connection, remote) = (try row.get(0, as: UUID.self), try row.get(1, as: String.self))
            let sku = try row.optional(2, as: String.self) ?? ""
            self.known[connection, default: [:]][remote, default: [:]][sku, default: 0] += try row.get(3, as: Int.self)
        }
        self.waiting = try db.query(
            """
            SELECT connection_id, sku, wanted_reason, wanted_version,
                (SELECT max(w.sent_at) FROM write_intent w WHERE w.tenant_id = o.tenant_id AND w.offer_id = o.id)
            FROM offer o
            WHERE o.tenant_id = \(db.tenant) AND o.urgency > 0 AND o.parked_code IS NULL AND o.brake IS NULL
            ORDER BY o.id
            """
        ).map {
            Waiting(
                connection: try $0.get(0), sku: try $0.optional(1) ?? "?", reason: try $0.optional(2) ?? "",
                version: try $0.get(3), called: try $0.optional(4, as: Date.self).map { "\($0)" } ?? "")
        }
    }

    /// An order that has not changed since then and is not in our books as it stands.
    func lateOrder(
        _ shops: [String], _ truth: [String: Truth.Shop], shopOf: [UUID: String], since: Date
    ) -> String? {
        let connections = Dictionary(shopOf.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for shop in shops {
            guard let mine = connections[shop].map({ self.known[$0] ?? [:] }) else { continue }
            for (id, order) in (truth[shop]?.orders ?? [:]).sorted(by: { $0.key < $1.key })
            where order.changedAt < since {
                for (sku, units) in order.taken where units != mine[id]?[sku] ?? 0 {
                    return "\(shop) order \(id) took \(units) × \(sku) hours ago; our books say \(mine[id]?[sku] ?? 0)"
                }
            }
        }
        return nil
    }

    /// An offer that was seen waiting for the same number each time since before then.
    ///
    /// - Parameter seen: Who waits since when; who does no more is forgotten.
    func lateWrite(_ seen: inout [String: Date], shopOf: [UUID: String], now: Date) -> String? {
        let before = seen
        seen = [:]
        for offer in self.waiting { seen[offer.key] = before[offer.key] ?? now }
        return self.waiting.first { seen[$0.key].map { now.timeIntervalSince($0) > Self.writes } ?? false }.map {
            "\(shopOf[$0.connection] ?? "?") \($0.sku) has waited for hours to be written (\($0.reason))"
        }
    }
}
