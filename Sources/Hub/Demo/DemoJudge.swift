import Commerce
import Foundation
import Operations
import Records
import Store
import Twins

/// Compares the shops' own books with the hub's. Reads both, believes the shops.
struct DemoJudge {
    let desk: Desk
    let market: TwinMarket
    /// Units that there were, by SKU: what the catalogue counted and what was delivered since, with its time.
    let supply: [String: [(at: Date, units: Int)]]
    let guaranteed: Set<String>

    /// - Parameter connections: The shop's name → the connection's id.
    func judge(_ verdict: inout DemoVerdict, connections: [String: UUID]) async throws {
        let books = await self.market.books()
        try await self.countOrders(books, connections, &verdict)
        try await self.compareUnits(books, connections, &verdict)
        try await self.explain(self.findDoubleSales(books, &verdict), &verdict)
        for book in books.values {
            verdict.turnedAway += book.turnedAwayCount
            verdict.calls += book.callCount
            verdict.throttled += book.throttledCount
            for count in book.calls.values {
                for (kind, times) in count.faults { verdict.kinds[kind, default: 0] += times }
            }
        }
        verdict.faultsInjected = verdict.kinds.values.reduce(0, +)
        verdict.pricesWaiting = try await self.pricesWaiting(connections)
        try await self.countRests(connections, &verdict)
        verdict.ledgerBalanced = try await self.desk.read { try StockRecords.unbalanced($0) }.isEmpty
        verdict.parked = try await self.desk.read { try OfferRecords.parked($0) }
            .map { "\($0.sku ?? $0.title): \($0.parkedReason ?? $0.brake ?? "")" }
    }

    private func countOrders(
        _ books: [String: BookOfSales], _ connections: [String: UUID], _ verdict: inout DemoVerdict
    ) async throws {
        for (shop, book) in books {
            guard let connection = connections[shop] else { continue }
            guard let twin = await self.market.shop(shop) else { continue }
            let placed = Set(book.orderIDs.map(twin.orderID))
            let imported = try await self.desk.read { db in
                try db.query(
                    "SELECT remote_id FROM sales_order WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)"
                ).map { try $0.get(0, as: String.self) }
            }
            verdict.placed += placed.count
            verdict.imported += Set(imported).count
            verdict.doubled += imported.count - Set(imported).count
            verdict.lost += placed.subtracting(imported).count
        }
    }

    /// Units by shop and SKU: sold and not cancelled in the shop's book, against open and shipped ones in ours.
    private func compareUnits(
        _ books: [String: BookOfSales], _ connections: [String: UUID], _ verdict: inout DemoVerdict
    ) async throws {
        for (shop, book) in books {
            guard let connection = connections[shop] else { continue }
            let ours = try await self.desk.read { db in
                try db.query(
                    """
                    SELECT l.sku, CAST(sum(l.open_units + l.shipped_units) AS bigint) FROM order_line l
                    JOIN sales_order s ON s.tenant_id = l.tenant_id AND s.id = l.order_id
                    WHERE l.tenant_id = \(db.tenant) AND s.connection_id = \(connection) AND l.sku IS NOT NULL
                    GROUP BY l.sku
                    """
                ).map { (try $0.get(0, as: String.self), try $0.get(1, as: Int.self)) }
            }
            let booked = Dictionary(ours, uniquingKeysWith: +)
            for sku in Set(book.unitsSold.keys).union(booked.keys) {
                verdict.unitsMisbooked += abs(book.unitsSold(of: sku) - booked[sku, default: 0])
            }
        }
    }

