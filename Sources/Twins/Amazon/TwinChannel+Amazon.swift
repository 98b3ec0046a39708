import Foundation

extension TwinChannel {
    static let amazon = TwinChannel(
        id: "amazon",
        open: { market, wish in
            await market.openAmazon(
                wish.name, seed: wish.seed, goods: wish.products ?? [], faults: wish.faults?.plan ?? FaultPlan(),
                currency: wish.currency ?? "GBP")
        },
        card: { market, shop in
            var card = await ShopCard(
                shop, key: await market.amazon.clientID, secret: await market.amazon.clientSecret)
            guard let shop = shop as? AmazonShop else { return card }
            (card.sellerID, card.marketplace) = (shop.sellerID, shop.home.country)
            return card
        },
        app: { control, method, path, body in try await control.amazon(method, path, body) },
        control: { control, shop, method, path, body in
            guard let shop = shop as? AmazonShop else { throw TwinControl.Failure.notFound }
            switch path.first {
            case "tokens": return try await control.tokens(shop, method, body)
            case "habits": return try await control.habits(shop, method, body)
            default: throw TwinControl.Failure.notFound
            }
        },
        environment: { market in await Self.amazonEnvironment(market) })

    /// The app, and a consent of each seller.
    private static func amazonEnvironment(_ market: TwinMarket) async -> [String] {
        let front = market.amazon
        var lines: [String] = []
        for name in await market.shopNames {
            guard let shop = await market.amazonShop(name), let tokens = await front.grant(shop: name) else {
                continue
            }
            let prefix = TwinMarket.variable(name)
            lines += [
                "\(prefix)_SELLER_ID=\(shop.sellerID)", "\(prefix)_MARKETPLACE=\(shop.home.country)",
                "\(prefix)_REFRESH_TOKEN='\(tokens.refresh)'",
            ]
            if let sku = await shop.sellableSKUs().first { lines.append("\(prefix)_SKU=\(sku)") }
        }
        guard !lines.isEmpty else { return [] }
        return [
            "TWIN_AMAZON_URL=\(await front.address)", "TWIN_AMAZON_CLIENT_ID=\(await front.clientID)",
            "TWIN_AMAZON_CLIENT_SECRET=\(await front.clientSecret)",
            "TWIN_AMAZON_APPLICATION_ID=\(await front.applicationID)",
            "TWIN_AMAZON_QUEUE=\(await market.queues.url())",
            "TWIN_AMAZON_QUEUE_KEY=\(market.queues.keyID)",
            "TWIN_AMAZON_QUEUE_SECRET=\(market.queues.secret)",
        ] + lines
    }
}

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
