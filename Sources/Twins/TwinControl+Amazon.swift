import Foundation

extension TwinControl {
    /// What Seller Central and the developer's pages do at the real Amazon: the app's ids, and who is signed in.
    func amazon(_ method: String, _ path: [String], _ body: Data) async throws -> TwinReply {
        let front = self.market.amazon
        switch (method, path.joined(separator: "/")) {
        case ("GET", ""): break
        case ("PUT", ""):
            let wish = try Self.read(AmazonWish.self, body)
            let who = try Self.read(AppWish.self, body)
            if let factor = wish.planFactor {
                guard factor > 0 else { throw Failure(status: 400, message: "planFactor: more than 0") }
                await front.setPlan(factor: factor)
            }
            await who.apply(to: front)
        default: throw Failure.notFound
        }
        return Self.json(
            200,
            AmazonCard(
                url: await front.address, clientID: await front.clientID, secret: await front.clientSecret,
                applicationID: await front.applicationID, planFactor: await front.planFactor,
                throttled: await front.throttled, queue: await self.market.queues.url(),
                queueKey: self.market.queues.keyID, queueSecret: self.market.queues.secret))
    }

    /// Consents of one seller: POST gives tokens, PUT lets the access tokens run out, DELETE withdraws all.
    func tokens(_ shop: AmazonShop, _ method: String, _ body: Data) async throws -> TwinReply {
        try await self.tokens(shop, method, at: self.market.amazon) {
            Self.json(201, await self.market.amazon.grant(shop: shop.name))
        }
    }

    /// How one seller's account behaves where Amazon publishes no numbers.
    func habits(_ shop: AmazonShop, _ method: String, _ body: Data) async throws -> TwinReply {
        guard method == "PUT" else { throw Failure.notFound }
        let wish = try Self.read(AmazonHabitWish.self, body)
        if let seconds = wish.applySeconds { await shop.setApplying(seconds) }
        if let seconds = wish.searchLag { await shop.setSearchLag(seconds) }
        if let seconds = wish.financeLag { await shop.setFinances(lag: seconds) }
        if let sku = wish.byAmazon { await shop.setByAmazon(sku, true) }
        if wish.feedFate != nil || wish.feedSeconds != nil {
            await shop.setFeeds(wish.feedFate ?? .whole, seconds: wish.feedSeconds)
        }
        return Self.json(200, await self.card(shop))
    }
}

private struct AmazonCard: Encodable {
    var url: String
    var clientID: String
    var secret: String
    var applicationID: String
    var planFactor: Double
    var throttled: Int
    /// A queue that notifications may be delivered to, and who may read it.
    var queue: String
    var queueKey: String
    var queueSecret: String
}

private struct AmazonWish: Decodable {
    var planFactor: Double?
}

private struct AmazonHabitWish: Decodable {
    var applySeconds: Double?
    var feedFate: AmazonFeedFate?
    var feedSeconds: Double?
    var searchLag: Double?
    var financeLag: Double?
    var byAmazon: String?
}
