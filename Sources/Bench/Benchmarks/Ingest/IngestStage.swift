import Commerce
import ConnectorKit
import Foundation
import Logging
import Operations
import Records
import Store
import Vault
import Wire

/// A workspace with SKUs that two shops sell, everything read and settled: what an order arrives at.
///
/// Ids are made of numbers, so that a peer can make the same ones without us.
struct IngestStage: Sendable {
    static let skus = 10_000
    let desk: Desk
    /// The shop whose orders are taken in; the other one shows the same goods.
    let shop: ConnectionRecord
    /// Ids that were there before any order.
    let fixed: Set<UUID>

    static func variant(_ number: Int) -> UUID { Self.id("7001", number) }
    static func offer(shop: Int, _ number: Int) -> UUID { Self.id(shop == 0 ? "7002" : "7003", number) }

    private static func id(_ kind: String, _ number: Int) -> UUID {
        let digits = String(number, radix: 16)
        let text = "00000000-0000-\(kind)-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        return UUID(uuidString: text) ?? UUID()
    }

    /// Fills an empty, migrated store.
    static func set(_ store: any Store) async throws -> IngestStage {
        let hub = Installation(
            store: store, channels: [], master: .generate(), transport: NoTransport(),
            log: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        _ = try await CreateWorkspace(name: "Bench", currency: .eur).run(hub)
        let desk = Desk(hub, tenant: try await FindWorkspace("Bench").run(hub))
        let now = desk.now.addingTimeInterval(-86_400)
        let shops = ["Shop 1", "Shop 2"].map { name in
            var shop = ConnectionRecord(
                id: hub.id(), channel: "woocommerce", name: name, address: "https://\(name).example",
                credentials: [1], webhookSecret: [2], createdAt: now)
            (shop.state, shop.currency, shop.importedAt) = (.live, .eur, now)
            return shop
        }
        try await desk.write { db in for shop in shops { try ConnectionRecords.insert(db, shop) } }
        for start in stride(from: 0, to: Self.skus, by: 500) {
            try await desk.write { db in
                let location = try LocationRecords.all(db)[0].id
                for number in start..<(start + 500) { try Self.stock(db, number, location, at: now) }
                for (place, shop) in shops.enumerated() {
                    try OfferRecords.save(db, (start..<(start + 500)).map { Self.offer($0, place, shop, at: now) })
                }
            }
        }
        return IngestStage(desk: desk, shop: shops[0], fixed: Set(shops.map(\.id) + [desk.tenant]))
    }

    /// The same workspace in another copy of its database.
    func moved(to store: any Store) -> IngestStage {
        var hub = self.desk.hub
        hub.store = store
        return IngestStage(desk: Desk(hub, tenant: self.desk.tenant), shop: self.shop, fixed: self.fixed)
    }

    /// Takes orders in as a poll does: each call one transaction.
    func take(_ orders: [IngestOrder]) async throws {
        let remote = orders.map(\.remote)
        let created = try await self.desk.write { [desk, shop] db in
            try RecordOrders(db: db, desk: desk, connection: shop, skew: 0, readAt: nil).record(remote, settling: nil)
                .created
        }
        guard created == orders.count else { throw BenchError("\(created) of \(orders.count) orders were new") }
    }

    /// A shop that has sold before: a server that takes a table for empty plans for an empty table.
    func sellSome() async throws {
        for start in stride(from: 0, to: 2_000, by: 50) {
            try await self.take(
                (start..<(start + 50)).map { IngestOrder(number: 800_000_000 + $0, skus: [$0, $0 + 1, $0 + 2]) })
        }
    }

    /// The statements that taking these orders in sends, by round trip.
    func statements(_ orders: [IngestOrder]) async throws -> [[SQLQuery]] {
        let remote = orders.map(\.remote)
        return try await self.desk.write { [desk, shop] db in
            let tape = StatementTape(db)
            _ = try RecordOrders(db: tape, desk: desk, connection: shop, skew: 0, readAt: nil).record(
                remote, settling: nil)
            return tape.rounds + [tape.posted]
        }
    }

    private static func stock(_ db: any SQLConnection, _ number: Int, _ location: UUID, at now: Date) throws {
        let product = ProductRecord(
            id: Self.id("7000", number), handle: "thing-\(number)", title: "A thing", content: .init(),
            status: "active", createdAt: now)
        _ = try ProductRecords.upsert(db, product)
        let variant = VariantRecord(
            id: Self.variant(number), productID: product.id, sku: "SKU-\(number)", gtin: nil, title: "A thing",
            options: [:], price: Money(minor: 1_999, currency: .eur), currency: .eur, image: nil, isCounted: true,
            policy: nil, createdAt: now)
        try VariantRecords.upsert(db, variant)
        try StockRecords.book(
            db,
            Movement(
                id: Self.id("7005", number), variant: variant.id, location: location, change: 1_000_000,
                cause: .counted, at: now))
    }

    private static func offer(_ number: Int, _ place: Int, _ shop: ConnectionRecord, at now: Date) -> OfferRecord {
        var offer = OfferRecord(
            id: Self.offer(shop: place, number), connection: shop.id, listingRef: "L\(number)", variationRef: "",
            callGroup: "", title: "A thing", currency: .eur, countsStock: true, createdAt: now)
        offer.sku = "SKU-\(number)"
        offer.variant = Self.variant(number)
        offer.mapping = .linked
        (offer.wantedQuantity, offer.shownQuantity) = (1_000_000, 1_000_000)
        (offer.observedQuantity, offer.observedAt) = (1_000_000, now)
        (offer.wantedPrice, offer.shownPrice) = (1_999, 1_999)
        offer.wantedReason = Allocation.Reason.everything.rawValue
        offer.escrow = Escrow(units: 1_000_000, isGrounded: true)
        return offer
    }
}

/// Nothing is called.
struct NoTransport: Transport {
    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply { throw .unreachable("nothing is called") }
}
