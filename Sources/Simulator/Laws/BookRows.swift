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

    typealias Reserved = [Claim: (units: Int, short: Int)]

    private var balance: TimedRows<[UUID]>
    private var sold: TimedRows<[Line]>
    private var variants: TimedRows<(skus: [UUID: String], ids: [String: UUID])>
    private var reservations: TimedRows<Reserved>
    private var levels: TimedRows<[UUID: Int]>
    private var numbers: TimedRows<[Offer]>
    /// When all balanced; looked at anew where one of its tables has changed since.
    private var balanced: Int?
    /// What each shop sold that the books do not know, as of the books' and its own time.
    private var unseen: [String: (time: Int, version: Int, sums: [String: Unseen])] = [:]

    private struct Unseen: Sendable {
        var unheard = 0
        var owing = 0
        var excused = 0
    }

    var unbalanced: [UUID] { self.balance.value }
    var lines: [Line] { self.sold.value }
    var skus: [UUID: String] { self.variants.value.skus }
    var ids: [String: UUID] { self.variants.value.ids }
    /// Units and missing units, by part, order and line.
    var reserved: Reserved { self.reservations.value }
    var onHand: [UUID: Int] { self.levels.value }
    var offers: [Offer] { self.numbers.value }

    /// - Parameter before: The same workspace's books as they stood before: tables that nobody wrote to since are not read
    ///   again.
    init(_ db: any SQLConnection, _ clock: TableClock, before: Self? = nil) throws {
        self.balance = try TimedRows(["stock_level", "movement"], clock, before: before?.balance) {
            try StockRecords.unbalanced(db)
        }
        self.sold = try TimedRows(["order_line", "sales_order"], clock, before: before?.sold) { try Self.lines(db) }
        self.variants = try TimedRows(["variant"], clock, before: before?.variants) { try Self.variants(db) }
        self.reservations = try TimedRows(["reservation"], clock, before: before?.reservations) {
            try Self.reserved(db)
        }
        self.levels = try TimedRows(["stock_level"], clock, before: before?.levels) { try Self.onHand(db) }
        self.numbers = try TimedRows(["offer"], clock, before: before?.numbers) { try Self.offers(db) }
        self.balanced = before?.balanced
        self.unseen = before?.unseen ?? [:]
    }

    private static func lines(_ db: any SQLConnection) throws -> [Line] {
        try db.query(
            """
            SELECT l.order_id, l.line_ref, s.connection_id, s.remote_id, l.sku, l.variant_id, l.open_units,
                l.held_units + l.reduced_units
            FROM order_line l JOIN sales_order s ON s.tenant_id = l.tenant_id AND s.id = l.order_id
            WHERE l.tenant_id = \(db.tenant)
            """
        ).map {
            Line(
                order: try $0.get(0), line: try $0.get(1), connection: try $0.get(2), remote: try $0.get(3),
                sku: try $0.optional(4), variant: try $0.optional(5), open: try $0.get(6), taken: try $0.get(7))
        }
    }

    private static func variants(_ db: any SQLConnection) throws -> (skus: [UUID: String], ids: [String: UUID]) {
        let variants = try db.query("SELECT id, sku FROM variant WHERE tenant_id = \(db.tenant)").map {
            (try $0.get(0, as: UUID.self), try $0.get(1, as: String.self))
        }
        return (
            Dictionary(variants, uniquingKeysWith: { first, _ in first }),
            Dictionary(variants.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        )
    }

    private static func reserved(_ db: any SQLConnection) throws -> Reserved {
        var reserved: Reserved = [:]
        for row in try db.query(
            "SELECT part_id, order_id, line_ref, units, short FROM reservation WHERE tenant_id = \(db.tenant)")
        {
            let claim = Claim(part: try row.get(0), order: try row.get(1), line: try row.get(2))
            reserved[claim] = (try row.get(3), try row.get(4))
        }
        return reserved
    }

    private static func onHand(_ db: any SQLConnection) throws -> [UUID: Int] {
        Dictionary(
            try db.query(
                """
                SELECT variant_id, CAST(sum(on_hand) AS bigint) FROM stock_level WHERE tenant_id = \(db.tenant)
                GROUP BY variant_id
                """
            ).map { (try $0.get(0, as: UUID.self), try $0.get(1, as: Int.self)) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func offers(_ db: any SQLConnection) throws -> [Offer] {
        try db.query(
            "SELECT connection_id, sku, escrow_units, NOT unsettled FROM offer WHERE tenant_id = \(db.tenant) ORDER BY id"
        ).map {
            Offer(connection: try $0.get(0), sku: try $0.optional(1), escrow: try $0.get(2), isSettled: try $0.get(3))
        }
    }

    /// What does not balance; `nil` when all does.
    mutating func problem(_ workspace: Scene.Workspace) -> String? {
        let time =
            self.balance.time + self.sold.time + self.variants.time + self.reservations.time + self.levels.time
        if self.balanced == time { return nil }
        let problem = self.imbalance(workspace)
        self.balanced = problem == nil ? time : nil
        return problem
    }

    private func imbalance(_ workspace: Scene.Workspace) -> String? {
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
        for (part, open) in openOf.sorted(by: { $0.key < $1.key }) {
            let missing = open - min(open, max(0, self.onHand[part] ?? 0))
            guard shortOf[part] ?? 0 != missing else { continue }
            return "\(missing) units of \(self.skus[part] ?? "?") are missing and \(shortOf[part] ?? 0) are said to be"
        }
        return nil
    }

    /// Where a shop can sell more that we have not seen than is set aside for it.
    ///
    /// - Parameter shelves: Of the shops to look at.
    mutating func escrowProblem(
        _ shelves: [String: [String: ShopReport.Item]], truth: [String: Truth.Shop], shopOf: [UUID: String]
    ) -> String? {
        self.compare(shelves.keys.sorted(), truth, shopOf)
        for offer in self.offers {
            guard let shop = shopOf[offer.connection], let sku = offer.sku, let items = shelves[shop],
                let item = items[sku], let sellable = item.open, let book = truth[shop]
            else { continue }
            let unseen = self.unseen[shop]?.sums[sku] ?? Unseen()
            let oversold = max(0, (book.oversold[sku] ?? 0) - unseen.excused)
            guard sellable + unseen.unheard > offer.escrow + unseen.owing + oversold else { continue }
            return
                "\(shop) may sell \(sellable) × \(sku) and sold \(unseen.unheard) that we have not seen; \(offer.escrow) are set aside"
        }
        return nil
    }

    /// What each shop sold that we have not seen, and the other way round, by SKU; told anew where either has changed.
    private mutating func compare(_ shops: [String], _ truth: [String: Truth.Shop], _ shopOf: [UUID: String]) {
        let time = self.sold.time
        let changed = shops.filter { shop in
            guard let before = self.unseen[shop] else { return true }
            return before.time != time || before.version != truth[shop]?.version ?? 0
        }
        guard !changed.isEmpty else { return }
        var known: [String: [Sale: Int]] = [:]
        for line in self.lines {
            guard let shop = shopOf[line.connection], changed.contains(shop), let sku = line.sku else { continue }
            known[shop, default: [:]][Sale(order: line.remote, sku: sku), default: 0] += line.taken
        }
        for shop in changed {
            let ours = known[shop] ?? [:]
            var sums: [String: Unseen] = [:]
            for (id, order) in truth[shop]?.orders ?? [:] {
                for (sku, taken) in order.taken {
                    let heard = ours[Sale(order: id, sku: sku)] ?? 0
                    guard taken != heard else { continue }
                    let news = max(0, taken - heard)
                    let excused = min(order.beyond[sku] ?? 0, news)
                    sums[sku, default: Unseen()].unheard += news - excused
                    sums[sku, default: Unseen()].excused += excused
                    sums[sku, default: Unseen()].owing += max(0, heard - taken)
                }
            }
            self.unseen[shop] = (time, truth[shop]?.version ?? 0, sums)
        }
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
