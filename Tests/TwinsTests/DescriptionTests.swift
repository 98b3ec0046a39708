import Foundation
import Testing
import Twins
import Workbench

/// Holds the twin's answers against the vendor's published description.
@Suite("The published description")
struct DescriptionTests {
    static let folder: URL = {
        let named = ProcessInfo.processInfo.environment["ENTREPOT_MARKETPLACE_SPECS"].map { URL(filePath: $0) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return (named ?? root.appending(path: "shared/marketplaces")).appending(path: "woocommerce")
    }()
    static let isThere = FileManager.default.fileExists(atPath: folder.path)
    static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"

    struct Kind: Sendable, CustomTestStringConvertible {
        var properties: String
        var examples: String
        var operation: String
        var path: String
        var testDescription: String { self.examples }
    }

    static let kinds = [
        Kind(
            properties: "products: Product properties", examples: "products", operation: "Retrieve a product",
            path: "products/{mug}"),
        Kind(
            properties: "product-variations: Product variation properties", examples: "product-variations",
            operation: "Retrieve a product variation", path: "products/{shirt}/variations/{small}"),
        Kind(
            properties: "orders: Order properties", examples: "orders", operation: "Retrieve an order",
            path: "orders/{order}"),
        Kind(
            properties: "webhooks: Webhook properties", examples: "webhooks", operation: "Retrieve a webhook",
            path: "webhooks/{hook}"),
    ]

    @Test(
        "each property of an answer is there, with its type", .enabled(if: isThere || mustRun, "no descriptions here"),
        arguments: kinds)
    func properties(kind: Kind) async throws {
        let described = try Self.read("object-properties.json")[kind.properties].list
        let example = try Self.example(kind)
        try #require(!described.isEmpty)
        try await Self.answer(kind) { answer in
            var faults = 0
            defer { ConformanceLog.note(.answer(channel: "woocommerce", operation: kind.operation, faults: faults)) }
            for property in described where !property["flags"].list.contains(where: { $0.string == "write-only" }) {
                let name = property["name"].string ?? ""
                #expect(answer.keys.contains(name), "\(name) is missing")
                faults += answer.keys.contains(name) ? 0 : 1
                let type = property["type"].string ?? ""
                // The vendor's own examples contradict the table in places; either is right.
                let fits = Self.fits(answer[name], type) || answer[name].kind == example[name].kind
                #expect(fits, "\(name) should be \(type)")
                faults += fits ? 0 : 1
            }
        }
    }

    @Test(
        "nothing of the published example is missing", .enabled(if: isThere || mustRun, "no descriptions here"),
        arguments: kinds)
    func examples(kind: Kind) async throws {
        let example = try Self.example(kind)
        try #require(!example.keys.isEmpty)
        try await Self.answer(kind) { answer in
            #expect(example.keys.subtracting(answer.keys) == [])
            for list in ["line_items", "shipping_lines", "attributes", "images", "categories"]
            where example.keys.contains(list) {
                guard let first = answer[list].list.first, let shown = example[list].list.first else { continue }
                #expect(shown.keys.subtracting(first.keys) == [], "in \(list)")
            }
            for part in ["billing", "shipping", "dimensions", "image"] where example.keys.contains(part) {
                #expect(example[part].keys.subtracting(answer[part].keys) == [], "in \(part)")
            }
        }
    }

    private static func answer(_ kind: Kind, _ body: @escaping @Sendable (Node) throws -> Void) async throws {
        try await OpenTwins.run { twins in
            let client = await twins.shop()
            let hook = try await client.post(
                "webhooks", #"{"name":"h","topic":"order.created","delivery_url":"http://127.0.0.1:9/"}"#)
            let items = await client.shop.report().items
            let order = await client.shop.buy("SHIRT-S")?.orderID ?? 0
            let path = kind.path.replacing("{mug}", with: String(items["MUG"]?.id ?? 0))
                .replacing("{shirt}", with: String(items["SHIRT-S"]?.parentID ?? 0))
                .replacing("{small}", with: String(items["SHIRT-S"]?.id ?? 0))
                .replacing("{order}", with: String(order))
                .replacing("{hook}", with: String(hook.object["id"].int ?? 0))
            try body(try await client.get(path).object)
        }
    }

    private static func read(_ name: String) throws -> Node {
        Node(try JSONSerialization.jsonObject(with: Data(contentsOf: Self.folder.appending(path: name))))
    }

    private static func example(_ kind: Kind) throws -> Node {
        try Self.read("examples/\(kind.examples).examples.json").list
            .first { $0["operation"].string == kind.operation }?["response"] ?? Node(NSNull())
    }

    private static func fits(_ value: Node, _ type: String) -> Bool {
        if value.isNull { return type == "date-time" || type == "integer" }
        return switch type {
        case "date-time": value.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil
        default: value.kind == type
        }
    }
}
