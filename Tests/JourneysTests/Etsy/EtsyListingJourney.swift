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

@Suite("A SKU becomes an Etsy listing")
struct EtsyListingJourney {
    @Test("one draft, published with its fee agreed, whether Etsy's answer arrives or not", arguments: [false, true])
    func made(isLost: Bool) async throws {
        let losing = Mutex(isLost)
        let door = try await EtsyDoor { text in
            // The answer to the creation is the first that speaks of a draft.
            guard text.contains(#""draft""#),
                losing.withLock({ armed in
                    defer { armed = false }
                    return armed
                })
            else { return text }
            return "<html>502</html>"
        }
        let desk = try await Self.desk(door)
        func choice(_ kind: ListingChoice.Kind, _ search: String = "") async throws -> String {
            await door.pass(1)
            let rows = try await ListChoices(connection: "Craft", kind: kind, search: search).run(desk)
            return try #require(rows.first?.id)
        }
        var details = ListingEdit(tags: ["ring"], materials: ["silver"], goods: .physical)
        details.shippingProfile = try await choice(.shippingProfiles)
        details.returnPolicy = try await choice(.returnPolicies)
        details.processing = try await choice(.processing)
        let form = ListingForm(
            description: "Made by hand.", quantity: 3, category: try await choice(.categories), whoMade: "i_did",
            whenMade: "made_to_order", details: details)
        await door.pass(1)
        let made = try await CreateListing(connection: "Craft", sku: "RING-9", form: form).run(desk)
        #expect(made.how == (isLost ? .found : .made))
        #expect(made.offer.variantSKU == "RING-9" && made.offer.quantity == 3 && made.offer.price?.minor == 2_550)
        await door.pass(1)
        #expect(try await CreateListing(connection: "Craft", sku: "RING-9", form: form).run(desk).how == .existing)
        #expect(door.line.calls.count { $0.hasPrefix("POST") && $0.contains("/listings?") } == 1)
        #expect(await door.shop.listing("RING-9")?.state == "draft")

        _ = try await AddListingImage(
            connection: "Craft", listing: made.offer.ref, bytes: [0xFF, 0xD8, 0xFF, 0xE0], fileName: "ring.jpg"
        ).run(desk)
        let error = try await #require(throws: ListingError.self) {
            try await PublishListing(connection: "Craft", listing: made.offer.ref, agrees: false).run(desk)
        }
        #expect(error.sentence.contains("fee"))
        await door.pass(1)
        let listed = try await PublishListing(connection: "Craft", listing: made.offer.ref, agrees: true).run(desk)
        #expect(listed.status == "active")
        #expect(await door.shop.listing("RING-9")?.state == "active")
        let rows = try await ListMapping(connection: "Craft").run(desk).rows
        #expect(rows.map(\.status) == ["active"] && rows.map(\.variantSKU) == ["RING-9"])
    }

    /// A hub on SQLite that knows one Etsy shop, whose listings it has taken in.
    private static func desk(_ door: EtsyDoor) async throws -> Desk {
        let store = try await Engine.sqlite.makeStore(
            migrations: Schema.migrations, globalTables: Schema.globalTables)
        let clock = ManualClock()
        var manifest = Etsy.manifest
        manifest.fields = []
        let channel = ChannelDescriptor(manifest: manifest, verifier: nil) { _ throws(ConnectorError) in
            door.connector
        }
        let hub = Installation(
            store: store, channels: [channel], master: .generate(), transport: door.line, now: { clock.now },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let workspace = try await CreateWorkspace(name: "Studio", currency: .usd, policy: .shared).run(hub)
        let desk = Desk(hub, tenant: try await FindWorkspace(workspace.name).run(hub))
        let file = "sku,title,price,quantity\nRING-9,Silver ring,25.50,8"
        _ = try await ImportCatalogue(bytes: Array(file.utf8), source: "rings.csv").run(desk)
        let made = try await ConnectShop(
            channel: manifest.id, name: "Craft", address: "http://127.0.0.1:1/etsy", credentials: [:]
        ).run(desk)
        let id = try #require(UUID(uuidString: made.connection.id))
        try await desk.write { try ConnectionRecords.setImported($0, id, at: desk.now) }
        return desk
    }
}
