import Commerce
import ConnectorKit
import Connectors
import Foundation
import Logging
import Operations
import Records
import Store
import Synchronization
import Testing
import Twins
import Vault
import Workbench

@Suite("A product becomes a Shopify listing")
struct ShopifyListingJourney {
    static let file = """
        sku,title,product,option1_name,option1,price,quantity,gtin,body,vendor,category
        TEE-S,Tee,tee,Size,S,20.00,8,4006381333931,<p>Of <b>linen</b>.</p>,Mia,Shirts
        TEE-L,Tee,tee,Size,L,22.50,5,,<p>Of <b>linen</b>.</p>,Mia,Shirts
        CUP,Cup,cup,,,9.00,3,,A cup.,,
        """

    @Test(
        "one product with all its SKUs, linked and on sale, whether Shopify's answer arrives or not",
        arguments: Engine.available, [false, true])
    func made(engine: Engine, isLost: Bool) async throws {
        let losing = Mutex(isLost)
        let (door, desk) = try await Self.open(engine) { text in
            // The answer to the creation is the first that speaks of it.
            guard text.contains(#""productSet""#),
                losing.withLock({ armed in
                    defer { armed = false }
                    return armed
                })
            else { return text }
            return "<html>502</html>"
        }
        let made = try await CreateListing(connection: "Mia", sku: "TEE-L", form: ListingForm(grams: 180)).run(desk)
        #expect(made.how == (isLost ? .found : .made) && made.sentence.contains("1 other SKU"))
        #expect(made.offer.variantSKU == "TEE-L" && made.offer.price?.minor == 2_250 && made.offer.title == "Tee")
        let rows = try await ListMapping(connection: "Mia").run(desk).rows
        #expect(rows.map(\.variantSKU).sorted { $0 ?? "" < $1 ?? "" } == ["TEE-L", "TEE-S"])
        #expect(rows.allSatisfy { $0.mapping == "linked" && $0.status == "draft" })
        // Whichever of them is named: it is there.
        for sku in ["TEE-S", "TEE-L"] {
            #expect(
                try await CreateListing(connection: "Mia", sku: sku, form: ListingForm()).run(desk).how == .existing)
        }
        #expect(door.line.calls.count { $0.contains("productSet") } == 1)
        #expect(door.line.calls.contains { $0.contains("<p>Of <b>linen</b>.</p>") && $0.contains("GRAMS") })

        let listing = try #require(made.offer.ref.split(separator: "/").first.map(String.init))
        let added = try await AddListingImage(
            connection: "Mia", listing: listing, bytes: ShopifyCatalogueTwinTests.dot, fileName: "tee.png"
        ).run(desk)
        #expect(added.troubles.isEmpty)
        let dead = try await AddListingImage(
            connection: "Mia", listing: listing, source: .address("https://gone.invalid/tee.jpg"), altText: "A tee"
        ).run(desk)
        #expect(dead.troubles.map(\.code) == ["image-download-failure"] && dead.troubles.map(\.altText) == ["A tee"])
        #expect(
            try await ListPictures(connection: "Mia", listing: listing).run(desk).map(\.state) == ["ready", "failed"])

        #expect(
            try await PublishListing(connection: "Mia", listing: listing, agrees: false).run(desk).status == "active")
        #expect(await door.shop.face("TEE-S")?.publications == ["Online Store"])
        let now = try await ListMapping(connection: "Mia").run(desk).rows
        #expect(now.map(\.status) == ["active", "active"])
        #expect(try await EndListing(connection: "Mia", listing: listing).run(desk).status == "inactive")
    }

    @Test("what appears late is found under the SKU that the attempt was begun with", arguments: Engine.available)
    func late(engine: Engine) async throws {
        let losing = Mutex(true)
        let (door, desk) = try await Self.open(engine) { text in
            let isCreation = text.contains(#""productSet""#)
            // Neither the creation's answer nor what a search would show arrives at first.
            guard losing.withLock({ $0 }), isCreation || text.contains("TEE-S") else { return text }
            return isCreation ? "<html>502</html>" : #"{"data":{"productVariants":{"nodes":[]}}}"#
        }
        let error = await #expect(throws: ListingError.self) {
            try await CreateListing(connection: "Mia", sku: "TEE-S", form: ListingForm()).run(desk)
        }
        #expect(error?.code == "listing.in-doubt")
        losing.withLock { $0 = false }
        let found = try await CreateListing(connection: "Mia", sku: "TEE-L", form: ListingForm()).run(desk)
        #expect(found.how == .found && found.offer.variantSKU == "TEE-L")
        #expect(door.line.calls.count { $0.contains("productSet") } == 1)
    }

    /// A hub that knows one Shopify shop, whose own listings it has taken in.
    static func open(
        _ engine: Engine, _ file: String = Self.file, clock: ManualClock = ManualClock(),
        changing: @escaping @Sendable (String) -> String = { $0 }
    ) async throws -> (ShopifyDoor, Desk) {
        let door = try await ShopifyDoor(changing: changing)
        let store = try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables)
        var manifest = Shopify.manifest
        manifest.fields = []
        let channel = ChannelDescriptor(manifest: manifest, verifier: nil) { _ throws(ConnectorError) in
            door.connector
        }
        var hub = Installation(
            store: store, channels: [channel], master: .generate(), transport: door.line, now: { clock.now },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        hub.pause = { seconds in
            clock.advance(by: seconds)
            await door.pass(seconds)
        }
        let workspace = try await CreateWorkspace(name: "Studio", currency: .usd, policy: .shared).run(hub)
        let desk = Desk(hub, tenant: try await FindWorkspace(workspace.name).run(hub))
        _ = try await ImportCatalogue(bytes: Array(file.utf8), source: "goods.csv").run(desk)
        let made = try await ConnectShop(
            channel: manifest.id, name: "Mia", address: "http://127.0.0.1:1/shopify/craft", credentials: [:]
        ).run(desk)
        let id = try #require(UUID(uuidString: made.connection.id))
        try await desk.write { try ConnectionRecords.setImported($0, id, at: desk.now) }
        return (door, desk)
    }
}
