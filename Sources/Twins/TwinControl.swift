import Foundation

/// The control API under `/_twin/`: JSON, no login, loopback only. Described in this folder's README.
struct TwinControl: Sendable {
    let market: TwinMarket

    struct Failure: Error {
        var status: Int
        var message: String

        static let notFound = Failure(status: 404, message: "There is no such thing here.")
    }

    func answer(_ request: TwinRequest) async -> TwinReply {
        do {
            guard Self.isLocal(request.headers["host"] ?? "") else {
                throw Failure(status: 403, message: "The control API is for loopback addresses only.")
            }
            let path = Array(request.path.dropFirst())
            let data = Data(request.body)
            if path.first == "shops", path.count >= 2 {
                guard let shop = await self.market.shop(path[1]) else { throw Failure.notFound }
                return try await self.shop(shop, request.method, Array(path.dropFirst(2)), data)
            }
            if let app = path.first.flatMap(TwinChannel.named)?.app {
                return try await app(self, request.method, Array(path.dropFirst()), data)
            }
            return try await self.whole(request.method, path, data)
        } catch let failure as Failure {
            return Self.json(failure.status, ["error": failure.message])
        } catch {
            return Self.json(400, ["error": "The body cannot be read: \(Self.place(of: error))"])
        }
    }

    private func whole(_ method: String, _ path: [String], _ body: Data) async throws -> TwinReply {
        switch (method, path.joined(separator: "/")) {
        case ("GET", ""), ("GET", "shops"): return Self.json(200, await self.list())
        case ("POST", "shops"):
            let wish = try Self.read(ShopWish.self, body)
            guard wish.name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9-]*/) != nil, self.market.fronts[wish.name] == nil,
                wish.name != ShopifyShop.pathName
            else {
                throw Failure(status: 400, message: "name: letters, digits and - only, and no channel's own")
            }
            guard await self.market.shop(wish.name) == nil else {
                throw Failure(status: 409, message: "There is a shop of that name.")
            }
            return Self.json(201, await self.card(try await self.open(wish)))
        case ("PUT", "clock"), ("POST", "clock"):
            let wish = try Self.read(ClockWish.self, body)
            guard let rate = wish.rate, rate > 0 else { throw Failure(status: 400, message: "rate: more than 0") }
            await self.market.setClock(rate: rate)
            return Self.json(200, ["rate": rate])
        case ("GET", "book"):
            return Self.json(200, await self.market.books())
        case ("GET", "state"):
            return Self.json(200, await self.market.reports())
        case ("GET", "crowd"): return Self.json(200, CrowdReport(tried: await self.market.crowdTried))
        case ("POST", "crowd"):
            let wish = try Self.read(CrowdWish.self, body)
            await self.market.startCrowd(wish.plan)
            return Self.json(200, wish.plan)
        case ("DELETE", "crowd"):
            await self.market.stopCrowd()
            return Self.json(200, CrowdReport(tried: nil))
        case ("POST", "settle"):
            let wish = body.isEmpty ? SettleWish() : try Self.read(SettleWish.self, body)
            await self.market.settle(keepingFaults: wish.keepFaults ?? true)
            return Self.json(200, ["settled": true])
        default: throw Failure.notFound
        }
    }

    func card(_ shop: any TwinShop) async -> ShopCard {
        guard let channel = TwinChannel.named(shop.channel) else { return await ShopCard(shop, key: "", secret: "") }
        return await channel.card(self.market, shop)
    }

    private func open(_ wish: ShopWish) async throws -> any TwinShop {
        let id = wish.channel ?? TwinChannel.all[0].id
        guard let channel = TwinChannel.named(id) else {
            let known = TwinChannel.all.map(\.id).joined(separator: ", ")
            throw Failure(status: 400, message: "channel: one of \(known)")
        }
        return await channel.open(self.market, wish)
    }

    private func list() async -> [ShopCard] {
        var cards: [ShopCard] = []
        for name in await self.market.shopNames {
            if let shop = await self.market.shop(name) { cards.append(await self.card(shop)) }
        }
        return cards
    }

    static func read<Wish: Decodable>(_ type: Wish.Type, _ body: Data) throws -> Wish {
        try JSONDecoder().decode(type, from: body.isEmpty ? Data("{}".utf8) : body)
    }

    static func json(_ status: Int, _ value: some Encodable) -> TwinReply {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(.iso8601.time(includingFractionalSeconds: true)))
        }
        let body = (try? encoder.encode(value)).map { Array($0) } ?? []
        return TwinReply(status: status, headers: [("Content-Type", "application/json")], body: body)
    }

    /// A page in a browser that was led here under another name has no business with the control API.
    private static func isLocal(_ host: String) -> Bool {
        ["127.0.0.1", "localhost", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
    }

    private static func place(of error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.map(\.stringValue).joined(separator: ".") + " " + context.debugDescription
        default: "it is no JSON of the expected shape"
        }
    }
}
