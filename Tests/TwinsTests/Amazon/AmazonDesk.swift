import Foundation
import Twins

/// A market without a server, with one Amazon seller and a caller who may do everything; time moves by hand.
struct AmazonDesk: Sendable {
    let market: TwinMarket
    let shop: AmazonShop
    let tokens: AmazonTokens
    private let time: HandClock

    init(goods: [TwinProduct] = OpenTwins.goods, faults: FaultPlan = FaultPlan()) async throws {
        let time = HandClock()
        self.time = time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://twins.invalid", wall: { time.now })
        self.shop = await self.market.openAmazon("seller", goods: goods, faults: faults)
        guard let tokens = await self.market.amazon.grant(shop: "seller") else { throw Missing() }
        self.tokens = tokens
    }

    struct Missing: Error {}

    func pass(_ seconds: Double) async {
        self.time.pass(seconds)
        await self.market.tick()
    }

    /// Where a seller's listings are.
    var items: String { "/listings/2021-08-01/items/\(self.shop.sellerID)" }
    var store: String { "marketplaceIds=\(self.shop.home.id)" }

    func get(_ target: String, token: String? = nil) async -> Reply { await self.send("GET", target, token: token) }

    func send(_ method: String, _ target: String, _ body: String = "", token: String? = nil) async -> Reply {
        await self.raw(
            method, target, Array(body.utf8),
            ["content-type": "application/json", "x-amz-access-token": token ?? self.tokens.access])
    }

    func raw(_ method: String, _ target: String, _ body: [UInt8], _ headers: [String: String]) async -> Reply {
        var headers = headers
        headers["host"] = "twins.invalid"
        return Reply(
            await self.market.answer(
                TwinRequest(method: method, target: "/amazon" + target, headers: headers, body: body)))
    }

    /// Trades at the token endpoint, with the app's secret.
    func token(_ form: String) async -> Reply {
        let (id, secret) = (await self.market.amazon.clientID, await self.market.amazon.clientSecret)
        return await self.raw(
            "POST", "/auth/o2/token", Array("\(form)&client_id=\(id)&client_secret=\(secret)".utf8),
            ["content-type": "application/x-www-form-urlencoded"])
    }

    /// Patches one attribute of a SKU.
    func patch(_ sku: String, _ op: String, _ name: String, _ value: String, query: String = "") async -> Reply {
        await self.send(
            "PATCH", "\(self.items)/\(sku)?\(self.store)\(query)",
            #"{"productType":"PRODUCT","patches":[{"op":"\#(op)","path":"/attributes/\#(name)","value":\#(value)}]}"#)
    }

    func setQuantity(_ sku: String, to units: Int) async -> Reply {
        await self.patch(
            sku, "merge", "fulfillment_availability",
            #"[{"fulfillment_channel_code":"DEFAULT","quantity":\#(units)}]"#)
    }

    func stock(_ sku: String) async -> Int? { await self.shop.report().items[sku]?.stock }
}
