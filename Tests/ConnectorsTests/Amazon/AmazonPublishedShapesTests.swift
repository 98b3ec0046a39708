import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

/// Judged by the vendor's own Swagger models. Without them (`ENTREPOT_MARKETPLACE_SPECS`) these are skipped.
@Suite(
    "Amazon's published API",
    .enabled(if: AmazonModels.areThere, "ENTREPOT_MARKETPLACE_SPECS names no folder with amazon/models"))
struct AmazonPublishedShapesTests {
    /// Each thing the connector does, with answers that let it go to its end.
    enum Deed: String, CaseIterable, Sendable {
        case identify, listings, changed, readOffers, readAlone, write, price, orders, readOrder, ship
        case feed, feedState, feedReport, feedBack, create, edit, publish, end, types, attributes
        case subscribe, standing, unsubscribe, kept, finances, market
        case products, numbers, offer, report, reportState, reportDocument

        static let queue = URL(filePath: "/")

        var steps: [ScriptedTransport.Step] {
            switch self {
            case .identify: [.amazon("participations")]
            case .listings, .changed, .readOffers: [.items("item-own-stock")]
            case .readAlone: [.amazon("item-own-stock")]
            case .write: [.amazon("submission-accepted")]
            case .price: [.amazon("item-with-attributes"), .amazon("submission-accepted")]
            case .orders: [.orders("order-unshipped")]
            case .readOrder: [.amazon("order-unshipped")]
            case .ship: [.amazon("order-unshipped"), .reply(HTTPReply(status: 204, headers: [], body: []))]
            case .feed: [.amazon("feed-document"), .json(""), .amazon("feed-created")]
            case .feedState: [.amazon("feed-done")]
            case .feedReport: [.amazon("feed-document"), .amazon("feed-report")]
            case .feedBack: [.reply(HTTPReply(status: 200, headers: [], body: []))]
            case .create:
                [
                    .amazon("product-type"), .amazon("product-type-schema"), .amazon("submission-valid"),
                    .amazon("submission-accepted"), .amazon("item-own-stock"),
                ]
            case .edit:
                [
                    .amazon("item-own-stock"), .amazon("product-type"), .amazon("product-type-schema"),
                    .amazon("submission-valid"), .amazon("submission-accepted"),
                ]
            case .publish:
                [.amazon("item-with-attributes"), .amazon("submission-valid"), .amazon("submission-accepted")]
            case .end: [.amazon("submission-accepted")]
            case .types: [.amazon("product-types")]
            case .attributes: [.amazon("product-type"), .amazon("product-type-schema")]
            case .subscribe:
                [
                    .amazon("token-grantless"), .json(#"{"payload":[]}"#), .amazon("destination"),
                    .json(#"{"errors":[{"code":"NotFound","message":"None."}]}"#, status: 404), .amazon("subscription"),
                    .amazon("subscription-elsewhere"), .json("{}"), .amazon("subscription"), .amazon("subscription"),
                ]
            case .standing:
                [
                    .amazon("token-grantless"), .amazon("destinations"), .amazon("subscription"),
                    .amazon("subscription-elsewhere"), .amazon("subscription-elsewhere"),
                ]
            case .unsubscribe:
                [
                    .amazon("token-grantless"), .amazon("destinations"), .amazon("subscription"), .json("{}"),
                    .amazon("subscription-elsewhere"), .amazon("subscription-elsewhere"),
                ]
            case .kept: [.amazon("inventory-summaries")]
            case .finances: [.amazon("transactions")]
            case .market: [.amazon("listing-offers")]
            case .report: [.amazon("report-created")]
            case .reportState: [.amazon("report-done")]
            case .reportDocument:
                [.amazon("report-document"), .json("item-name\tseller-sku\nMug\tMUG\n"), .items("item-own-stock")]
            case .products, .numbers: [.amazon("catalog-items"), .items("item-own-stock")]
            case .offer:
                [
                    .amazon("catalog-item"), .amazon("product-type"), .amazon("offer-schema"),
                    .json(#"{"restrictions":[]}"#), .amazon("submission-valid"), .amazon("submission-accepted"),
                    .amazon("item-own-stock"),
                ]
            }
        }

        func run(_ connector: AmazonConnector) async throws {
            let mug = AmazonOfferTests.mug
            switch self {
            case .identify: _ = try await connector.identify()
            case .listings: _ = try await connector.listings?.page(nil, modifiedAfter: nil)
            case .changed:
                _ = try await connector.listings?.page(
                    PageToken(#"{"f":"2025-10-01T08:00:00Z","r":20,"t":"T2"}"#),
                    modifiedAfter: Date(timeIntervalSince1970: 1_763_787_000))
            case .readOffers: _ = try await connector.listings?.read([mug, OfferRef(listing: "C")])
            case .readAlone: _ = try await connector.listings?.read([OfferRef(listing: "A,B")])
            case .write: _ = try await connector.offers?.write([OfferChange(ref: mug, quantity: 4)])
            case .price:
                _ = try await connector.offers?.write([
                    OfferChange(ref: mug, quantity: 4, price: Money(minor: 1999, currency: .usd))
                ])
            case .orders:
                _ = try await connector.orders?.page(
                    PageToken("T"), modifiedAfter: Date(timeIntervalSince1970: 1_763_787_000))
            case .readOrder: _ = try await connector.orders?.read(AmazonOrderTests.id)
            case .ship:
                _ = try await connector.shipments?.confirm(
                    ShipmentNotice(
                        remoteOrderID: AmazonOrderTests.id, tracking: Tracking(carrier: "Bob", number: "JD1"),
                        shippedAt: Date(timeIntervalSince1970: 1_763_788_000)))
            case .feed: _ = try await connector.feeds?.submit([FeedMessage(number: 1, ref: mug, quantity: 4)])
            case .feedState: _ = try await connector.feeds?.look(at: "1")
            case .feedReport: _ = try await connector.feeds?.report("R/1")
            case .feedBack: _ = try await connector.feeds?.cancel("1")
            case .create:
                _ = try await connector.catalogue?.create(
                    ListingDraft(
                        sku: "BAG", title: "Bag", description: "A bag.", price: Money(minor: 4_250, currency: .usd),
                        quantity: 2, category: "LUGGAGE", whoMade: "", whenMade: "",
                        details: ListingEdit(attributes: [.init(name: "brand", value: "Acme")])))
            case .edit:
                _ = try await connector.catalogue?.update("MUG", ListingEdit(title: "Bag", bullets: ["Light"]))
            case .publish: _ = try await connector.catalogue?.setOnSale("MUG", true)
            case .end: _ = try await connector.catalogue?.end("MUG")
            case .types: _ = try await connector.catalogue?.choices(.categories, of: nil)
            case .attributes: _ = try await connector.catalogue?.choices(.properties, of: "LUGGAGE")
            case .subscribe:
                let states = try await connector.webhooks?.ensure(address: Self.queue, secret: "", writesSecret: true)
                    .value
                #expect(
                    states?.map(\.topic) == [
                        "ORDER_CHANGE", "FEED_PROCESSING_FINISHED", "FBA_INVENTORY_AVAILABILITY_CHANGES",
                    ])
            case .standing:
                #expect(try await connector.webhooks?.standing(address: Self.queue).value == ["ORDER_CHANGE"])
            case .kept: _ = try await connector.keptStock?.page(PageToken("seed-1"))
            case .market: _ = try await connector.market?.read(["MUG", "A,B/C D"])
            case .report, .reportState, .reportDocument:
                let place = [
                    Self.report: #"{"r":0,"s":0}"#, .reportState: #"{"i":"R/1","r":0,"s":0}"#,
                    .reportDocument: #"{"d":"D/1","i":"R/1","r":0,"s":0}"#,
                ]
                _ = try await connector.listings?.page(
                    PageToken(#"{"f":"2025-10-01T08:00:00Z","p":\#(place[self] ?? ""),"r":0}"#), modifiedAfter: nil)
            case .products: _ = try await connector.products?.search(.words(["mug", "é,&"]), PageToken("T"))
            case .numbers:
                _ = try await connector.products?.search(.numbers(.ean, ["4006381333931", "5901234123457"]), nil)
            case .offer: _ = try await connector.catalogue?.create(AmazonProductTests.draft())
            case .finances:
                let end = Date(timeIntervalSince1970: 1_763_787_000)
                _ = try await connector.finances?.page(
                    PageToken("T"), FinanceSpan(from: end.addingTimeInterval(-9), until: end, isReleased: true))
            case .unsubscribe: _ = try await connector.webhooks?.remove(address: Self.queue)
            }
        }
    }

    @Test(
        "every request names an operation that exists, with parameters and bodies of the right types",
        arguments: Deed.allCases)
    func requests(deed: Deed) async throws {
        let transport = ScriptedTransport(deed.steps, then: .failure(.unreachable("beyond the script")))
        try await deed.run(try amazon(transport, address: "US, CA"))
        #expect(transport.calls.count == deed.steps.count)
        // Documents lie elsewhere.
        let calls = transport.calls.filter { $0.url.host?.hasPrefix("sellingpartnerapi") == true }
        #expect(calls.isEmpty == false && calls.flatMap(AmazonModels.problems) == [])
    }

    @Test(
        "the answers that the tests are built on are such as Amazon publishes",
        arguments: [
            ("participations", "getMarketplaceParticipations"), ("item-own-stock", "getListingsItem"),
            ("item-by-amazon", "getListingsItem"), ("item-by-amazon-and-own", "getListingsItem"),
            ("item-parent", "getListingsItem"), ("item-sold-out", "getListingsItem"),
            ("item-suppressed", "getListingsItem"), ("item-without-a-quantity", "getListingsItem"),
            ("item-with-attributes", "getListingsItem"), ("submission-accepted", "patchListingsItem"),
            ("submission-invalid", "patchListingsItem"), ("order-unshipped", "getOrder"),
            ("order-pending-without-money", "getOrder"), ("order-cancelled", "getOrder"),
            ("order-partially-shipped", "getOrder"), ("order-shipped-with-tracking", "getOrder"),
            ("feed-done", "getFeed"), ("feed-in-queue", "getFeed"), ("feed-fatal", "getFeed"),
            ("feed-document", "getFeedDocument"), ("product-type", "getDefinitionsProductType"),
            ("product-types", "searchDefinitionsProductTypes"), ("submission-valid", "putListingsItem"),
            ("inventory-summaries", "getInventorySummaries"), ("transactions", "listTransactions"),
            ("listing-offers", "getListingOffersBatch"), ("catalog-items", "searchCatalogItems"),
            ("report-done", "getReport"),
            ("report-document", "getReportDocument"), ("catalog-item", "getCatalogItem"),
            ("restrictions", "getListingsRestrictions"),
            ("destination", "createDestination"),
            ("destinations", "getDestinations"),
            ("subscription", "createSubscription"), ("subscription-elsewhere", "getSubscription"),
        ])
    func answers(fixture: String, operation: String) throws {
        let answer = try JSONAnswer.decode(JSONValue.self, from: Fixture.bytes("amazon/" + fixture))
        #expect(AmazonModels.problems(answer: answer, of: operation) == [])
    }

    @Test("everything that Amazon's static sandbox answers is read, whole")
    func sandbox() async throws {
        var read: Set<String> = []
        for (operation, response) in AmazonModels.all.flatMap(\.sandbox) {
            let transport = ScriptedTransport(
                .reply(HTTPReply(status: 200, headers: [], body: try Self.bytes(response))))
            let connector = try amazon(transport)
            switch operation {
            case "getMarketplaceParticipations": #expect(try await connector.identify().value.currency == .usd)
            case "searchListingsItems":
                let page = try await connector.listings?.page(nil, modifiedAfter: nil).value
                #expect(page?.unreadable == [] && page?.offers.first?.quantity == 100)
            case "getListingsItem":
                let ref = OfferRef(listing: "GM-ZDPI-9B4E")
                let alone = try amazon(
                    ScriptedTransport(
                        .json(
                            "{\"numberOfResults\":1,\"items\":[\(String(decoding: try Self.bytes(response), as: UTF8.self))]}"
                        )))
                #expect(try await alone.listings?.read([ref]).value.first?.price?.minor == 10_000)
            case "patchListingsItem":
                let outcome = try await connector.offers?.write([OfferChange(ref: AmazonOfferTests.mug, quantity: 1)])
                #expect(outcome?.value.count == 1)
            case "searchOrders":
                let page = try await connector.orders?.page(nil, modifiedAfter: nil).value
                #expect(page?.unreadable == [] && page?.orders.isEmpty == false)
            // The version before has an operation of this name too.
            case "getOrder" where response["order"] != nil:
                // One of another store is not this connection's.
                let store = response["order"]?["salesChannel"]?["marketplaceId"]?.text
                #expect((try await connector.orders?.read("1").value != nil) == (store == "ATVPDKIKX0DER"))
            case "getListingOffersBatch":
                let skus = ["GC-QTMS-SV2I", "VT-DEIT-57TQ", "NA-H7X1-JYTM", "RL-JVOC-MBSL", "74-64KG-H9W9"]
                let prices = try await connector.market?.read(skus)
                #expect(prices?.value.map(\.listing).sorted() == skus.sorted())
                let first = try #require(prices?.value.first { $0.listing == skus[0] })
                #expect(first.featured?.minor == 1_000 && first.lowest?.minor == 50 && first.offers == 15)
            case "listTransactions":
                let page = try await connector.finances?.page(nil, FinanceSpan(from: .distantPast)).value
                // Of a store that is not this connection's.
                #expect(page?.unreadable == [] && page?.transactions == [] && page?.next != nil)
            case "searchCatalogItems":
                let both = try amazon(
                    ScriptedTransport(
                        .reply(HTTPReply(status: 200, headers: [], body: try Self.bytes(response))),
                        .json(#"{"numberOfResults":0,"items":[]}"#)))
                let found = try await both.products?.search(.words(["samsung", "tv"]), nil).value
                #expect(found?.products.map(\.kind) == ["TELEVISION"] && found?.products.first?.brand == "SAMSUNG")
            case "getFeed": #expect(try await connector.feeds?.look(at: "feedId1").value == .cancelled)
            default: continue
            }
            read.insert(operation)
        }
        #expect(read.count == 10)
    }

    private static func bytes(_ value: JSONValue) throws -> [UInt8] { Array(try JSONEncoder().encode(value)) }

    @Test("listings feeds have a limit of their own: five in five minutes (vendor's changelog, 6 May 2025)")
    func feedLimit() throws {
        // The one limit that is not in a usage plan.
        let budget = try #require(Amazon.manifest.budgets.first { $0.name == "JSON_LISTINGS_FEED" })
        #expect(budget.kind == .rollingWindow(limit: 5, length: .seconds(300)) && budget.kinds == [.feed])
        #expect(AmazonModels.plan(of: budget.name) == nil)
    }

    @Test(
        "limits are the published usage plans",
        arguments: Amazon.manifest.budgets.filter { $0.name != "JSON_LISTINGS_FEED" })
    func plans(budget: Budget) throws {
        let plan = try #require(AmazonModels.plan(of: budget.name))
        guard case .tokenBucket(let capacity, let refill, .seconds(10_000)) = budget.kind else {
            return #expect(Bool(false))
        }
        // One of the quick ones is left for calls that arrive closer together than they left.
        #expect(
            Double(capacity) == plan.burst - (plan.rate >= 1 ? 1 : 0)
                && abs(Double(refill) / 10_000 - plan.rate) < 0.000_001)
        #expect(budget.scope == .connection && budget.kinds?.isEmpty == false)
    }

    @Test("the judge finds what is wrong")
    func judge() throws {
        func call(_ method: String, _ path: String, _ body: String? = nil) throws -> HTTPCall {
            HTTPCall(
                method, try #require(URL(string: "https://sellingpartnerapi-eu.amazon.com" + path)),
                headers: [("content-type", "application/json")], body: body.map { Array($0.utf8) })
        }
        let items = "/listings/2021-08-01/items/A1"
        let wrong = [
            try call("GET", "/orders/2026-01-01/nothing"), try call("GET", items),
            try call("GET", items + "?marketplaceIds=X&pageSize=21"),
            try call("GET", items + "?marketplaceIds=X&includedData=everything"),
            try call("GET", "/orders/2026-01-01/orders?lastUpdatedAfter=yesterday"),
            try call("PATCH", items + "/S?marketplaceIds=X"),
            try call(
                "PATCH", items + "/S?marketplaceIds=X", #"{"productType":"P","patches":[{"op":"set","path":"/"}]}"#),
            try call("PATCH", items + "/S?marketplaceIds=X", #"{"patches":[]}"#),
            try call("POST", "/orders/v0/orders/1/shipmentConfirmation", #"{"marketplaceId":"X","packageDetail":{}}"#),
        ]
        #expect(wrong.filter { AmazonModels.problems($0).isEmpty }.map(\.path) == [])
    }
}

/// The models of the operations that are used, together.
enum AmazonModels {
    static let all = [
        "sellers.json", "listingsItems_2021-08-01.json", "orders_2026-01-01.json", "ordersV0.json",
        "feeds_2021-06-30.json", "definitionsProductTypes_2020-09-01.json", "notifications.json", "fbaInventory.json",
        "finances_2024-06-19.json", "productPricingV0.json",
        "catalogItems_2022-04-01.json", "listingsRestrictions_2021-08-01.json", "reports_2021-06-30.json",
    ].compactMap { SwaggerDocument("amazon/models/" + $0) }

    static var areThere: Bool { self.all.count == 13 }

    static func problems(_ call: HTTPCall) -> [String] {
        guard let model = self.all.first(where: { $0.operation(call.method, call.path) != nil }) else {
            return ["\(call.method) \(call.path) is no operation"]
        }
        return model.problems(call)
    }

    static func problems(answer: JSONValue, of operation: String) -> [String] {
        let found = self.all.map { $0.problems(answer: answer, of: operation) }
        return found.first { $0 != ["\(operation) is no operation"] } ?? ["\(operation) is no operation"]
    }

    static func plan(of operation: String) -> (rate: Double, burst: Double)? {
        let plans = SwaggerDocument("amazon/usage-plans.json")?.root["operations"]?.elements ?? []
        // Of an operation that is there in two versions, the newer is used.
        let found = plans.filter { $0["operationId"]?.text == operation && $0["deprecated"] != .boolean(true) }
        func number(_ value: JSONValue?) -> Double? { value?.text.flatMap { Double($0) } }
        guard let plan = found.last, let rate = number(plan["ratePerSecond"]), let burst = number(plan["burst"]) else {
            return nil
        }
        return (rate, burst)
    }
}
