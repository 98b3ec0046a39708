import Foundation

/// The one host of all Etsy shops of a market: consent page, token endpoint, limits, and the way to the right shop.
public actor EtsyFront: AppFront {
    /// What stands before `/v3/application` in paths: `/etsy`.
    static let name = "etsy"
    var app: EtsyApp
    var shops: [Int: EtsyShop] = [:]
    public internal(set) var address: String
    /// Calls refused because the app had too many, whoever made them.
    public private(set) var throttled = 0
    var isChanged = true
    let wall: @Sendable () -> Date

    init(app: EtsyApp, address: String, wall: @escaping @Sendable () -> Date) {
        self.app = app
        self.address = address
        self.wall = wall
    }

    static func holder(_ shop: EtsyShop) -> Int { shop.userID }

    /// In the order of their numbers.
    var allShops: [EtsyShop] { self.shops.keys.sorted().compactMap { self.shops[$0] } }

    func answer(_ request: TwinRequest) async -> TwinReply {
        let path = request.path.dropFirst()
        self.isChanged = true
        switch (path.first ?? "", path.dropFirst().first ?? "") {
        case ("oauth", "connect"): return await self.consent(request)
        case ("v3", "public") where path.suffix(2) == ["oauth", "token"]: return await self.token(request)
        case ("v3", "application"): return await self.call(request, path.dropFirst(2))
        default: return EtsyShop.reply(.noRoute, self.moment)
        }
    }

    private func call(_ request: TwinRequest, _ path: ArraySlice<String>) async -> TwinReply {
        do throws(EtsyError) {
            try self.app.checkKey(request.headers["x-api-key"])
            guard let (operation, numbers) = EtsyOperation.find(request.method, path) else { throw .noRoute }
            guard let headers = self.app.limits.take(at: self.now) else {
                self.throttled += 1
                throw .rateExceeded
            }
            var reply = await self.route(operation, numbers, request)
            if (200..<300).contains(reply.status) { reply.headers += headers }
            return reply
        } catch {
            return EtsyShop.reply(error, self.moment)
        }
    }

    private func route(_ operation: EtsyOperation, _ numbers: [String: Int], _ request: TwinRequest) async -> TwinReply
    {
        var grant: EtsyGrant?
        do throws(EtsyError) {
            if operation.scope != nil || request.headers["authorization"] != nil {
                grant = try self.app.grant(request.headers["authorization"], at: self.now)
            }
            if let scope = operation.scope, grant?.scopes.contains(scope) != true { throw .scopeMissing(scope) }
            switch operation.id {
            case "ping": return self.answer(["application_id": 1_234_567])
            case "getSellerTaxonomyNodes": return self.answer(EtsyTaxonomy.tree)
            case "getPropertiesByTaxonomyId":
                return self.answer(try EtsyTaxonomy.properties(of: numbers["taxonomy_id"] ?? 0))
            default: break
            }
            let owner = grant.flatMap { grant in self.allShops.first { $0.userID == grant.user } }
            let asked = request.query.filter { $0.name.hasPrefix("listing_ids") }
                .flatMap { $0.value.split(separator: ",").compactMap { Int($0) } }
            guard let shop = try self.shop(operation, numbers, owner: owner, asked: asked) else { throw .noRoute }
            var elsewhere: [Json] = []
            if operation.id == "getListingsByListingIds" {
                let call = try EtsyCall(operation, numbers, request, isOwner: false)
                for other in self.allShops where other !== shop { elsewhere += await other.shown(asked, call) }
            }
            return await shop.answer(
                operation, numbers, request, isOwner: owner === shop, elsewhere: elsewhere)
        } catch {
            guard error.status == 401 || error.status == 403, let shop = self.anyShop(numbers) else {
                return EtsyShop.reply(error, self.moment)
            }
            return await shop.refused(operation, error)
        }
    }

    /// The shop a call is about.
    private func shop(
        _ operation: EtsyOperation, _ numbers: [String: Int], owner: EtsyShop?, asked: [Int]
    ) throws(EtsyError) -> EtsyShop? {
        if operation.id == "getMe" { return owner }
        if operation.id == "getListingsByListingIds" {
            return owner ?? asked.first.flatMap { self.shops[EtsyState.number(ofListing: $0)] } ?? self.allShops.first
        }
        if let shop = self.anyShop(numbers) { return shop }
        if let id = numbers["listing_id"] { throw .noListing(id) }
        throw EtsyError(404, "Could not find a Shop with shop_id = \(numbers["shop_id"] ?? 0)")
    }

    /// The shop that a call to the API names, or else the one whose token it bears; `nil` for other calls.
    func shopName(of request: TwinRequest) -> String? {
        let path = request.path.dropFirst()
        guard path.prefix(2) == ["v3", "application"],
            let (_, numbers) = EtsyOperation.find(request.method, path.dropFirst(2))
        else { return nil }
        if let named = self.anyShop(numbers) { return named.name }
        let grant = try? self.app.grant(request.headers["authorization"], at: self.now)
        return grant.flatMap { grant in self.allShops.first { $0.userID == grant.user }?.name }
    }

    private func anyShop(_ numbers: [String: Int]) -> EtsyShop? {
        if let id = numbers["shop_id"] { return self.allShops.first { $0.shopID == id } }
        return numbers["listing_id"].flatMap { self.shops[EtsyState.number(ofListing: $0)] }
    }

    func answer(_ json: Json) -> TwinReply { EtsyShop.reply(EtsyOutcome(json), self.moment) }
}
