import Foundation

extension TwinControl {
    /// What can be done to one shop.
    func shop(_ shop: any TwinShop, _ method: String, _ path: [String], _ body: Data) async throws -> TwinReply {
        switch (method, path.first ?? "", path.count) {
        case ("GET", "", 0): return Self.json(200, await self.card(shop))
        case ("GET", "state", 1): return Self.json(200, await shop.report())
        case ("GET", "book", 1): return Self.json(200, await shop.book)
        case ("POST", "products", 1):
            let wish = try Self.read(FillWish.self, body)
            await shop.fill((wish.seed.map { TwinSeed.catalogue(named: $0) } ?? []) + (wish.products ?? []))
            return Self.json(200, await self.card(shop))
        case ("POST", "stock", 1):
            let wish = try Self.read(StockWish.self, body)
            guard await shop.setStock(wish.sku, to: wish.quantity) else { throw Failure.notFound }
            return Self.json(200, ["sku": wish.sku])
        case ("POST", "orders", 1):
            let wish = try Self.read(OrderWish.self, body)
            guard (wish.units ?? 1) > 0 else { throw Failure(status: 400, message: "units: at least 1") }
            let sale = await shop.buy(wish.sku, units: wish.units ?? 1, paid: wish.paid ?? true)
            guard let sale else { throw Failure(status: 409, message: "Turned away: too little left, or no such SKU.") }
            return Self.json(201, sale)
        case ("POST", "orders", 3): return try await self.order(shop, path)
        case (_, "faults", 1): return try await self.faults(shop, method, body)
        case ("PUT", "clock", 1), ("POST", "clock", 1):
            let wish = try Self.read(ClockWish.self, body)
            if let rate = wish.rate, rate <= 0 { throw Failure(status: 400, message: "rate: more than 0") }
            let skew = await shop.clock.skew
            await shop.setClock(rate: wish.rate, skew: wish.skew ?? wish.step.map { skew + $0 })
            return Self.json(200, await shop.clock)
        case (_, "tokens", 1), (_, "habits", 1), (_, "keys", _):
            guard let channel = TwinChannel.named(shop.channel) else { throw Failure.notFound }
            return try await channel.control(self, shop, method, path, body)
        default: throw Failure.notFound
        }
    }

    private func order(_ shop: any TwinShop, _ path: [String]) async throws -> TwinReply {
        guard let id = Int(path[1]), await shop.report().orders.contains(where: { $0.id == id }) else {
            throw Failure.notFound
        }
        switch path[2] {
        case "pay": await shop.pay(order: id)
        case "cancel": await shop.cancel(order: id)
        case "complete": await shop.complete(order: id)
        case "fail": await shop.fail(order: id)
        default: throw Failure.notFound
        }
        return Self.json(200, await shop.report().orders.first { $0.id == id })
    }

    /// GET lists, PUT replaces, POST adds, DELETE ends them all.
    private func faults(_ shop: any TwinShop, _ method: String, _ body: Data) async throws -> TwinReply {
        switch method {
        case "GET": break
        case "PUT": await shop.setFaults(try Self.read(FaultWish.self, body).plan)
        case "POST": await shop.addFaults(try Self.read(FaultWish.self, body).plan.rules)
        case "DELETE": await shop.setFaults(FaultPlan())
        default: throw Failure.notFound
        }
        let struck = await shop.struck.map { ($0.key.rawValue, $0.value) }
        return Self.json(200, FaultReport(plan: await shop.faults, struck: Dictionary(struck) { first, _ in first }))
    }
}

struct ShopCard: Encodable {
    var name: String
    var channel: String
    var url: String
    var key: String
    var secret: String
    var products: Int
    /// Etsy's.
    var shopID: Int?
    var userID: Int?
    /// Amazon's and eBay's.
    var sellerID: String?
    var marketplace: String?

    init(_ shop: any TwinShop, key: String, secret: String) async {
        self.name = shop.name
        self.channel = shop.channel
        self.url = await shop.address
        self.key = key
        self.secret = secret
        self.products = await shop.report().items.count
    }
}

struct ShopWish: Decodable {
    var name: String
    /// One of `TwinChannel.all`; the first where it is missing.
    var channel: String?
    var seed: String?
    var products: [TwinProduct]?
    var faults: FaultWish?
    var currency: String?
    var utcOffset: Int?
}

struct FillWish: Decodable {
    var seed: String?
    var products: [TwinProduct]?
}

struct OrderWish: Decodable {
    var sku: String
    var units: Int?
    var paid: Bool?
}

struct StockWish: Decodable {
    var sku: String
    var quantity: Int
}

struct ClockWish: Decodable {
    var rate: Double?
    var skew: Double?
    var step: Double?
}

struct SettleWish: Decodable {
    var keepFaults: Bool?
}

struct CrowdReport: Encodable {
    var tried: Int?
}

struct FaultReport: Encodable {
    var plan: FaultPlan
    var struck: [String: Int]
}

/// `{"everything": true, "seed": 7}` or `{"rules": [{"kind": "throttle", "every": 3}]}`.
struct FaultWish: Decodable {
    var rules: [FaultRule]?
    var seed: UInt64?
    var everything: Bool?

    var plan: FaultPlan {
        self.everything == true
            ? FaultPlan.everything(seed: self.seed ?? 1) : FaultPlan(self.rules ?? [], seed: self.seed ?? 1)
    }
}

/// A crowd plan of which anything may be left out.
struct CrowdWish: Decodable {
    var shops: [String]?
    var rate: Double?
    var hot: [String]?
    var hotShare: Double?
    var unpaidShare: Double?
    var cancelShare: Double?
    var maximumUnits: Int?
    var purchases: Int?
    var seed: UInt64?

    var plan: CrowdPlan {
        let usual = CrowdPlan()
        return CrowdPlan(
            shops: self.shops ?? usual.shops, rate: self.rate ?? usual.rate, hot: self.hot ?? usual.hot,
            hotShare: self.hotShare ?? usual.hotShare, unpaidShare: self.unpaidShare ?? usual.unpaidShare,
            cancelShare: self.cancelShare ?? usual.cancelShare, maximumUnits: self.maximumUnits ?? usual.maximumUnits,
            purchases: self.purchases, seed: self.seed ?? usual.seed)
    }
}
