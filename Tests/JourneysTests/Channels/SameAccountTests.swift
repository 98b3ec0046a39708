import Commerce
import ConnectorKit
import Connectors
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Vault
import Wire
import Workbench

/// A second connection of an account would count its units and its orders twice.
@Suite("An account is connected once")
struct SameAccountTests {
    /// As somebody else would type the same address.
    private static func otherwise(_ address: String) -> String {
        let other = address.replacing("http://127.0.0.1", with: "HTTP://LOCALHOST")
        return other.contains("?") ? other : other + "/"
    }

    /// What connecting the shop of `CheckedHouse` anew takes: channel, address, keys.
    private static func typed(
        _ house: CheckedHouse, _ shop: String
    ) async throws -> (channel: String, address: String, keys: [String: Secret]) {
        let address = try await ShowConnection(shop).run(house.desk).address
        switch shop {
        case CheckedHouse.shops[0]:
            let key = try #require(await house.market.wooShop(shop)?.keys[0])
            return ("woocommerce", address, ["key": Secret(key.key), "secret": Secret(key.secret)])
        case CheckedHouse.shops[2]:
            let app = try #require(await house.market.shopifyShop(shop)?.customApp)
            return ("shopify", address, ["token": Secret(app.token), "secret": Secret(app.secret)])
        default:
            let tokens = try #require(await house.market.amazon.grant(shop: CheckedHouse.shops[3]))
            return ("amazon", address, ["seller": Secret(tokens.sellerID), "refresh-token": Secret(tokens.refresh)])
        }
    }

    private static func connect(
        _ house: CheckedHouse, _ shop: String, as name: String, at address: String? = nil, _ desk: Desk? = nil
    ) async throws {
        let typed = try await Self.typed(house, shop)
        _ = try await ConnectShop(
            channel: typed.channel, name: name, address: address ?? Self.otherwise(typed.address),
            credentials: typed.keys, settings: TradingBench.quick
        ).run(desk ?? house.desk)
    }

