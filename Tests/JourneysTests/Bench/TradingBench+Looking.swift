import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Twins
import Wire

extension TradingBench {
    func eventually(seconds: Double, _ what: String, _ isDone: () async throws -> Bool) async throws {
        // Beside other suites on two cores everything takes several times as long.
        let end = Date().addingTimeInterval(seconds * 4)
        while Date() < end {
            if try await isDone() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw BenchError(description: "not within \(Int(seconds * 4)) s: \(what). \(try await self.state())")
    }

    /// Nothing waits, nothing is in doubt, and the shops truly show and ask what they should.
    ///
    /// - Parameter names: The shops to look at; all when empty.
    func agrees(_ names: Set<String> = []) async throws -> Bool {
        for (name, id) in self.connections where names.isEmpty || names.contains(name) {
            let offers = try await self.desk.read { try OfferRecords.of($0, connection: id) }
            guard let report = await self.market.shop(name)?.report() else { return false }
            for offer in offers where offer.mapping == .linked && offer.parkedCode == nil && offer.brake == nil {
                if offer.urgency > 0 || offer.inDoubt || offer.escrow.hasUnanswered { return false }
                guard let sku = offer.sku, let item = report.items[sku], let wanted = offer.wantedQuantity else {
                    return false
                }
                if max(0, item.stock ?? -1) != max(0, wanted) { return false }
                if let price = offer.wantedPrice, try Money.parse(item.regularPrice, currency: .gbp).minor != price {
                    return false
                }
            }
        }
        return true
    }

    /// Everything agrees and every escrow stands on settled numbers.
    func isCalm() async throws -> Bool {
        guard try await self.agrees() else { return false }
        for id in self.connections.values {
            let waiting = try await self.desk.read { try OfferRecords.unsettled($0, connection: id, limit: 1_000) }
            if waiting.contains(where: { $0.mapping == .linked }) { return false }
        }
        return true
    }

    /// What a shop truly has.
    func item(_ shop: String, _ sku: String) async -> ShopReport.Item? {
        await self.market.shop(shop)?.report().items[sku]
    }

    func offer(_ shop: String, _ sku: String) async throws -> OfferRecord {
        let id = try self.connection(shop)
        let offers = try await self.desk.read { try OfferRecords.of($0, connection: id) }
        guard let offer = offers.first(where: { $0.sku == sku }) else {
            throw BenchError(description: "\(shop) has no offer \(sku)")
        }
        return offer
    }

    func record(_ shop: String) async throws -> ConnectionRecord {
        let id = try self.connection(shop)
        guard let record = try await self.desk.read({ try ConnectionRecords.load($0, id) }) else {
            throw BenchError(description: "no connection \(shop)")
        }
        return record
    }

    func events(_ kind: String) async throws -> [EventRecord] {
        try await self.desk.read { try EventRecords.latest($0, limit: 1_000) }.filter { $0.kind == kind }
    }

    func imported(order: Int, of shop: String) async throws -> OrderRecord? {
        let id = try self.connection(shop)
        return try await self.desk.read {
            try OrderRecords.load($0, connection: id, remoteIDs: [String(order)]).first
        }
    }

    /// Units on hand and reserved.
    func stock(of sku: String) async throws -> (onHand: Int, reserved: Int, short: Int) {
        try await self.desk.read { db in
            let ids = try VariantRecords.find(db, skus: [sku]).map(\.id)
            let levels = try StockRecords.levels(db, of: ids)
            let reservations = try ReservationRecords.load(db, parts: ids)
            return (
                levels.reduce(0) { $0 + $1.level.onHand }, reservations.reduce(0) { $0 + $1.units },
                reservations.reduce(0) { $0 + $1.short }
            )
        }
    }

    /// Orders in the shops' books that the hub does not have, and orders it has twice or that no shop placed.
    func misbooked() async throws -> [String] {
        var found: [String] = []
        for (shop, book) in await self.market.books() {
            guard let id = self.connections[shop] else { continue }
            let place = await self.market.shop(shop)
            let placed = Set(book.orderIDs.map { place?.orderID($0) ?? String($0) })
            let ours = try await self.desk.read { db in
                try db.query(
                    "SELECT remote_id FROM sales_order WHERE tenant_id = \(db.tenant) AND connection_id = \(id)"
                )
                .map { try $0.get(0, as: String.self) }
            }
            found += placed.subtracting(ours).sorted().map { "\(shop): order \($0) is lost" }
            found += Set(ours).subtracting(placed).sorted().map { "\(shop): nobody placed order \($0)" }
            if Set(ours).count != ours.count { found.append("\(shop): an order is there twice") }
        }
        if try await !self.desk.read({ try StockRecords.unbalanced($0) }).isEmpty {
            found.append("the ledger does not sum up")
        }
        return found
    }

    /// Waits until every order of the shops' books is in ours, once. An unpaid order that lapsed moves no number, so the
    /// shops may agree before it was heard of.
    func booksAgree(seconds: Double = 20) async throws {
        // Beside other suites on two cores everything takes several times as long.
        let end = Date().addingTimeInterval(seconds * 4)
        while Date() < end, try await !self.misbooked().isEmpty { try await Task.sleep(for: .milliseconds(100)) }
        #expect(try await self.misbooked() == [])
    }

    /// Where a key or secret of a shop stands in something a person or a log may show.
    func leaks() async throws -> [String] {
        var texts: [String] = []
        let (events, connections, intents) = try await self.desk.read { db in
            (
                try EventRecords.latest(db, limit: 10_000), try ConnectionRecords.all(db),
                try db.query("SELECT detail FROM write_intent WHERE tenant_id = \(db.tenant) AND detail IS NOT NULL")
                    .map { try $0.get(0, as: String.self) }
            )
        }
        for event in events { texts += [event.summary] + event.detail.values }
        for connection in connections { texts += [connection.lastError, connection.reason].compactMap { $0 } }
        texts += intents
        var secrets: [String] = []
        for name in self.connections.keys {
            for key in await self.market.wooShop(name)?.keys ?? [] { secrets += [key.key, key.secret] }
        }
        return texts.filter { text in secrets.contains { text.contains($0) } || text.contains("oauth_") }
    }

    /// What a seller or another program does over the shop's own API.
    @discardableResult
    func call(_ method: String, _ shop: String, _ path: String, _ json: String? = nil) async throws -> HTTPReply {
        guard let place = await self.market.wooShop(shop) else { throw BenchError(description: "no shop \(shop)") }
        let (address, key) = (await place.address, await place.keys[0])
        let text = "\(address)/wp-json/wc/v3/\(path)?consumer_key=\(key.key)&consumer_secret=\(key.secret)"
        guard let url = URL(string: text) else { throw BenchError(description: "no address \(text)") }
        let reply = try await self.wire.sendForAnother(
            HTTPCall(method, url, headers: [("content-type", "application/json")], body: json.map { Array($0.utf8) }))
        guard (200..<300).contains(reply.status) else {
            throw BenchError(
                description: "\(method) \(path): \(reply.status) \(String(decoding: reply.body, as: UTF8.self))")
        }
        return reply
    }

    /// For a failure's text: what is not as it should be.
    func state() async throws -> String {
        var lines: [String] = []
        for (name, id) in self.connections.sorted(by: { $0.key < $1.key }) {
            guard let connection = try await self.desk.read({ try ConnectionRecords.load($0, id) }) else { continue }
            lines.append(
                "\(name): \(connection.state) imported \(connection.importedAt != nil) calls \(connection.calls) failures \(connection.failures) backoff \(connection.backoffUntil?.timeIntervalSinceNow ?? 0) \(connection.lastError ?? "")"
            )
            let skew = connection.channelTime.flatMap { time in
                connection.ordersReadAt.map { time.timeIntervalSince($0) }
            }
            for order in try await self.desk.read({ try OrderRecords.latest($0, limit: 50) })
            where order.connection == id {
                lines.append(
                    "  order \(order.number) \(order.state) placed \(order.placedAt.timeIntervalSince(connection.createdAt)) s after connecting, clock \(skew ?? 0)"
                )
            }
            let offers = try await self.desk.read { try OfferRecords.of($0, connection: id) }
            let report = await self.market.shop(name)?.report()
            for offer in offers {
                let item = offer.sku.flatMap { report?.items[$0] }
                if offer.urgency > 0 || offer.inDoubt || item?.stock != offer.wantedQuantity || offer.parkedCode != nil
                {
                    lines.append(
                        "  \(offer.sku ?? "?") wanted \(offer.wantedQuantity ?? -1) (\(offer.wantedReason ?? "")) at \(offer.wantedPrice ?? -1) shown \(offer.shownQuantity ?? -1) at \(offer.shownPrice ?? -1) observed \(offer.observedQuantity ?? -1) true \(item?.stock ?? -1) at \(item?.regularPrice ?? "") escrow \(offer.escrow.units) raises \(offer.escrow.raises.count) doubt \(offer.inDoubt) mapping \(offer.mapping) parked \(offer.parkedCode ?? "-")"
                    )
                }
            }
        }
        for event in try await self.desk.read({ try EventRecords.latest($0, limit: 25) }) {
            lines.append("  · \(event.summary)")
        }
        return lines.joined(separator: "\n")
    }

    /// Units sold beyond what there was, at any instant, over all shops.
    ///
    /// - Parameter draws: Units of parts that one unit of a SKU takes; itself where nothing is said.
    func soldTwice(_ supply: [String: Int], draws: [String: [String: Int]] = [:]) async -> [String: Int] {
        var changes: [String: [(Date, Int)]] = [:]
        for book in await self.market.books().values {
            for entry in book.entries where entry.kind == .sale || entry.kind == .cancellation {
                guard let sku = entry.sku else { continue }
                for (part, each) in draws[sku] ?? [sku: 1] {
                    let units = entry.units * each
                    changes[part, default: []].append((entry.at, entry.kind == .sale ? -units : units))
                }
            }
        }
        var found: [String: Int] = [:]
        for (sku, stock) in supply {
            var left = stock
            var worst = 0
            for (_, units) in (changes[sku] ?? []).sorted(by: { ($0.0, -$0.1) < ($1.0, -$1.1) }) {
                left += units
                worst = min(worst, left)
            }
            if worst < 0 { found[sku] = -worst }
        }
        return found
    }
}

/// Whether all hold; unlike `&&` it takes answers that were waited for.
func all(_ conditions: Bool...) -> Bool { conditions.allSatisfy { $0 } }
