import Commerce
import ConnectorKit
import Foundation
import Jobs
import Logging
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

/// An installation of its own for one test, with a clock that moves when it is told to.
struct Hall {
    let hub: Installation
    let clock = ManualClock()
    let shop = PretendShop()
    /// A channel that shops are let in to by consent.
    let market = ConsentMarket()

    init(_ engine: Engine, publicAddress: URL? = URL(string: "https://hub.example")) async throws {
        let store = try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables)
        self.init(store, publicAddress: publicAddress)
    }

    init(_ store: any Store, publicAddress: URL? = URL(string: "https://hub.example"), log: Logger? = nil) {
        let clock = self.clock
        self.hub = Installation(
            store: store,
            channels: [
                self.shop.channel(), self.shop.channel("strict", comparesAndSets: true), self.market.channel(),
            ],
            master: .generate(), transport: NoNetwork(), apps: ["consent": ConsentMarket.app],
            publicAddress: publicAddress, now: { clock.now },
            log: log ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func workspace(_ name: String = "Studio", policy: SellingPolicy = .shared) async throws -> Desk {
        let made = try await CreateWorkspace(name: name, currency: .eur, policy: policy).run(self.hub)
        return Desk(self.hub, tenant: try await FindWorkspace(made.name).run(self.hub))
    }

    @discardableResult
    func connect(_ desk: Desk, _ name: String, channel: String = "pretend") async throws -> ConnectedShop {
        try await ConnectShop(
            channel: channel, name: name, address: "https://\(name.lowercased()).example",
            credentials: ["key": Secret("ck_hidden_key"), "secret": Secret("cs_hidden_secret")]
        ).run(desk)
    }

    /// A shop with these listings read and matched.
    @discardableResult
    func shop(_ desk: Desk, _ name: String, _ listings: [RemoteOffer]) async throws -> UUID {
        let id = try #require(UUID(uuidString: try await self.connect(desk, name).connection.id))
        try await desk.takeIn(listings, of: id)
        return id
    }

    /// SKUs that are counted, by a file of our own.
    func catalogue(_ desk: Desk, _ rows: [String]) async throws {
        let file = (["sku,title,price,quantity,bundle"] + rows).joined(separator: "\n")
        _ = try await ImportCatalogue(bytes: Array(file.utf8), source: "catalogue.csv").run(desk)
        // What happens next happens later: lines of one instant have no order.
        self.clock.advance(by: 1)
    }
}

extension Desk {
    /// What the sync engine does with pages of listings.
    func takeIn(_ listings: [RemoteOffer], of connection: UUID) async throws {
        try await self.write { db in
            _ = try RecordListings(db: db, desk: self, connection: connection).record(listings) { $0.listing }
        }
        _ = try await MatchOffers(connection: connection).run(self)
        try await self.write { try ConnectionRecords.setImported($0, connection, at: self.now) }
    }

    /// What the sync engine does with pages of orders, its lock of the connection included: an offer is linked before a
    /// page or after it, never in its middle.
    ///
    /// - Parameter wasSet: Whether the channel's clock was seen to be set since the last page.
    func takeIn(_ orders: RemoteOrder..., of connection: UUID, wasSet: Bool = false) async throws {
        try await self.write { db in
            try LockOrder.connection(db, connection)
            let record = try #require(try ConnectionRecords.load(db, connection))
            _ = try RecordOrders(
                db: db, desk: self, connection: record, skew: 0, readAt: self.now,
                era: record.clockEra + (wasSet ? 1 : 0)
            )
            .record(
                orders, settling: nil)
        }
    }

    func offer(_ connection: UUID, _ ref: String) async throws -> OfferRecord {
        try await self.read { try Find.offer($0, of: connection, ref) }
    }

    /// What a write that was taken does to the books of an offer.
    func shows(_ connection: UUID, _ ref: String, quantity: Int? = nil, price: Int64? = nil) async throws {
        try await self.write { db in
            var offer = try Find.offer(db, of: connection, ref)
            if let quantity { (offer.shownQuantity, offer.observedQuantity) = (quantity, quantity) }
            if let price { (offer.shownPrice, offer.observedPrice) = (price, price) }
            try OfferRecords.save(db, [offer])
        }
    }

    /// Whether a worker is asked to look at a connection now.
    func isWoken(_ connection: UUID) async throws -> Bool {
        try await self.hub.store.system { db in
            !(try db.query("SELECT 1 FROM job WHERE key = \(connection.text) AND due_at <= \(self.now)")).isEmpty
        }
    }
}

extension RemoteOffer {
    static func of(
        _ ref: String, sku: String?, quantity: Int? = 5, price: Int64? = 1_000, gtin: String? = nil, counts: Bool = true
    ) -> RemoteOffer {
        RemoteOffer(
            ref: OfferRef(key: ref) ?? OfferRef(listing: ref), title: "Listing \(ref)", sku: sku, gtin: gtin,
            price: price.map { Money(minor: $0, currency: .eur) }, quantity: quantity, countsStock: counts)
    }
}

extension RemoteOrder {
    static func of(
        _ id: String, _ ref: String, sku: String? = nil, units: Int = 1, state: OrderState = .open, at time: Date,
        reduced: Int? = nil
    ) -> RemoteOrder {
        let isOpen = state == .open || state == .shipped
        return RemoteOrder(
            remoteID: id, number: "#\(id)", state: state, remoteStatus: state.rawValue, createdAt: time,
            modifiedAt: time,
            total: Money(minor: 1_000, currency: .eur),
            lines: [
                RemoteOrderLine(
                    remoteID: "1", ref: OfferRef(key: ref) ?? OfferRef(listing: ref), sku: sku, title: "Sold",
                    units: units,
                    unitPrice: Money(minor: 1_000, currency: .eur), heldUnits: state == .unpaid ? units : 0,
                    reducedUnits: reduced ?? (isOpen ? units : 0))
            ])
    }
}
