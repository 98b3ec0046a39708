import Crypto
import Foundation
import Synchronization
import Twins

/// A market without a server, with one Etsy shop and a caller who may do everything; time moves by hand.
struct EtsyDesk: Sendable {
    let market: TwinMarket
    let shop: EtsyShop
    let apiKey: String
    var bearer: String
    let tokens: EtsyTokens
    private let time: HandClock

    init(goods: [TwinProduct] = OpenTwins.goods, faults: FaultPlan = FaultPlan(), rate: Double = 1) async throws {
        let time = HandClock()
        self.time = time
        self.market = TwinMarket(
            options: TwinOptions(clockRate: rate, webhookDelay: 0), address: "http://twins.invalid",
            wall: { time.now })
        self.shop = await self.market.openEtsy("craft", goods: goods, faults: faults)
        self.apiKey = await self.market.etsy.apiKey
        guard let tokens = await self.market.etsy.grant(shop: "craft") else { throw Missing() }
        self.tokens = tokens
        self.bearer = tokens.access
    }

    struct Missing: Error {}

    func pass(_ seconds: Double) { self.time.pass(seconds) }

    /// The id of the listing a SKU is on.
    func listing(_ sku: String) async -> Int { await self.shop.listing(sku)?.id ?? 0 }

    func get(_ path: String) async -> Reply { await self.send("GET", path) }
    func put(_ path: String, _ json: String) async -> Reply { await self.send("PUT", path, json) }
    func form(_ method: String, _ path: String, _ form: String) async -> Reply {
        await self.send(method, path, form, type: "application/x-www-form-urlencoded")
    }

    func send(
        _ method: String, _ path: String, _ body: String = "", type: String = "application/json", token: String? = nil,
        key: String? = nil
    ) async -> Reply {
        await self.raw(
            method, "/etsy/v3/application/" + path, Array(body.utf8),
            [
                "content-type": type, "x-api-key": key ?? self.apiKey,
                "authorization": "Bearer \(token ?? self.bearer)",
            ])
    }

    func raw(_ method: String, _ target: String, _ body: [UInt8], _ headers: [String: String]) async -> Reply {
        var headers = headers
        headers["host"] = "twins.invalid"
        return Reply(
            await self.market.answer(TwinRequest(method: method, target: target, headers: headers, body: body)))
    }

    /// Trades at the token endpoint.
    func token(_ form: String) async -> Reply {
        await self.raw(
            "POST", "/etsy/v3/public/oauth/token", Array(form.utf8),
            ["content-type": "application/x-www-form-urlencoded"])
    }

    /// Reads a listing's inventory and writes it back changed.
    func write(_ listing: Int, _ change: (inout [String: Any]) -> Void) async throws -> Reply {
        let read = await self.get("listings/\(listing)/inventory")
        guard var body = try JSONSerialization.jsonObject(with: Data(read.body)) as? [String: Any],
            let products = body["products"] as? [[String: Any]]
        else { throw Missing() }
        body["products"] = products.map(Self.writable)
        change(&body)
        return await self.put(
            "listings/\(listing)/inventory",
            String(decoding: try JSONSerialization.data(withJSONObject: body, options: .sortedKeys), as: UTF8.self))
    }

    /// A product as it may be written: without ids, with a number for a price.
    private static func writable(_ product: [String: Any]) -> [String: Any] {
        var product = product
        product["product_id"] = nil
        product["is_deleted"] = nil
        product["offerings"] = (product["offerings"] as? [[String: Any]])?.map { offering in
            var offering = offering
            offering["offering_id"] = nil
            offering["is_deleted"] = nil
            let price = offering["price"] as? [String: Any]
            offering["price"] = (price?["amount"] as? Double ?? 0) / (price?["divisor"] as? Double ?? 1)
            return offering
        }
        product["property_values"] = (product["property_values"] as? [[String: Any]])?.map { value in
            var value = value
            value["scale_name"] = nil
            return value
        }
        return product
    }

    /// Sets one SKU's number by reading, changing and writing the whole.
    func setQuantity(_ sku: String, to units: Int) async throws -> Reply {
        try await self.write(await self.listing(sku)) { body in
            body["products"] = (body["products"] as? [[String: Any]])?.map { product in
                guard product["sku"] as? String == sku else { return product }
                var product = product
                product["offerings"] = (product["offerings"] as? [[String: Any]])?.map { offering in
                    offering.merging(["quantity": units]) { _, new in new }
                }
                return product
            }
        }
    }

    func stock(_ sku: String) async -> Int? { await self.shop.report().items[sku]?.stock }

    static func challenge(of verifier: String) -> String {
        Data(SHA256.hash(data: Data(verifier.utf8))).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// An answer, with its JSON read by Foundation, which is not the twin's own reader.
struct Reply: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    let twin: TwinReply

    init(_ reply: TwinReply) {
        (self.status, self.headers, self.body, self.twin) = (reply.status, reply.headers, reply.body, reply)
    }

    func header(_ name: String) -> String? { self.headers.first { $0.name.lowercased() == name.lowercased() }?.value }
    var text: String { String(decoding: self.body, as: UTF8.self) }
    var json: Node {
        Node((try? JSONSerialization.jsonObject(with: Data(self.body), options: .fragmentsAllowed)) ?? NSNull())
    }
    var error: String? { self.json["error"].string }
}

/// A wall clock moved by hand.
final class HandClock: Sendable {
    private let seconds = Mutex(1_790_000_000.0)
    var now: Date { Date(timeIntervalSince1970: self.seconds.withLock { $0 }) }
    func pass(_ more: Double) { self.seconds.withLock { $0 += more } }
}
