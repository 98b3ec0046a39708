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

    /// Access as the app itself, for what is no seller's.
    func grantless() async throws -> String {
        let reply = await self.token("grant_type=client_credentials&scope=sellingpartnerapi::notifications")
        guard let token = reply.json["access_token"].string else { throw Missing() }
        return token
    }

    static func destinationWish(_ arn: String) -> String {
        #"{"name":"Orders","resourceSpecification":{"sqs":{"arn":"\#(arn)"}}}"#
    }

    /// Where notifications are to be delivered, by its id.
    func destination(_ arn: String) async throws -> String {
        let reply = await self.send(
            "POST", "/notifications/v1/destinations", Self.destinationWish(arn), token: try await self.grantless())
        guard let id = reply.json["payload"]["destinationId"].string else { throw Missing() }
        return id
    }

    func subscribe(to topic: String, at destination: String) async throws -> String {
        let reply = await self.send(
            "POST", "/notifications/v1/subscriptions/\(topic)",
            #"{"payloadVersion":"1.0","destinationId":"\#(destination)"}"#)
        guard let id = reply.json["payload"]["subscriptionId"].string else { throw Missing() }
        return id
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

    // MARK: Feeds

    /// Puts a document of quantities where the twin wants it, and says how a feed of it is asked for.
    func feedWish(messages: [(sku: String, units: Int)]) async throws -> String {
        let lines = messages.enumerated().map { index, message in
            #"{"messageId":\#(index + 1),"sku":"\#(message.sku)","operationType":"PATCH","productType":"PRODUCT","#
                + #""patches":[{"op":"merge","path":"/attributes/fulfillment_availability","#
                + #""value":[{"fulfillment_channel_code":"DEFAULT","quantity":\#(message.units)}]}]}"#
        }
        let document =
            #"{"header":{"sellerId":"\#(self.shop.sellerID)","version":"2.0"},"messages":[\#(lines.joined(separator: ","))]}"#
        let place = await self.send(
            "POST", "/feeds/2021-06-30/documents", #"{"contentType":"application/json; charset=UTF-8"}"#)
        guard let id = place.json["feedDocumentId"].string else { throw Missing() }
        _ = try await self.transfer("PUT", place, document)
        return
            #"{"feedType":"JSON_LISTINGS_FEED","marketplaceIds":["\#(self.shop.home.id)"],"inputFeedDocumentId":"\#(id)"}"#
    }

    /// Sends to the address that an answer names, without any token.
    func transfer(_ method: String, _ answer: Reply, _ body: String = "") async throws -> Reply {
        guard let url = answer.json["url"].string, let start = url.range(of: "/amazon")?.upperBound else {
            throw Missing()
        }
        return await self.raw(method, String(url[start...]), Array(body.utf8), [:])
    }

    /// Hands a feed of quantities in.
    func feed(_ messages: [(sku: String, units: Int)]) async throws -> String {
        let reply = await self.send(
            "POST", "/feeds/2021-06-30/feeds", try await self.feedWish(messages: messages))
        guard let id = reply.json["feedId"].string else { throw Missing() }
        return id
    }

    func status(_ feed: String) async -> String? {
        await self.get("/feeds/2021-06-30/feeds/\(feed)").json["processingStatus"].string
    }

    /// What is said of a feed's messages.
    func report(_ feed: String) async throws -> Node {
        let state = await self.get("/feeds/2021-06-30/feeds/\(feed)")
        guard let id = state.json["resultFeedDocumentId"].string else { throw Missing() }
        return try await self.transfer("GET", await self.get("/feeds/2021-06-30/documents/\(id)")).json
    }

    func stock(_ sku: String) async -> Int? { await self.shop.report().items[sku]?.stock }
}
