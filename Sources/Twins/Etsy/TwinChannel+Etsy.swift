import Foundation

extension TwinChannel {
    static let etsy = TwinChannel(
        id: "etsy",
        open: { market, wish in
            await market.openEtsy(
                wish.name, seed: wish.seed, goods: wish.products ?? [], faults: wish.faults?.plan ?? FaultPlan(),
                currency: wish.currency ?? "GBP")
        },
        card: { market, shop in
            var card = await ShopCard(
                shop, key: await market.etsy.keystring, secret: await market.etsy.sharedSecret)
            guard let shop = shop as? EtsyShop else { return card }
            (card.shopID, card.userID) = (shop.shopID, shop.userID)
            return card
        },
        app: { control, method, path, body in try await control.etsy(method, path, body) },
        control: { control, shop, method, path, body in
            guard let shop = shop as? EtsyShop else { throw TwinControl.Failure.notFound }
            switch path.first {
            case "tokens": return try await control.tokens(shop, method, body)
            case "habits": return try await control.habits(shop, method, body)
            default: throw TwinControl.Failure.notFound
            }
        },
        environment: { market in await Self.etsyEnvironment(market) })

    /// The app, and a consent to each shop.
    private static func etsyEnvironment(_ market: TwinMarket) async -> [String] {
        let front = market.etsy
        var lines: [String] = []
        for name in await market.shopNames {
            guard let shop = await market.etsyShop(name), let tokens = await front.grant(shop: name) else {
                continue
            }
            let prefix = TwinMarket.variable(name)
            lines += [
                "\(prefix)_SHOP_ID=\(shop.shopID)", "\(prefix)_USER_ID=\(shop.userID)",
                "\(prefix)_ACCESS_TOKEN=\(tokens.access)", "\(prefix)_REFRESH_TOKEN=\(tokens.refresh)",
            ]
            let items = await shop.report().items.sorted { $0.key < $1.key }
            if let item = items.first(where: { $0.value.parentID == 0 }) {
                lines += ["\(prefix)_SKU=\(item.key)", "\(prefix)_LISTING_ID=\(item.value.id)"]
            }
        }
        guard !lines.isEmpty else { return [] }
        return [
            "TWIN_ETSY_URL=\(await front.address)", "TWIN_ETSY_KEYSTRING=\(await front.keystring)",
            "TWIN_ETSY_SHARED_SECRET=\(await front.sharedSecret)",
        ] + lines
    }
}

extension TwinControl {
    /// What the developer portal does at the real Etsy: the app's keys, limits and webhooks.
    func etsy(_ method: String, _ path: [String], _ body: Data) async throws -> TwinReply {
        let front = self.market.etsy
        switch (method, path.joined(separator: "/")) {
        case ("GET", ""): break
        case ("PUT", ""):
            let wish = try Self.read(EtsyWish.self, body)
            let who = try Self.read(AppWish.self, body)
            if let count = wish.perSecond ?? wish.perDay, count < 0 {
                throw Failure(status: 400, message: "perSecond, perDay: not below 0")
            }
            await front.setLimits(perSecond: wish.perSecond, perDay: wish.perDay)
            await who.apply(to: front)
            if let life = wish.tokenLife { await front.setTokenLife(life) }
        case ("POST", "endpoints"):
            let wish = try Self.read(EndpointWish.self, body)
            let endpoint = await front.addEndpoint(
                wish.url, events: wish.events ?? [], secret: wish.secret, isVersioned: wish.versioned ?? false)
            return Self.json(201, endpoint)
        case ("DELETE", "endpoints"): await front.removeEndpoints()
        default: throw Failure.notFound
        }
        let limits = await front.limits
        return Self.json(
            200,
            EtsyCard(
                url: await front.address, keystring: await front.keystring, secret: await front.sharedSecret,
                apiKey: await front.apiKey, perSecond: limits.perSecond, perDay: limits.perDay,
                throttled: await front.throttled, endpoints: await front.endpoints))
    }

    /// Consents to one shop: POST gives a pair of tokens, PUT lets the access tokens run out, DELETE withdraws all.
    func tokens(_ shop: EtsyShop, _ method: String, _ body: Data) async throws -> TwinReply {
        try await self.tokens(shop, method, at: self.market.etsy) {
            let wish = try Self.read(TokenWish.self, body)
            let scopes = wish.scopes ?? EtsyFront.allScopes
            return Self.json(201, await self.market.etsy.grant(shop: shop.name, scopes: scopes))
        }
    }

    /// How one shop behaves where Etsy's behaviour is not known.
    func habits(_ shop: EtsyShop, _ method: String, _ body: Data) async throws -> TwinReply {
        guard method == "PUT" else { throw Failure.notFound }
        let wish = try Self.read(HabitWish.self, body)
        if let refuses = wish.refusesZero { await shop.setZeroRefused(refuses) }
        if let sku = wish.withoutInventoryRecord { await shop.dropInventoryRecord(of: sku) }
        return Self.json(200, await self.card(shop))
    }
}

private struct EtsyCard: Encodable {
    var url: String
    var keystring: String
    var secret: String
    var apiKey: String
    var perSecond: Int
    var perDay: Int
    var throttled: Int
    var endpoints: [EtsyEndpoint]
}

private struct EtsyWish: Decodable {
    var perSecond: Int?
    var perDay: Int?
    var tokenLife: Int?
}

private struct EndpointWish: Decodable {
    var url: String
    var events: [String]?
    var secret: String?
    var versioned: Bool?
}

private struct TokenWish: Decodable {
    var scopes: [String]?
}

private struct HabitWish: Decodable {
    var refusesZero: Bool?
    var withoutInventoryRecord: String?
}
