import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Twins

/// Twins that are open for the length of one test, and a plain HTTP client to them.
struct OpenTwins: Sendable {
    let market: TwinMarket
    let address: String

    /// Opens twins, runs the body, closes them.
    static func run(
        _ options: TwinOptions = TwinOptions(webhookDelay: 0),
        _ body: @escaping @Sendable (OpenTwins) async throws -> Void
    ) async throws {
        var logger = Logger(label: "twins")
        logger.logLevel = .error
        let server = TwinServer(options: options, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                _ = await server.market.boundPort()
                try await body(OpenTwins(market: server.market, address: await server.market.address))
            }
            try await group.next()
            group.cancelAll()
            // Wait for the shops to close; being cancelled is how they end.
            while let result = await group.nextResult() { _ = result }
        }
    }

    /// Opens one shop with a mug (5 units), a spoon (not counted) and a shirt in two sizes.
    func shop(_ name: String = "shop-a", faults: FaultPlan = FaultPlan()) async -> Client {
        let shop = await self.market.open(name, goods: Self.goods, faults: faults)
        let key = await shop.keys[0]
        return Client(shop: shop, root: "\(await shop.address)/wp-json/wc/v3/", key: key.key, secret: key.secret)
    }

    static let goods = [
        TwinProduct(sku: "MUG", name: "Stoneware Mug", gtin: "4012345678901", price: "12.50", stock: 5),
        TwinProduct(sku: "SPOON", name: "Oak Spoon", price: "4.00", stock: nil),
        TwinProduct(
            sku: "SHIRT-S", name: "Linen Shirt - Small", price: "54.00", stock: 3, parent: "SHIRT",
            parentName: "Linen Shirt", options: [TwinOption("Size", "Small")]),
        TwinProduct(
            sku: "SHIRT-L", name: "Linen Shirt - Large", price: "56.00", stock: 1, parent: "SHIRT",
            parentName: "Linen Shirt", options: [TwinOption("Size", "Large")]),
    ]
}

/// What came back, with the JSON read by Foundation, which is not the twin's own reader.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: Data

    func header(_ name: String) -> String? { self.headers.first(name: name) }

    var isJSON: Bool { (try? JSONSerialization.jsonObject(with: self.body, options: .fragmentsAllowed)) != nil }
    var object: Node {
        Node((try? JSONSerialization.jsonObject(with: self.body, options: .fragmentsAllowed)) ?? NSNull())
    }
    var text: String { String(decoding: self.body, as: UTF8.self) }
}

/// A JSON value for reading in tests.
struct Node: Sendable {
    enum Value: Sendable {
        case null, bool(Bool), whole(Int), number(Double), string(String), list([Node]), object([String: Node])
    }

    let value: Value

    /// - Parameter raw: As `JSONSerialization` hands it out.
    init(_ raw: Any) {
        switch raw {
        case let text as String: self.value = .string(text)
        case let list as [Any]: self.value = .list(list.map(Node.init))
        case let object as [String: Any]: self.value = .object(object.mapValues(Node.init))
        // Foundation hands out truth values and numbers as one class; their encodings differ.
        case let number as NSNumber where String(cString: number.objCType) == "c": self.value = .bool(number.boolValue)
        case let number as NSNumber:
            self.value =
                number.doubleValue == Double(number.intValue) ? .whole(number.intValue) : .number(number.doubleValue)
        default: self.value = .null
        }
    }

    subscript(_ name: String) -> Node {
        guard case .object(let members) = self.value else { return Node(NSNull()) }
        return members[name] ?? Node(NSNull())
    }

    subscript(_ index: Int) -> Node { self.list.indices.contains(index) ? self.list[index] : Node(NSNull()) }

    var list: [Node] {
        if case .list(let list) = self.value { return list }
        return []
    }

    var keys: Set<String> {
        if case .object(let members) = self.value { return Set(members.keys) }
        return []
    }

    var int: Int? {
        if case .whole(let value) = self.value { return value }
        return nil
    }

    var string: String? {
        if case .string(let value) = self.value { return value }
        return nil
    }

    var bool: Bool? {
        if case .bool(let value) = self.value { return value }
        return nil
    }

    var isNull: Bool { self.kind == "null" }

    /// JSON Schema's name of the type.
    var kind: String {
        switch self.value {
        case .null: "null"
        case .bool: "boolean"
        case .whole: "integer"
        case .number: "number"
        case .string: "string"
        case .list: "array"
        case .object: "object"
        }
    }
}

/// A caller with a key, by HTTP Basic.
struct Client: Sendable {
    let shop: WooShop
    let root: String
    var key: String
    var secret: String

    func get(_ path: String) async throws -> Answer { try await self.send("GET", path) }
    func put(_ path: String, _ body: String) async throws -> Answer { try await self.send("PUT", path, body) }
    func post(_ path: String, _ body: String) async throws -> Answer { try await self.send("POST", path, body) }
    func delete(_ path: String) async throws -> Answer { try await self.send("DELETE", path) }

    func send(
        _ method: String, _ path: String, _ body: String? = nil, timeout: TimeAmount = .seconds(60)
    ) async throws -> Answer {
        let login = Data("\(self.key):\(self.secret)".utf8).base64EncodedString()
        return try await Self.fetch(
            method, self.root + path, body, ["Authorization": "Basic \(login)"], timeout: timeout)
    }

    /// Without any login.
    static func fetch(
        _ method: String, _ url: String, _ body: String? = nil, _ headers: [String: String] = [:],
        timeout: TimeAmount = .seconds(60)
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        request.headers = HTTPHeaders(Array(headers))
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let reply = try await HTTPClient.shared.execute(request, timeout: timeout)
        let bytes = try await reply.body.collect(upTo: 64 << 20)
        return Answer(status: Int(reply.status.code), headers: reply.headers, body: Data(buffer: bytes))
    }

    /// The id the shop gave a SKU.
    func id(_ sku: String) async -> Int {
        await self.shop.report().items[sku].map(\.id) ?? 0
    }

    /// Reads the stock number the API shows for a simple product.
    func stock(_ sku: String) async throws -> Int? {
        try await self.get("products?sku=\(sku)&_fields=stock_quantity").object[0]["stock_quantity"].int
    }
}

/// Asks again until it is so, for at most `seconds`.
func eventually(within seconds: Double = 60, _ isSo: () async throws -> Bool) async rethrows -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if try await isSo() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return try await isSo()
}
