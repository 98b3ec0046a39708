import Commerce
import Foundation
import Records
import Store
import Twins

extension World {
    /// What keeps a workspace from agreement; `nil` when every shop shows what it should and nothing waits.
    func disagreement(_ index: Int) async throws -> String? {
        let workspace = self.scene.workspaces[index]
        let shelves = await self.shelves(index)
        for shop in workspace.shops {
            guard let id = self.connections[shop.name], let items = shelves[shop.name] else { return "no \(shop.name)" }
            let (connection, offers) = try await self.store.read(as: self.tenants[index]) {
                (try ConnectionRecords.load($0, id), try OfferRecords.of($0, connection: id))
            }
            guard connection?.state == .live else {
                return "\(shop.name) is \(connection?.state.rawValue ?? "gone"): \(connection?.reason ?? "")"
            }
            for offer in offers where offer.mapping == .linked {
                let name = "\(shop.name) \(offer.sku ?? "?")"
                if let parked = offer.parkedReason { return "\(name) is parked: \(parked)" }
                if let brake = offer.brake { return "\(name) is held: \(brake)" }
                guard let sku = offer.sku, let item = items[sku], let wanted = offer.wantedQuantity else {
                    return "\(name): nothing is wanted"
                }
                let shown = item.isOnSale ? item.stock ?? -1 : 0
                if max(0, shown) != max(0, wanted) {
                    return "\(name) shows \(shown), \(wanted) are wanted (\(offer.wantedReason ?? "")), "
                        + "believed \(offer.shownQuantity ?? -1), escrow \(offer.escrow.units), doubt \(offer.inDoubt)"
                }
                if let price = offer.wantedPrice, !offer.priceWaits,
                    try Money.parse(item.regularPrice, currency: .gbp).minor != price
                {
                    return "\(name) asks \(item.regularPrice), \(price) is wanted, believed \(offer.shownPrice ?? -1)"
                }
                if offer.urgency > 0 { return "\(name) waits to be written" }
                if offer.inDoubt || offer.escrow.hasUnanswered {
                    return "\(name) is in doubt: observed \(offer.observedQuantity ?? -1), "
                        + "believed \(offer.shownQuantity ?? -1), read again \(offer.readDueAt.ISO8601Format()), "
                        + "touched \(offer.touchedAt.ISO8601Format()), \(offer.escrow)"
                }
            }
        }
        return nil
    }

    /// What the hub itself says of the SKU that keeps the workspace from agreement.
    func tellEvents(of problem: String, _ index: Int) async throws {
        let rows = try await self.store.read(as: self.tenants[index]) { db in
            try db.query(
                "SELECT sku, at, kind, summary FROM event WHERE tenant_id = \(db.tenant) AND sku IS NOT NULL ORDER BY at, id"
            ).map {
                (
                    sku: try $0.get(0, as: String.self), at: try $0.get(1, as: Date.self),
                    text: "\(try $0.get(2, as: String.self)): \(try $0.get(3, as: String.self))"
                )
            }
        }
        for row in rows.filter({ problem.contains($0.sku) }).suffix(20) {
            self.history.note("event \(row.at.ISO8601Format()) \(row.text)")
        }
    }

    /// Agreed, and everything settled.
    ///
    /// - Parameter news: From when on the orders of each shop must have been read once more: one that was placed and given up again
    ///   leaves every number as it was, and is news all the same.
    func isCalm(_ index: Int, withNewsFrom news: Date = .distantPast) async throws -> Bool {
        if try await self.disagreement(index) != nil { return false }
        for shop in self.scene.workspaces[index].shops {
            guard let id = self.connections[shop.name] else { return false }
            let (waiting, read) = try await self.store.read(as: self.tenants[index]) {
                (
                    try OfferRecords.unsettled($0, connection: id, limit: 100),
                    try ConnectionRecords.load($0, id)?.ordersReadAt
                )
            }
            if news > read ?? .distantPast, news > .distantPast { return false }
            // A listing without units may stay off sale by us until some come.
            if waiting.contains(where: \.escrow.isUnsettled) { return false }
        }
        return true
    }
}

/// The last look at everything, once all has come to rest.
struct Verdict: Sendable {
    let world: World

    func judge() async throws {
        for index in self.world.scene.workspaces.indices {
            let problem = try await self.world.disagreement(index)
            if let problem { try await self.world.tellEvents(of: problem, index) }
            self.world.laws.check(.convergence, problem)
            try await self.world.checkAll(index)
            let wrong = try await self.misbooked(index)
            self.world.laws.check(.orders, wrong)
        }
        await self.countThrottles()
    }

    /// Orders in the shops' books that we do not have, have otherwise, or that no shop placed.
    private func misbooked(_ index: Int) async throws -> String? {
        for shop in self.world.scene.workspaces[index].shops {
            guard let id = self.world.connections[shop.name] else { continue }
            await self.world.hear(of: shop.name)
            let placed = self.world.truth.with { $0.shops[shop.name]?.orders ?? [:] }
            let ours = try await self.world.store.read(as: self.world.tenants[index]) { db in
                try db.query(
                    """
                    SELECT s.remote_id, l.sku, l.held_units + l.reduced_units, s.fold
                    FROM sales_order s JOIN order_line l ON l.tenant_id = s.tenant_id AND l.order_id = s.id
                    WHERE s.tenant_id = \(db.tenant) AND s.connection_id = \(id) ORDER BY s.remote_id, l.line_ref
                    """
                ).map {
                    (
                        try $0.get(0, as: String.self), try $0.optional(1, as: String.self) ?? "",
                        try $0.get(2, as: Int.self), try $0.get(3, as: JSONText.self).text
                    )
                }
            }
            var found: [String: [String: Int]] = [:]
            for (order, sku, units, _) in ours { found[order, default: [:]][sku, default: 0] += units }
            for (order, truth) in placed.sorted(by: { $0.key < $1.key }) {
                guard let mine = found[order] else { return "\(shop.name) order \(order) was never imported" }
                for (sku, units) in truth.taken where units != mine[sku] ?? 0 {
                    return
                        "\(shop.name) order \(order) took \(units) × \(sku); our books say \(mine[sku] ?? 0) \(ours.first { $0.0 == order }?.3 ?? "")"
                }
            }
            if let stranger = found.keys.sorted().first(where: { placed[$0] == nil }) {
                return "\(shop.name) order \(stranger) is in our books and was never placed"
            }
        }
        return nil
    }

    private func countThrottles() async {
        let books = await self.world.market.books()
        // One app for all shops: who is turned away for its sake is nobody's in particular.
        let etsy = self.world.scene.workspaces.flatMap(\.shops).filter { $0.channel == "etsy" }
        let app = etsy.reduce(0) { $0 + (books[$1.name]?.callCount ?? 0) }
        let refused = await self.world.market.etsy.throttled
        self.world.laws.check(
            .budget,
            // A call's second request may meet the next of Etsy's seconds; in a seed's few calls one counts much.
            refused > 4 && refused * 1_000 > app ? "Etsy turned our app away \(refused) times in \(app) calls" : nil)
        for (name, book) in books.sorted(by: { $0.key < $1.key }) {
            let calls = book.callCount
            let unasked = book.calls.values.reduce(0) {
                $0 + $1.throttled - ($1.faults["throttle"] ?? 0) - ($1.faults["unavailable"] ?? 0)
            }
            self.world.laws.check(
                .budget, unasked * 1_000 > calls ? "\(name) turned us away \(unasked) times in \(calls) calls" : nil)
        }
    }
}
