import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Vault
import Wire
import Workbench

@Suite("A Shopify shop whose merchant opens the app in the back office")
struct ShopifySessionJourney {
    private static func with(
        _ engine: Engine, _ body: @Sendable (TradingBench, ShopifyShop) async throws -> Void
    ) async throws {
        let goods = TwinProduct.simple("A", stock: 8)
        try await TradingBench.with(engine, shops: 0, goods: goods, works: false) { bench in
            try await body(bench, await bench.market.openShopify("shopify-0", goods: goods))
        }
    }

    private static func connect(_ bench: TradingBench, _ token: String, name: String = "Mia") -> ConnectBySession {
        ConnectBySession(
            .new(channel: "shopify", name: name, address: nil), session: Secret(token), settings: bench.settings)
    }

    @Test(
        "its session connects it without a consent page; removed and opened again, it is let in again",
        arguments: Engine.available)
    func life(engine: Engine) async throws {
        try await Self.with(engine) { bench, shop in
            let done = try await Self.connect(bench, await shop.sessionToken()).run(bench.desk)
            #expect(!done.isRenewal && done.connection.state == "draft" && done.connection.isByConsent)
            #expect(done.connection.address == (await shop.address))
            let id = try #require(UUID(uuidString: done.connection.id))
            bench.know("shopify-0", id)
            bench.work()
            try await bench.openForBusiness()
            await shop.expireTokens()
            let sale = try #require(await shop.buy("A", units: 3))
            try await bench.eventually(seconds: 20, "its tokens are renewed like any other's") {
                try await bench.imported(order: sale.orderID, of: "shopify-0") != nil
            }
            await shop.uninstall()
            try await bench.eventually(seconds: 20, "the connection is known to be revoked") {
                try await bench.record("shopify-0").state == .unauthorized
            }
            let token = Secret(await shop.sessionToken())
            let opened = try await OpenEmbedded(channel: "shopify", session: token).run(bench.hub)
            #expect(opened.isLetInAgain && opened.connection.state == "live")
            let loaded = try await OpenEmbedded(channel: "shopify", session: token).run(bench.hub)
            #expect(!loaded.isLetInAgain && loaded.connection.state == "live")
            let later = try #require(await shop.buy("A", units: 1))
            try await bench.eventually(seconds: 20, "orders are read again") {
                try await bench.imported(order: later.orderID, of: "shopify-0") != nil
            }
        }
    }

    @Test("a token works once, for one workspace, and names the shop that it opens", arguments: Engine.available)
    func once(engine: Engine) async throws {
        try await Self.with(engine) { bench, shop in
            let token = await shop.sessionToken()
            await #expect(
                throws: ConsentError.shopUnknown(
                    shop: "shopify-0", channel: "shopify", address: await shop.address)
            ) { try await OpenEmbedded(channel: "shopify", session: Secret(token)).run(bench.hub) }
            _ = try await Self.connect(bench, token).run(bench.desk)
            await #expect(throws: ConsentError.sessionUsed) {
                try await Self.connect(bench, token, name: "Twice").run(bench.desk)
            }
            let made = try await CreateWorkspace(name: "Other", currency: .gbp, policy: .shared).run(bench.hub)
            let other = Desk(bench.hub, tenant: try await FindWorkspace(made.name).run(bench.hub))
            await #expect(throws: ConsentError.sessionUsed) { try await Self.connect(bench, token).run(other) }
            await #expect(throws: ConsentError.shopTaken(connection: nil)) {
                try await Self.connect(bench, await shop.sessionToken()).run(other)
            }
            let second = await bench.market.openShopify("shopify-1", goods: [])
            await #expect(throws: ConsentError.self) {
                try await ConnectBySession(
                    .renewal(connection: "Mia"), session: Secret(await second.sessionToken())
                ).run(bench.desk)
            }
            let renewed = try await ConnectBySession(
                .renewal(connection: "Mia"), session: Secret(await shop.sessionToken())
            ).run(bench.desk)
            #expect(renewed.isRenewal && renewed.connection.name == "Mia")
            #expect(try await ListConnections().run(other).isEmpty)
        }
    }

    @Test("a token that is over, forged, of another app or of no shop is refused, and no shop is asked")
    func strangers() async throws {
        try await Self.with(.sqlite) { bench, shop in
            let before = await shop.book.calls
            let tokens = [
                await shop.sessionToken(seconds: -30), await shop.sessionToken(secret: "guess"),
                await shop.sessionToken(clientID: "other"), await shop.sessionToken(dest: "https://evil.example"),
                "nothing", "",
            ]
            var codes: [String] = []
            for token in tokens {
                let error = await #expect(throws: ConsentError.self) {
                    try await Self.connect(bench, token).run(bench.desk)
                }
                codes.append(error?.code ?? "")
                #expect(error.map { !$0.wayOut.isEmpty && !$0.sentence.contains("evil") } == true)
            }
            #expect(Set(codes) == ["consent.session-refused"])
            #expect(await shop.book.calls == before)
            let connected = try await ListConnections().run(bench.desk)
            #expect(connected.isEmpty)
        }
    }

    @Test("Shopify refuses a token that it did not sign, or whose kind is not said")
    func twin() async throws {
        try await Self.with(.sqlite) { bench, shop in
            let app = await bench.market.shopifyApp
            let asked = [
                ("client_id", app.clientID), ("client_secret", app.clientSecret),
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                ("subject_token", await shop.sessionToken(secret: "guess")),
                ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
                ("requested_token_type", "urn:shopify:params:oauth:token-type:offline-access-token"),
            ]
            let forms = [asked, asked.filter { $0.0 != "subject_token_type" }]
            let url = try #require(URL(string: await shop.address + "/admin/oauth/access_token"))
            var said: [String] = []
            for form in forms {
                let reply = try await bench.wire.send(
                    HTTPCall(
                        "POST", url, headers: [("content-type", "application/x-www-form-urlencoded")],
                        body: Array(PercentEncoding.form(form).utf8)))
                said.append(String(decoding: reply.body, as: UTF8.self))
            }
            #expect(said[0].contains("invalid_subject_token") && said[1].contains("invalid_request"))
        }
    }
}
