import Foundation

/// The one host of all Amazon sellers of a market: consent page, token endpoint, usage plans, and the way to the right
/// seller, whom the token names.
public actor AmazonFront: AppFront {
    static let name = "amazon"
    var app: AmazonApp
    /// By seller id.
    var shops: [String: AmazonShop] = [:]
    public internal(set) var address: String
    /// Calls refused because a plan was used up, whoever made them.
    public private(set) var throttled = 0
    public internal(set) var isChanged = true
    let wall: @Sendable () -> Date
    let queues: QueueFront

    init(app: AmazonApp, queues: QueueFront, address: String, wall: @escaping @Sendable () -> Date) {
        self.queues = queues
        self.app = app
        self.address = address
        self.wall = wall
    }

    static func holder(_ shop: AmazonShop) -> String { shop.sellerID }

    /// In the order of their names.
    var allShops: [AmazonShop] { self.shops.values.sorted { $0.name < $1.name } }

    public func answer(_ request: TwinRequest) async -> TwinReply {
        let path = request.path.dropFirst()
        self.isChanged = true
        switch Array(path) {
        case ["apps", "authorize", "consent"]: return self.consent(request)
        case ["auth", "o2", "token"]: return await self.token(request)
        case let parts where parts.first == "documents" && parts.count == 2:
            for shop in self.allShops {
                if let reply = await shop.transfer(parts[1], request) { return reply }
            }
            return AmazonShop.page(403, "Error", "Request has expired.", self.moment)
        default: return await self.call(request, path)
        }
    }

    private func call(_ request: TwinRequest, _ path: ArraySlice<String>) async -> TwinReply {
        do throws(AmazonError) {
            guard let (operation, values) = AmazonOperation.find(request.method, path) else { throw .noRoute }
            let grant: AmazonGrant
            do {
                grant = try self.app.grant(request.headers["x-amz-access-token"], at: self.now)
            } catch {
                await self.holder(request)?.refused(operation, error)
                throw error
            }
            if Self.grantless.contains(operation.id) {
                guard grant.seller.isEmpty else { throw .notYours }
                guard let rate = self.app.take(operation, seller: "", at: self.now) else { throw .quotaExceeded }
                var reply = AmazonShop.reply(try await self.notifications(operation, values, request), self.moment)
                reply.headers.append(("x-amzn-RateLimit-Limit", String(rate)))
                return reply
            }
            guard let shop = self.shops[grant.seller] else { throw .notYours }
            guard let rate = self.app.take(operation, seller: grant.seller, at: self.now) else {
                self.throttled += 1
                await shop.refused(operation, .quotaExceeded)
                throw .quotaExceeded
            }
            var reply = await shop.answer(
                operation, values, request,
                at: AmazonShop.Front(
                    address: self.address, planFactor: self.planFactor,
                    destinations: Dictionary(
                        self.app.known.map { ($0.id, $0.arn == nil) }, uniquingKeysWith: { $1 })))
            if (200..<300).contains(reply.status) {
                reply.headers.append(("x-amzn-RateLimit-Limit", String(rate)))
            }
            return reply
        } catch {
            return AmazonShop.reply(error, self.moment)
        }
    }

    /// Whose token it is or was.
    private func holder(_ request: TwinRequest) -> AmazonShop? {
        request.headers["x-amz-access-token"].flatMap { self.app.tokens[$0] }.flatMap { self.shops[$0.seller] }
    }

    public func shopName(of request: TwinRequest) -> String? { self.holder(request)?.name }
}
