import Commerce
import ConnectorKit
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations
@testable import Web

/// Two workspaces in one installation. The other's names begin with `zzask`, so that a request may say them; all else of it holds
/// `zzhidden`, which no answer may.
struct TwoHouses: Sendable {
    static let hidden = "zzhidden"

    let site: OpenSite
    /// The asker's own token.
    let token: String
    let other: Desk
    /// Ids of the other's rows of every kind: whoever is answered one that was not in the request has seen a foreign row.
    let ids: [String]
    /// What the other's things are called.
    let names: [String]
    /// Its tables.
    private let tables: [String]

    init(_ engine: Engine) async throws {
        // Every request is to be answered by what it asks for, however many there are.
        var settings = SiteSettings(port: 0)
        settings.limits = LimitSettings(address: 0, door: 0, hook: 0, account: 0, key: 0)
        let site = try await OpenSite(engine, settings: settings)
        let hub = site.hub
        let made = try await CreateWorkspace(name: "zzask-house", currency: .eur).run(hub)
        let other = Desk(hub, tenant: try #require(UUID(uuidString: made.id)))
        let shop = try await ConnectShop(
            channel: "woocommerce", name: "zzask-shop", address: "https://zzhidden.example",
            credentials: ["key": Secret("ck_1"), "secret": Secret("cs_1")]
        ).run(other)
        let connection = try #require(UUID(uuidString: shop.connection.id))
        let csv = "sku,title,price,quantity\nzzask-sku,zzhidden ring,12.50,5\n"
        let run = try await ImportCatalogue(bytes: Array(csv.utf8), source: "zzhidden.csv").run(other)
        try await Self.trade(other, connection)
        let plan = try await PlanStock(counts: ["zzask-sku": 9]).run(other)
        for role in Role.all {
            _ = try await CreateMember(
                address: "zzhidden-\(role.name)@example.org", name: "zzhidden \(role.name)", role: role.name,
                tenant: other.tenant
            ).run(hub)
        }
        _ = try await InviteMember(
            address: "zzhidden-guest@example.org", role: "analyst", tenant: other.tenant, by: .machine
        ).run(hub)
        for _ in 0..<30 { hub.saw(.refused, at: "zzhidden", tenant: other.tenant, by: .token("zzhidden")) }
        try await KeepWatch().run(hub)
        let member = try await hub.store.system { try MembershipRecords.all($0, tenant: other.tenant).first?.member }
        _ = try await CreateToken(
            name: "zzhidden token", tenant: other.tenant, owner: .init(try #require(member))
        ).run(hub)
        self.site = site
        self.other = other
        self.token = try await CreateToken(name: "own", tenant: site.desk.tenant).run(hub).token.reveal()
        let shape = try await SchemaShape.read(from: hub.store)
        self.tables = shape.tenantTables(except: Schema.globalTables).sorted()
        self.ids = try await Self.ids(other, run: run.id, plan: plan.id)
        self.names = ["zzask-house", "zzask-shop", "zzask-sku", "zzask-shop/1", "zzask-order"]
    }

    /// A listing and an order.
    private static func trade(_ desk: Desk, _ connection: UUID) async throws {
        let price = Money(minor: 1_000, currency: .eur)
        let listing = RemoteOffer(
            ref: OfferRef(listing: "1"), title: "zzhidden ring", sku: "zzask-sku", gtin: nil, price: price, quantity: 5,
            countsStock: true)
        let now = desk.now
        let order = RemoteOrder(
            remoteID: "7", number: "zzhidden-7", state: .open, remoteStatus: "processing", createdAt: now,
            modifiedAt: now, total: price,
            lines: [
                RemoteOrderLine(
                    remoteID: "1", ref: OfferRef(listing: "1"), sku: "zzask-sku", title: "zzhidden", units: 1,
                    unitPrice: price, heldUnits: 0, reducedUnits: 1)
            ])
        try await desk.write { db in
            _ = try RecordListings(db: db, desk: desk, connection: connection).record([listing]) { $0.listing }
        }
        _ = try await MatchOffers(connection: connection).run(desk)
        try await desk.write { db in
            try LockOrder.connection(db, connection)
            let record = try #require(try ConnectionRecords.load(db, connection))
            _ = try RecordOrders(db: db, desk: desk, connection: record, skew: 0, readAt: now).record(
                [order], settling: nil)
            let booked = FinanceTransaction(
                remoteID: "zzhidden", kind: "zzhidden", status: "released", postedAt: now, order: "zzask-order",
                amount: price)
            let asked = MarketPrice(listing: "1", featured: price, isOurs: true, lowest: nil, offers: 1)
            try MarketPriceRecords.save(db, [MarketPriceRecord(connection: connection, price: asked, readAt: now)])
            try FinanceRecords.save(
                db, [FinanceRecord(id: desk.hub.id(), connection: connection, transaction: booked, readAt: now)])
        }
    }

    private static func ids(_ desk: Desk, run: String, plan: String) async throws -> [String] {
        let tenant = desk.tenant
        let own = try await desk.read { db in
            func first(_ table: String, _ column: String = "id") throws -> String? {
                try db.query(
                    "SELECT \(SQLQuery(stringLiteral: column)) FROM \(SQLQuery(stringLiteral: table)) WHERE tenant_id = \(tenant) LIMIT 1"
                ).first?.get(0, as: UUID.self).text
            }
            return try [
                "connection", "variant", "offer", "sales_order", "location", "event", "audit_deed", "alarm",
                "finance_transaction",
            ].compactMap { try first($0) }
        }
        let global = try await desk.hub.store.system { db in
            let member = try MembershipRecords.all(db, tenant: tenant).map(\.member.text)
            let invitation = try InvitationRecords.open(db, tenant: tenant).map(\.id.text)
            return member.prefix(2) + invitation
        }
        return own + global + [run, plan, tenant.text]
    }

    /// Makes a member of the asker's own workspace.
    ///
    /// - Returns: A token of the API that is theirs, with all that their role may do.
    func member(_ address: String, _ role: String) async throws -> String {
        try await self.site.member(address, role)
        let member = try await self.site.hub.store.system { try MemberRecords.find($0, address: address)?.id }
        return try await CreateToken(
            name: "own", tenant: self.site.desk.tenant, owner: .init(try #require(member))
        ).run(self.site.hub).token.reveal()
    }

    /// Every row of the other workspace, and who belongs to it: the same before and after whatever is asked.
    func rows() async throws -> [String: [String]] { try await self.rows(of: self.other) }

    /// Every row of one of the two.
    func rows(of desk: Desk) async throws -> [String: [String]] {
        let (tables, tenant) = (self.tables, desk.tenant)
        let isAskers = tenant == self.site.desk.tenant
        var rows = try await desk.read { db in
            var rows: [String: [String]] = [:]
            for table in tables {
                rows[table] = try db.query(
                    "SELECT * FROM \(SQLQuery(stringLiteral: table)) t WHERE t.tenant_id = \(tenant)"
                ).map { "\($0.cells)" }.sorted()
            }
            return rows
        }
        rows["membership"] = try await self.site.hub.store.system { db in
            try MembershipRecords.all(db, tenant: tenant).map { place in
                var place = place
                // When the asker was last here changes with the asking.
                if isAskers { place.seenAt = nil }
                return "\(place)"
            }
                + InvitationRecords.open(db, tenant: tenant).map { "\($0)" }
        }
        return rows
    }
}