    @Test(
        "keys of a shop that is connected make no second connection, however its address is typed; the first is named, with what to do",
        arguments: Engine.available)
    func typedKeys(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            let other = try await CreateWorkspace(name: "Other", currency: .gbp).run(house.hub)
            let stranger = Desk(house.hub, tenant: try #require(UUID(uuidString: other.id)))
            for shop in ["woo one", "shopify-one", "amazon-one"] {
                let taken = await #expect(throws: ConsentError.self, "\(shop)") {
                    try await Self.connect(house, shop, as: "again")
                }
                #expect(taken == .shopTaken(connection: shop))
                #expect(taken?.sentence.contains(shop) == true)
                #expect(taken?.wayOut.contains("entrepot connection reconnect \"\(shop)\"") == true)
                let theirs = await #expect(throws: ConsentError.self, "\(shop)") {
                    try await Self.connect(house, shop, as: "theirs", stranger)
                }
                #expect(theirs == .shopTaken(connection: nil))
                #expect(theirs.map { "\($0.sentence) \($0.wayOut)" }?.contains(shop) == false)
            }
            #expect(try await ListConnections().run(house.desk).count == CheckedHouse.shops.count)
            #expect(try await ListConnections().run(stranger).isEmpty)
            for shop in CheckedHouse.shops { #expect(try await house.check(shop).isWell) }
        }
    }

    @Test("a consent to a shop that is connected ends with the name of its connection, and leaves that one as it was")
    func consent() async throws {
        try await CheckedHouse.with(.sqlite) { house in
            let redirect = try #require(URL(string: "http://127.0.0.1:9/oauth/callback/etsy"))
            let address = Self.otherwise(await house.market.etsy.address)
            let asked = try await BeginConsent(
                .new(channel: "etsy", name: "again", address: address), redirect: redirect
            ).run(house.desk)
            let reply = try await house.transport.send(HTTPCall("GET", try #require(URL(string: asked.page))))
            let query = try #require(reply[header: "Location"]?.split(separator: "?").last)
            await #expect(throws: ConsentError.shopTaken(connection: "etsy-one")) {
                try await FinishConsent(ConsentAnswer(query: String(query)), channel: "etsy").run(house.hub)
            }
            let told = try await ShowConsent(asked.id).run(house.desk)
            #expect(told.code == "consent.shop-taken" && told.wayOut?.contains("reconnect \"etsy-one\"") == true)
            #expect(try await house.check("etsy-one").isWell)
        }
    }

    @Test("a connection cannot be led to the shop of another, nor to another shop; its own may move")
    func reconnect() async throws {
        try await CheckedHouse.with(.sqlite) { house in
            let second = await house.market.open("woo two", goods: [])
            let key = await second.keys[0]
            let keys = ["key": Secret(key.key), "secret": Secret(key.secret)]
            _ = try await ConnectShop(
                channel: "woocommerce", name: "woo two", address: await second.address, credentials: keys
            ).run(house.desk)
            let first = try await Self.typed(house, "woo one")
            await #expect(throws: ConsentError.shopTaken(connection: "woo one")) {
                try await Reconnect(
                    "woo two", address: Self.otherwise(first.address), credentials: first.keys
                ).run(house.desk)
            }
            let third = await house.market.open("woo three", goods: [])
            let moved = await third.keys[0]
            _ = try await Reconnect(
                "woo two", address: await third.address,
                credentials: ["key": Secret(moved.key), "secret": Secret(moved.secret)]
            ).run(house.desk)
            // What it kept before is free, and what it keeps now is not.
            _ = try await ConnectShop(
                channel: "woocommerce", name: "old place", address: await second.address, credentials: keys
            ).run(house.desk)
            let shopify = await house.market.openShopify("shopify-two", goods: [])
            let app = await shopify.customApp
            await #expect(throws: ConsentError.self) {
                try await Reconnect(
                    "shopify-one", address: await shopify.address,
                    credentials: ["token": Secret(app.token), "secret": Secret(app.secret)]
                ).run(house.desk)
            }
            #expect(try await ShowConnection("shopify-one").run(house.desk).state == "draft")
        }
    }

    @Test(
        "an address is read in one spelling, and two shops have two",
        arguments: [
            ("woocommerce", ["shop.example", "https://www.shop.example/wp-json/wc/v3", "HTTPS://Shop.Example:443/"]),
            ("woocommerce", ["shop.example/blog", "https://shop.example/blog/"]),
            ("woocommerce", ["shop.example:8443"]), ("woocommerce", ["other.example"]),
            ("etsy", ["", "https://openapi.etsy.com/"]), ("etsy", ["http://localhost:1/a", "http://127.0.0.1:1/a/"]),
            ("amazon", ["DE", "amazon.de", "A1PA6795UKMFR9"]), ("amazon", ["FR"]),
            ("amazon", ["http://127.0.0.1:1?marketplaces=DE", "http://localhost:1/?marketplaces=amazon.de"]),
            ("shopify", ["quiet", "quiet.myshopify.com", "https://admin.shopify.com/store/quiet"]),
            ("shopify", ["http://127.0.0.1:1/quiet"]),
        ])
    func spelling(channel: String, addresses: [String]) throws {
        let all = [WooCommerce.channel, Etsy.channel, Shopify.channel, Amazon.channel]
        let channel = try #require(all.first { $0.manifest.id == channel })
        let places = try Set(addresses.map { try channel.places($0) })
        #expect(places.count == 1)
        let place = try #require(places.first?.first)
        // What is stored is read again as itself.
        #expect((try? channel.places(place)) ?? [place] == [place])
        for other in ["https://third.example", "http://127.0.0.1:2/other"] {
            let theirs = (try? channel.places(other)) ?? []
            #expect(!theirs.contains(place))
        }
    }
}
