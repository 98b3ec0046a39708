import Foundation

extension TwinChannel {
    static let ebay = TwinChannel(
        id: "ebay",
        open: { market, wish in
            await market.openEbay(
                wish.name, seed: wish.seed, goods: wish.products ?? [], faults: wish.faults?.plan ?? FaultPlan(),
                currency: wish.currency ?? "GBP")
        },
        card: { market, shop in
            var card = await ShopCard(
                shop, key: await market.ebay.clientID, secret: await market.ebay.clientSecret)
            guard let shop = shop as? EbayShop else { return card }
            (card.sellerID, card.marketplace) = (shop.userID, shop.site.id)
            return card
        },
        app: { control, method, path, body in try await control.ebay(method, path, body) },
        control: { control, shop, method, path, body in
            guard let shop = shop as? EbayShop else { throw TwinControl.Failure.notFound }
            switch path.first {
            case "tokens": return try await control.tokens(shop, method, body)
            case "habits": return try await control.habits(shop, method, body)
            default: throw TwinControl.Failure.notFound
            }
        },
        environment: { market in await Self.ebayEnvironment(market) })

    /// The app, and a consent of each seller.
    private static func ebayEnvironment(_ market: TwinMarket) async -> [String] {
        let front = market.ebay
        var lines: [String] = []
        for name in await market.shopNames {
            guard let shop = await market.ebayShop(name), let tokens = await front.grant(shop: name) else {
                continue
            }
            let prefix = TwinMarket.variable(name)
            lines += [
                "\(prefix)_USER_ID=\(shop.userID)", "\(prefix)_MARKETPLACE=\(shop.site.id)",
                "\(prefix)_REFRESH_TOKEN='\(tokens.refresh)'",
            ]
            if let sku = await shop.sellableSKUs().first { lines.append("\(prefix)_SKU=\(sku)") }
        }
        guard !lines.isEmpty else { return [] }
        return [
            "TWIN_EBAY_URL=\(await front.address)", "TWIN_EBAY_CLIENT_ID=\(await front.clientID)",
            "TWIN_EBAY_CLIENT_SECRET=\(await front.clientSecret)", "TWIN_EBAY_RUNAME=\(await front.ruName)",
        ] + lines
    }
}

extension TwinControl {
    /// What the developer's pages do at the real eBay: the app's keys and RuName, limits, and who is signed in.
    func ebay(_ method: String, _ path: [String], _ body: Data) async throws -> TwinReply {
        let front = self.market.ebay
        switch (method, path.joined(separator: "/")) {
        case ("GET", ""): break
        case ("PUT", ""):
            let wish = try Self.read(EbayWish.self, body)
            for (api, count) in wish.perDay ?? [:] {
                guard count >= 0, await front.setLimit(of: api, perDay: count) else {
                    throw Failure(status: 400, message: "perDay: names of APIs, and numbers not below 0")
                }
            }
            if let life = wish.tokenLife { await front.setTokenLife(life) }
            if let topic = wish.orderTopic { await front.setOrderTopic(topic.isEmpty ? nil : topic) }
            if let digest = wish.digest { await front.setDigest(digest) }
            if let address = wish.declined { await front.setDeclined(address.isEmpty ? nil : address) }
            try await Self.read(AppWish.self, body).apply(to: front)
        case ("POST", "endpoints"):
            let wish = try Self.read(EbayEndpointWish.self, body)
            let token = await front.addEndpoint(wish.url, token: wish.token)
            return Self.json(201, ["url": wish.url, "token": token])
        case ("POST", "deletions"):
            let wish = try Self.read(EbayDeletionWish.self, body)
            await front.announceDeletion(username: wish.username, userID: wish.userID ?? wish.username)
        default: throw Failure.notFound
        }
        return Self.json(
            200,
            EbayCard(
                url: await front.address, clientID: await front.clientID, secret: await front.clientSecret,
                ruName: await front.ruName, throttled: await front.throttled))
    }

    /// Consents of one seller: POST gives tokens, PUT lets the access tokens run out, DELETE withdraws all.
    func tokens(_ shop: EbayShop, _ method: String, _ body: Data) async throws -> TwinReply {
        try await self.tokens(shop, method, at: self.market.ebay) {
            let wish = try Self.read(EbayTokenWish.self, body)
            let scopes = wish.scopes ?? EbayFront.allScopes
            return Self.json(201, await self.market.ebay.grant(shop: shop.name, scopes: scopes))
        }
    }

    /// How one account behaves where sellers differ, or where it is not known how eBay does.
    func habits(_ shop: EbayShop, _ method: String, _ body: Data) async throws -> TwinReply {
        guard method == "PUT" else { throw Failure.notFound }
        let wish = try Self.read(EbayHabitWish.self, body)
        if let isOn = wish.outOfStockControl { await shop.setOutOfStockControl(isOn) }
        if let count = wish.skusPerUpdate { await shop.setUpdateSize(count) }
        if let count = wish.revisionsPerDay { await shop.setRevisions(perDay: count) }
        if let seconds = wish.refundSeconds { await shop.setRefunding(seconds) }
        if let goods = wish.olderListings { await shop.fillOlder(goods, obstacle: wish.obstacle) }
        if let order = wish.cancelAsked { await shop.requestCancel(order: order) }
        return Self.json(200, await self.card(shop))
    }
}

private struct EbayCard: Encodable {
    var url: String
    var clientID: String
    var secret: String
    var ruName: String
    var throttled: Int
}

private struct EbayWish: Decodable {
    var perDay: [String: Int]?
    var tokenLife: Int?
    /// Empty: the same as where a seller agrees.
    var declined: String?
    /// Empty: none.
    var orderTopic: String?
    /// `SHA1` or `SHA256`.
    var digest: String?
}

private struct EbayEndpointWish: Decodable {
    var url: String
    /// `nil`: one is made.
    var token: String?
}

private struct EbayDeletionWish: Decodable {
    var username: String
    var userID: String?
}

private struct EbayTokenWish: Decodable {
    var scopes: [String]?
}

private struct EbayHabitWish: Decodable {
    var outOfStockControl: Bool?
    var skusPerUpdate: Int?
    var revisionsPerDay: Int?
    var refundSeconds: Double?
    var olderListings: [TwinProduct]?
    var obstacle: String?
    /// The number of an order whose buyer asks to cancel.
    var cancelAsked: Int?
}
