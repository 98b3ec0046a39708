import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire
import Workbench

@Suite("The report of conformance")
struct ConformanceTests {
    private static let page = UnconfirmedFacts.root.appending(path: "docs/conformance.md")
    private static let environment = ProcessInfo.processInfo.environment

    /// The second half of `bin/conformance`.
    @Test(
        "is written from what the judges of a run saw, none of whom found anything",
        .enabled(if: environment["ENTREPOT_CONFORMANCE_MADE"] != nil, "only bin/conformance writes it"))
    func written() async throws {
        let lines = try ConformanceLog.read(try #require(ConformanceLog.file))
        let requests = lines.compactMap(JudgedRequest.init)
        let page = ConformancePage(
            lines: lines, requests: requests, shopifyViolations: try await Self.shopify(requests),
            made: try #require(Self.environment["ENTREPOT_CONFORMANCE_MADE"]))
        for request in requests where !request.problems.isEmpty {
            Issue.record("\(request.channel) \(request.operation ?? ""): \(request.problems)")
        }
        // A judge that was not there has seen nothing, which is no verdict.
        for channel in ConformancePage.channels.map(\.manifest.id) {
            try #require(requests.contains { $0.channel == channel && $0.operation != nil })
            try #require(lines.contains { if case .client(channel, _, _) = $0 { true } else { false } })
        }
        try #require(page.violations == 0)
        try Data(page.text.utf8).write(to: Self.page)
    }

    /// Shopify's variables, by a reader of schemas that nobody here wrote.
    private static func shopify(_ requests: [JudgedRequest]) async throws -> Int {
        let python = try #require(Self.environment["ENTREPOT_JUDGE_PYTHON"], "bin/setup --test brings it")
        let specs = try #require(Self.environment["ENTREPOT_MARKETPLACE_SPECS"])
        let file = FileManager.default.temporaryDirectory.appending(path: "requests-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        let graph = requests.filter { $0.channel == Shopify.manifest.id && $0.operation != nil }
        try Data(graph.map { $0.call.text + "\n" }.joined().utf8).write(to: file)
        let said = try await ChildProgram.run(
            python,
            [
                UnconfirmedFacts.root.appending(path: "Tests/TwinsTests/judges/shopify_requests.py").path(),
                specs + "/shopify/admin-2026-01.schema.graphql", file.path(),
            ]
        ).text
        let counts = try #require(said.firstMatch(of: /requests: (\d+), violations: (\d+)/), "\(said)")
        #expect(Int(counts.1) == graph.count)
        return try #require(Int(counts.2))
    }

    @Test(
        "each connector's page lists what is not confirmed, and what happens if it is otherwise",
        arguments: ConformancePage.channels.map(\.manifest.id))
    func facts(channel: String) {
        let facts = UnconfirmedFacts.of(channel)
        #expect(!facts.isEmpty)
        for fact in facts { #expect(fact.wholeMatch(of: /- \*[^*]+\*: .+\./) != nil, "\(fact)") }
    }

    @Test("the committed report has no violation and every channel, with each fact that its page names")
    func committed() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        for channel in ConformancePage.channels {
            let name = channel.manifest.displayName
            let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| \(name) |") })
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(cells.count == 7 && (Int(cells[1]) ?? 0) > 0 && (Int(cells[2]) ?? 0) > 0)
            #expect(cells[3] == "0" && cells[5] == "0")
            #expect(cells[6].firstMatch(of: /\d+\.\d+\.\d+: \d\d/) != nil)
            for fact in UnconfirmedFacts.of(channel.manifest.id) { #expect(text.contains(fact + "\n")) }
        }
        for document in ShopifyDocuments.all { #expect(text.contains("| `\(document.name)` |")) }
        // One of them is no operation's.
        for budget in Amazon.manifest.budgets where budget.name != "JSON_LISTINGS_FEED" {
            #expect(text.contains("| `\(budget.name)` |"))
        }
    }

    @Test(
        "a request that no description allows is a violation",
        .enabled(if: WooCommerceIndex.published != nil, "ENTREPOT_MARKETPLACE_SPECS names no folder with woocommerce"),
        arguments: [
            ("GET", "/wp-json/wc/v3/nothing", ""), ("GET", "/wp-json/wc/v3/orders?modified_aftr=1", ""),
            ("GET", "/wp-json/wc/v3/orders?page=two", ""), ("PATCH", "/wp-json/wc/v3/webhooks", "{}"),
            ("PUT", "/wp-json/wc/v3/orders/7", #"{"status":"sent"}"#),
            ("POST", "/wp-json/wc/v3/products/batch", #"{"update":[{"stock_quantity":4}]}"#),
            ("POST", "/wp-json/wc/v3/products/batch", #"{"update":[{"id":1,"stock_quantity":"4"}]}"#),
            ("POST", "/wp-json/wc/v3/products/batch", #"{"change":[]}"#),
            ("POST", "/wp-json/wc/v3/products/batch", #"{"update":[{"id":1,"stok":4}]}"#),
            ("POST", "/wp-json/wc/v3/webhooks", #"{"topic":"order.created"}"#),
        ])
    func woocommerce(method: String, path: String, body: String) throws {
        #expect(try Self.request(method, "/shop-a" + path, body).problems.isEmpty == false)
    }

    @Test(
        "and one that they allow is none",
        .enabled(if: WooCommerceIndex.published != nil, "ENTREPOT_MARKETPLACE_SPECS names no folder with woocommerce"),
        arguments: [
            ("GET", "/wp-json/wc/v3/orders?modified_after=2026-01-01T00%3A00%3A00&per_page=100&_fields=id", ""),
            (
                "POST", "/wp-json/wc/v3/products/batch",
                #"{"update":[{"id":1,"stock_quantity":4,"regular_price":"1.00"}]}"#
            ),
            ("GET", "/wp-json/wc/v3/products/7/variations", ""),
        ])
    func allowed(method: String, path: String, body: String) throws {
        let judged = try Self.request(method, "/shop-a" + path, body)
        #expect(judged.problems == [] && judged.channel == "woocommerce" && judged.operation != nil)
    }

    private static func request(_ method: String, _ path: String, _ body: String) throws -> JudgedRequest {
        try #require(
            JudgedRequest(
                .request(
                    method: method, url: "http://127.0.0.1:1" + path, contentType: "application/json",
                    body: Data(body.utf8).base64EncodedString())))
    }
}