    /// Walks all shops' sales in the order they were made: more sold than there was, at any instant, is sold twice.
    ///
    /// - Returns: The SKUs.
    private func findDoubleSales(_ books: [String: BookOfSales], _ verdict: inout DemoVerdict) -> [String] {
        var oversold: [String] = []
        var changes: [String: [(at: Date, units: Int)]] = [:]
        for book in books.values {
            for entry in book.entries {
                guard let sku = entry.sku else { continue }
                switch entry.kind {
                case .sale: changes[sku, default: []].append((entry.at, -entry.units))
                case .cancellation: changes[sku, default: []].append((entry.at, entry.units))
                default: continue
                }
            }
        }
        for (sku, sales) in changes {
            // What is there counts before a sale of the same instant.
            let line = (self.supply[sku] ?? []).map { ($0.at, $0.units) } + sales.map { ($0.at, $0.units) }
            var left = 0
            var worst = 0
            for (_, units) in line.sorted(by: { ($0.0, -$0.1) < ($1.0, -$1.1) }) {
                left += units
                worst = min(worst, left)
            }
            if self.guaranteed.contains(sku) {
                verdict.soldTwiceGuaranteed -= worst
            } else {
                verdict.soldTwiceShared -= worst
            }
            if worst < 0 { oversold.append(sku) }
        }
        return oversold.sorted()
    }

    private func explain(_ oversold: [String], _ verdict: inout DemoVerdict) async throws {
        for sku in oversold {
            let reports = try await OversellReport(sku: sku).run(self.desk)
            if let report = reports.first, !report.sales.isEmpty {
                verdict.explained.append(report.text)
            } else {
                verdict.unexplained += 1
            }
        }
    }

    /// Shops and SKUs that show something else than they should, by the shops' true state.
    func disagreements(connections: [String: UUID]) async throws -> [String] {
        var found: [String] = []
        for report in await self.market.reports() {
            let shop = report.name
            guard let connection = connections[shop] else { continue }
            let offers = try await self.desk.read { try OfferRecords.of($0, connection: connection) }
            for offer in offers where offer.mapping == .linked && offer.parkedCode == nil && offer.brake == nil {
                guard let sku = offer.sku, let item = report.items[sku] else { continue }
                if let wanted = offer.wantedQuantity, let stock = item.stock, max(0, stock) != max(0, wanted) {
                    found.append("\(shop) shows \(stock) of \(sku), it should be \(wanted)")
                }
                if let wanted = offer.wantedPrice, !offer.priceWaits, Self.minor(item.regularPrice) != wanted {
                    found.append("\(shop) asks \(item.regularPrice) for \(sku), it should be \(Double(wanted) / 100)")
                }
            }
        }
        return found.sorted()
    }

    /// How many prices are not yet at their shops; those of sold-out listings go out with units and do not count.
    private func pricesWaiting(_ connections: [String: UUID]) async throws -> Int {
        var count = 0
        for connection in connections.values {
            count += try await self.desk.read { try OfferRecords.of($0, connection: connection) }
                .count { $0.mapping == .linked && $0.priceDiffers && !$0.priceWaits }
        }
        return count
    }

    /// How often listings were taken off sale to be written, for how long, and how many the shops still have so.
    private func countRests(_ connections: [String: UUID], _ verdict: inout DemoVerdict) async throws {
        let lengths = try await self.desk.read { db in
            try EventRecords.latest(db, kind: "listing.returned", limit: 10_000)
                .compactMap { $0.detail["seconds"].flatMap { Int($0) } }
        }
        verdict.rests = lengths.count
        verdict.longestRest = lengths.max() ?? 0
        verdict.medianRest = lengths.isEmpty ? 0 : lengths.sorted()[lengths.count / 2]
        for name in connections.keys {
            verdict.leftOffSale += await self.market.etsyShop(name)?.count(state: "inactive") ?? 0
        }
    }

    /// The twin writes prices as text with two decimals.
    private static func minor(_ price: String) -> Int64? {
        let parts = price.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int64($0) }) else { return nil }
        let cents =
            parts.count > 1 ? String(parts[1]).padding(toLength: 2, withPad: "0", startingAt: 0).prefix(2) : "00"
        return whole * 100 + (Int64(cents) ?? 0)
    }
}
