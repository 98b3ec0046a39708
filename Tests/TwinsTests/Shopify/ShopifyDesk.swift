import Foundation
import Synchronization
import Twins

/// A market without a server, with one Shopify shop and a caller with its custom app's token; time moves by hand.
struct ShopifyDesk: Sendable {
    let market: TwinMarket
    let shop: ShopifyShop
    private let time: HandClock

    init(goods: [TwinProduct] = OpenTwins.goods, faults: FaultPlan = FaultPlan()) async {
        let time = HandClock()
        self.time = time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://twins.invalid", wall: { time.now })
        self.shop = await self.market.openShopify("craft", goods: goods, faults: faults)
    }

    func pass(_ seconds: Double) async {
        self.time.pass(seconds)
        await self.market.tick()
    }

    /// Asks a GraphQL document.
    func ask(
        _ document: String, _ variables: String = "{}", version: String = "2026-01", token: String? = nil
    ) async -> Reply {
        let query = (try? JSONEncoder().encode(document)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
        let own = await self.shop.customApp.token
        return await self.raw(
            "POST", "/shopify/craft/admin/api/\(version)/graphql.json",
            #"{"query":\#(query),"variables":\#(variables)}"#,
            ["content-type": "application/json", "x-shopify-access-token": token ?? own])
    }

    func raw(_ method: String, _ target: String, _ body: String = "", _ headers: [String: String] = [:]) async -> Reply
    {
        var headers = headers
        headers["host"] = "twins.invalid"
        return Reply(
            await self.market.answer(
                TwinRequest(method: method, target: target, headers: headers, body: Array(body.utf8))))
    }
}
