import Commerce
import Foundation
import Records
import Store
import Twins

/// One workspace's books as they stand in the tables, read with statements of our own.
struct BookRows: Sendable {
    struct Line: Sendable {
        var order: UUID
        var line: String
        var connection: UUID
        var remote: String
        var sku: String?
        var variant: UUID?
        var open: Int
        var taken: Int
    }

    /// A line of an order that takes units of a part.
    struct Claim: Sendable, Hashable {
        var part: UUID
        var order: UUID
        var line: String
        var text: String { "\(self.part) \(self.order) \(self.line)" }
    }

    private struct Sale: Hashable {
        var order: String
        var sku: String
    }

    struct Offer: Sendable {
        var connection: UUID
        var sku: String?
        var escrow: Int
        /// Whether nothing of it waits for its settling.
        var isSettled: Bool
    }

    var unbalanced: [UUID]
    var lines: [Line]
    var skus: [UUID: String]
    var ids: [String: UUID]
    /// Units and missing units, by part, order and line.
    var reserved: [Claim: (units: Int, short: Int)]
    var onHand: [UUID: Int]
    var offers: [Offer]

    init(_ db: any SQLConnection) throws {
        let tenant = db.tenant
        self.unbalanced = try StockRecords.unbalanced(db)
        self.lines = try db.query(
            """
            SELECT l.order_id, l.line_ref, s.connection_id, s.remote_id, l.sku, l.variant_id, l.open_units,
                l.held_units + l.reduced_units
            FROM order_line l JOIN sales_order s ON s.tenant_id = l.tenant_id AND s.id = l.order_id
            WHERE l.tenant_id = \(tenant)
            """
        ).map {
            Line(
                order: try $0.get(0), line: try $0.get(1), connection: try $0.get(2), remote: try $0.get(3),
                sku: try $0.optional(4), variant: try $0.optional(5), open: try $0.get(6), taken: try $0.get(7))
        }
        let variants = try db.query("SELECT id, sku FROM variant WHERE tenant_id = \(tenant)").map {
            (try $0.get(0, as: UUID.self), try $0.get(1, as: String.self))
        }
        self.skus = Dictionary(variants, uniquingKeysWith: { first, _ in first })
        self.ids = Dictionary(variants.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var reserved: [Claim: (units: Int, short: Int)] = [:]
        for row in try db.query(
            "SELECT part_id, order_id, line_ref, units, short FROM reservation WHERE tenant_id = \(tenant)")
        {
            let claim = Claim(part: try row.get(0), order: try row.get(1), line: try row.get(2))
            reserved[claim] = (try row.get(3), try row.get(4))
        }
        self.reserved = reserved
        self.onHand = Dictionary(
            try db.query(
                """
                SELECT variant_id, CAST(sum(on_hand) AS bigint) FROM stock_level WHERE tenant_id = \(tenant)
                GROUP BY variant_id
                """
            ).map { (try $0.get(0, as: UUID.self), try $0.get(1, as: Int.self)) },
            uniquingKeysWith: { first, _ in first })
        self.offers = try db.query(
            "SELECT connection_id, sku, escrow_units, NOT unsettled FROM offer WHERE tenant_id = \(tenant) ORDER BY id"
        ).map {
            Offer(connection: try $0.get(0), sku: try $0.optional(1), escrow: try $0.get(2), isSettled: try $0.get(3))
        }
    }

    /// Only what one connection's offers may sell, and what it is known to have sold.
    init(_ db: any SQLConnection, of connection: UUID) throws {
        (self.unbalanced, self.skus, self.ids, self.reserved, self.onHand) = ([], [:], [:], [:], [:])
        self.lines = try db.query(
            """
            SELECT l.order_id, l.line_ref, s.remote_id, l.sku, l.held_units + l.reduced_units
            FROM sales_order s JOIN order_line l ON l.tenant_id = s.tenant_id AND l.order_id = s.id
            WHERE s.tenant_id = \(db.tenant) AND s.connection_id = \(connection)
            """
        ).map {
            Line(
                order: try $0.get(0), line: try $0.get(1), connection: connection, remote: try $0.get(2),
                sku: try $0.optional(3), variant: nil, open: 0, taken: try $0.get(4))
        }
        self.offers = try db.query(
            """
            SELECT sku, escrow_units, NOT unsettled FROM offer WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
            ORDER BY id
            """
        ).map {
            Offer(connection: connection, sku: try $0.optional(0), escrow: try $0.get(1), isSettled: try $0.get(2))
        }
    }

    /// What does not balance; `nil` when all does.
    func problem(_ workspace: Scene.Workspace) -> String? {
        if let part = self.unbalanced.first { return "the ledger of \(self.skus[part] ?? "?") is not its level" }
        var owed: [Claim: Int] = [:]
        var openOf: [UUID: Int] = [:]
        for line in self.lines where line.open > 0 {
            guard let sku = line.variant.flatMap({ self.skus[$0] }) else { continue }
            for (part, each) in workspace.draws(of: sku) {
                guard let id = self.ids[part] else { continue }
                owed[Claim(part: id, order: line.order, line: line.line)] = line.open * each
            }
        }
        let wrong = Set(owed.keys).union(self.reserved.keys).filter {
            owed[$0] ?? 0 != self.reserved[$0]?.units ?? 0
        }
        if let claim = wrong.min(by: { $0.text < $1.text }) {
            return
                "\(owed[claim] ?? 0) units are open and \(self.reserved[claim]?.units ?? 0) reserved: \(claim.text)"
        }
        var shortOf: [UUID: Int] = [:]
        for (key, value) in self.reserved {
            openOf[key.part, default: 0] += value.units
            shortOf[key.part, default: 0] += value.short
        }
        for (part, open) in openOf.sorted(by: { $0.key.uuidString < $1.key.uuidString }) {
            let missing = open - min(open, max(0, self.onHand[part] ?? 0))
            guard shortOf[part] ?? 0 != missing else { continue }
            return "\(missing) units of \(self.skus[part] ?? "?") are missing and \(shortOf[part] ?? 0) are said to be"
        }
        return nil
    }

    /// Where a shop can sell more that we have not seen than is set aside for it.
    func escrowProblem(
        _ shelves: [String: [String: ShopReport.Item]], truth: [String: Truth.Shop], shopOf: [UUID: String]
    ) -> String? {
        var known: [String: [Sale: Int]] = [:]
        for line in self.lines {
            guard let shop = shopOf[line.connection], let sku = line.sku else { continue }
            known[shop, default: [:]][Sale(order: line.remote, sku: sku), default: 0] += line.taken
        }
        // What each shop sold that we have not seen, and the other way round, by SKU.
        var unseen: [String: [String: (unheard: Int, owing: Int, excused: Int)]] = [:]
        for shop in Set(self.offers.compactMap { shopOf[$0.connection] }) {
            let ours = known[shop] ?? [:]
            var sums: [String: (unheard: Int, owing: Int, excused: Int)] = [:]
            for (id, order) in truth[shop]?.orders ?? [:] {
                for (sku, taken) in order.taken {
                    let heard = ours[Sale(order: id, sku: sku)] ?? 0
                    let news = max(0, taken - heard)
                    let excused = min(order.beyond[sku] ?? 0, news)
                    sums[sku, default: (0, 0, 0)].unheard += news - excused
                    sums[sku, default: (0, 0, 0)].excused += excused
                    sums[sku, default: (0, 0, 0)].owing += max(0, heard - taken)
                }
            }
            unseen[shop] = sums
        }
        for offer in self.offers {
            guard let shop = shopOf[offer.connection], let sku = offer.sku, let items = shelves[shop],
                let item = items[sku], let sellable = item.open, let book = truth[shop]
            else { continue }
            let (unheard, owing, excused) = unseen[shop]?[sku] ?? (0, 0, 0)
            let oversold = max(0, (book.oversold[sku] ?? 0) - excused)
            guard sellable + unheard > offer.escrow + owing + oversold else { continue }
            return
                "\(shop) may sell \(sellable) × \(sku) and sold \(unheard) that we have not seen; \(offer.escrow) are set aside"
        }
        return nil
    }

    /// Units of a part that the hub knows to be out beyond what is there: set aside and reserved, less what lies on the
    /// shelf.
    func overdrawn(_ part: String, _ workspace: Scene.Workspace) -> Int {
        guard let id = self.ids[part] else { return 0 }
        let aside = self.offers.reduce(0) { sum, offer in
            sum + offer.escrow * (offer.sku.flatMap { workspace.draws(of: $0)[part] } ?? 0)
        }
        let reserved = self.reserved.reduce(0) { $0 + ($1.key.part == id ? $1.value.units : 0) }
        return max(0, aside + reserved - (self.onHand[id] ?? 0))
    }
}
