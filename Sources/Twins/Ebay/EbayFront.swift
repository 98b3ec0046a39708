import Foundation

/// The one host of all eBay sellers of a market: consent page, token endpoint, limits, and the way to the right seller,
/// whom the token names. The real ones are four hosts (`auth`, `api`, `apiz`, `apim`), whose paths do not meet.
public actor EbayFront: AppFront {
    static let name = "ebay"
    var app: EbayApp
    /// By user id.
    var shops: [String: EbayShop] = [:]
    public internal(set) var address: String
    /// Calls refused because the day's were used up, whoever made them.
    public private(set) var throttled = 0
    public internal(set) var isChanged = true
    let wall: @Sendable () -> Date
    /// Fetches an address and gives the body of a 200; without it no endpoint is challenged.
    var ask: (@Sendable (String) async -> [UInt8]?)?

    init(app: EbayApp, address: String, wall: @escaping @Sendable () -> Date) {
        self.app = app
        self.address = address
        self.wall = wall
    }

    static func holder(_ shop: EbayShop) -> String { shop.userID }

    /// In the order of their names.
    var allShops: [EbayShop] { self.shops.values.sorted { $0.name < $1.name } }

    func answer(_ request: TwinRequest) async -> TwinReply {
        let path = request.path.dropFirst()
        self.isChanged = true
        switch Array(path) {
        case ["oauth2", "authorize"]: return self.consent(request)
        case ["identity", "v1", "oauth2", "token"]: return await self.token(request)
        default: return await self.call(request, path)
        }
    }

    private func call(_ request: TwinRequest, _ path: ArraySlice<String>) async -> TwinReply {
        do throws(EbayError) {
            guard let (operation, values) = EbayOperation.find(request.method, path) else { throw .noRoute }
            let shop: EbayShop?
            do {
                shop = try self.admitted(request, operation)
            } catch {
                await self.holder(request)?.refused(operation, error)
                throw error
            }
            if let shop { return await shop.answer(operation, values, request, address: self.address) }
            let call = try EbayCall(operation, values, request, address: self.address)
            return EbayShop.reply(try await self.answer(call), self.moment)
        } catch {
            return EbayShop.reply(error, self.moment)
        }
    }

    /// Whose call it is; `nil`: the app's own.
    private func admitted(_ request: TwinRequest, _ operation: EbayOperation) throws(EbayError) -> EbayShop? {
        let grant = try self.app.grant(Self.token(request, operation), at: self.now)
        guard operation.scopes.contains(where: { grant.scopes.contains(EbayFront.scope + $0) }) else {
            throw .accessDenied
        }
        guard self.app.limits.take(operation.base, at: self.now) else {
            self.throttled += 1
            throw .tooMany
        }
        if operation.isOfApp { return nil }
        guard let shop = self.shops[grant.user] else { throw .accessDenied }
        return shop
    }

    /// Post-Order calls name the token `IAF` (not confirmed; `Bearer` is taken there, too).
    private static func token(_ request: TwinRequest, _ operation: EbayOperation) -> String? {
        let parts = (request.headers["authorization"] ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let schemes = operation.base.hasPrefix("/post-order") ? ["iaf", "bearer"] : ["bearer"]
        return schemes.contains(parts[0].lowercased()) ? String(parts[1]) : nil
    }

    /// Whose token it is or was.
    private func holder(_ request: TwinRequest) -> EbayShop? {
        (request.headers["authorization"] ?? "").split(separator: " ").last
            .flatMap { self.app.tokens[String($0)] }.flatMap { self.shops[$0.user] }
    }

    public func shopName(of request: TwinRequest) -> String? { self.holder(request)?.name }

    /// What is asked with the app's own token.
    private func answer(_ call: EbayCall) async throws(EbayError) -> EbayOutcome {
        switch call.operation.base {
        case "/commerce/taxonomy/v1": return try self.answerTaxonomy(call)
        case "/commerce/notification/v1": return try await self.answerNotices(call)
        case "/developer/analytics/v1_beta": return self.answerLimits(call)
        default: throw .noRoute
        }
    }

    /// The seller withdraws the consent: all tokens are refused, and the app is told.
    public func revoke(shop name: String) {
        guard let shop = self.shop(named: name) else { return }
        let now = EbayDate.text(self.now)
        self.change { app in
            app.revoke(shop.userID)
            app.notices.waiting.append(
                .init(
                    user: shop.userID, topic: "AUTHORIZATION_REVOCATION",
                    more: ["revokeReason": "REVOKED_BY_USER", "revocationDate": now]))
        }
    }
}
