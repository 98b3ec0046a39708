import Foundation

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
