import Foundation
import Testing
import Twins
import Workbench

/// Holds the Amazon twin against the vendor's published models.
@Suite("Amazon's published models")
struct AmazonDescriptionTests {
    static let folder = DescriptionTests.folder.deletingLastPathComponent().appending(path: "amazon")
    static let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "usage-plans.json").path)

    private static func node(_ file: String) throws -> Node {
        Node(try JSONSerialization.jsonObject(with: Data(contentsOf: self.folder.appending(path: file))))
    }

    @Test(
        "each operation of the twin stands there, under its method and path, with its usage plan",
        .enabled(if: isThere || DescriptionTests.mustRun, "no descriptions here"), arguments: AmazonOperation.all)
    func published(operation: AmazonOperation) throws {
        let described = try Self.node("models/" + operation.model)["paths"][operation.path][
            operation.method.lowercased()]
        #expect(described["operationId"].string == operation.id)
        let plan = try Self.node("usage-plans.json")["operations"].list.first {
            $0["operationId"].string == operation.id && $0["model"].string == operation.model
        }
        #expect(plan?["ratePerSecond"].double == operation.rate && plan?["burst"].double == operation.burst)
    }

    @Test(
        "each answer has a described status and is of its schema",
        .enabled(if: isThere || DescriptionTests.mustRun, "no descriptions here"))
    func answers() async throws {
        let desk = try await AmazonDesk()
        var driven: Set<String> = []
        for call in try await Self.calls(desk) {
            let operation = try #require(AmazonOperation.all.first { $0.id == call.id })
            let model = try Self.node("models/" + operation.model)
            let reply = await desk.send(operation.method, call.target, call.body, token: call.token)
            await desk.pass(3)
            driven.insert(call.id)
            let answer = model["paths"][operation.path][operation.method.lowercased()]["responses"][
                String(reply.status)]
            #expect(!answer.isNull, "\(call.id) answered \(reply.status): \(reply.text)")
            #expect(reply.header("x-amzn-RateLimit-Limit") != nil && reply.status < 300, "\(call.id): \(reply.text)")
            guard !answer["schema"].isNull else { continue }
            let faults = SwaggerJudge(model: model).faults(of: reply.json, against: answer["schema"], at: call.id)
            #expect(faults == [])
            ConformanceLog.note(.answer(channel: "amazon", operation: call.id, faults: faults.count))
        }
        #expect(driven == Set(AmazonOperation.all.map(\.id)))
    }

    @Test(
        "refusals are described too, in the errors' one shape",
        .enabled(if: isThere || DescriptionTests.mustRun, "no descriptions here"))
    func refusals() async throws {
        let desk = try await AmazonDesk()
        let judge = SwaggerJudge(model: try Self.node("models/listingsItems_2021-08-01.json"))
        let wrong = [
            (404, await desk.get("\(desk.items)/NONE?\(desk.store)")),
            (400, await desk.get(desk.items)),
            (400, await desk.get("\(desk.items)?\(desk.store)&pageSize=21")),
            (403, await desk.get("\(desk.items)?\(desk.store)", token: "Atza|unknown")),
            (403, await desk.get("/listings/2021-08-01/items/A0SOMEBODYELSE?\(desk.store)")),
            (400, await desk.get("/orders/2026-01-01/orders")),
            (
                400,
                await desk.get(
                    "/orders/2026-01-01/orders?createdAfter=2026-01-01T00:00:00Z&createdBefore=2099-01-01T00:00:00Z")
            ),
        ]
        for (status, reply) in wrong {
            #expect(reply.status == status, "\(reply.text)")
            let schema = Node(["$ref": "#/definitions/ErrorList"])
            #expect(judge.faults(of: reply.json, against: schema, at: "error") == [])
        }
    }

    private struct Call {
        var id: String
        var target: String
        var body = ""
        /// Of the app itself; `nil`: the seller's.
        var token: String?
    }

    /// One call of each operation, such that each succeeds.
    private static func calls(_ desk: AmazonDesk) async throws -> [Call] {
        let feeds = "/feeds/2021-06-30"
        await desk.shop.setByAmazon("SHIRT-L", true)
        let fed = try await desk.feed([("MUG", 4)])
        await desk.pass(40)
        let report = await desk.get("\(feeds)/feeds/\(fed)").json["resultFeedDocumentId"].string ?? ""
        let sent = await desk.shop.buy("SHIRT-S", units: 1)
        await desk.shop.setFinances(deferral: 86_400)
        await desk.shop.complete(order: sent?.orderID ?? 0)
        let sale = await desk.shop.buy("MUG", units: 2)
        await desk.pass(121)
        let order = desk.shop.orderID(sale?.orderID ?? 0)
        let read = await desk.get("/orders/2026-01-01/orders/\(order)")
        let line = read.json["order"]["orderItems"].list.first?["orderItemId"].string ?? ""
        let everything =
            "includedData=summaries,attributes,issues,offers,fulfillmentAvailability,relationships,productTypes"
        await desk.shop.setProducts([
            AmazonProduct(asin: "B000000001", title: "Lamp", brand: "Lumen", restriction: .approvalRequired)
        ])
        let written = try await AmazonReportDeskTests.ask(desk)
        await desk.pass(40)
        let writtenState = await desk.get("/reports/2021-06-30/reports/\(written)").json
        let catalogued =
            "includedData=attributes,classifications,dimensions,identifiers,images,productTypes,relationships,salesRanks,"
            + "summaries,vendorDetails"
        let put =
            #"{"productType":"HOME","attributes":{"item_name":[{"value":"New"}],"condition_type":[{"value":"new_new"}]}}"#
        let patch =
            #"{"productType":"PRODUCT","patches":[{"op":"merge","path":"/attributes/fulfillment_availability","#
            + #""value":[{"fulfillment_channel_code":"DEFAULT","quantity":3}]}]}"#
        let shipped =
            #"{"marketplaceId":"\#(desk.shop.home.id)","packageDetail":{"packageReferenceId":"1","carrierCode":"UPS","#
            + #""trackingNumber":"1Z","shipDate":"2026-11-22T00:00:00Z","orderItems":[{"orderItemId":"\#(line)","#
            + #""quantity":2}]}}"#
        let queued = try await desk.feed([("MUG", 4)])
        let app = try await desk.grantless()
        let subscriptions = "/notifications/v1/subscriptions/"
        await desk.market.queues.open("second")
        let target = try await desk.destination(QueueFront.arn(of: "entrepot"))
        let standing = try await desk.subscribe(to: "FEED_PROCESSING_FINISHED", at: target)
        let subscription =
            #"{"payloadVersion":"1.0","destinationId":"\#(target)","processingDirective":{"eventFilter":"#
            + #"{"eventFilterType":"ORDER_CHANGE","orderChangeTypes":["OrderStatusChange"]}}}"#
        return [
            Call(
                id: "getInventorySummaries",
                target: "/fba/inventory/v1/summaries?details=true&granularityType=Marketplace&granularityId="
                    + "\(desk.shop.home.id)&\(desk.store)"),
            Call(id: "cancelFeed", target: "\(feeds)/feeds/\(queued)"),
            Call(id: "createFeedDocument", target: feeds + "/documents", body: #"{"contentType":"application/json"}"#),
            Call(
                id: "createFeed", target: feeds + "/feeds",
                body: try await desk.feedWish(messages: [("MUG", 3)])),
            Call(id: "getFeed", target: "\(feeds)/feeds/\(fed)"),
            Call(id: "getFeedDocument", target: "\(feeds)/documents/\(report)"),
            Call(
                id: "searchDefinitionsProductTypes",
                target: "/definitions/2020-09-01/productTypes?\(desk.store)&keywords=LUGGAGE"),
            Call(
                id: "getDefinitionsProductType",
                target: "/definitions/2020-09-01/productTypes/LUGGAGE?\(desk.store)&requirements=LISTING"),
            Call(id: "getMarketplaceParticipations", target: "/sellers/v1/marketplaceParticipations"),
            Call(id: "searchListingsItems", target: "\(desk.items)?\(desk.store)&\(everything)&pageSize=20"),
            Call(id: "getListingsItem", target: "\(desk.items)/SHIRT-S?\(desk.store)&\(everything)"),
            Call(id: "putListingsItem", target: "\(desk.items)/NEW?\(desk.store)", body: put),
            Call(
                id: "patchListingsItem", target: "\(desk.items)/MUG?\(desk.store)&includedData=identifiers,issues",
                body: patch),
            Call(
                id: "patchListingsItem", target: "\(desk.items)/MUG?\(desk.store)&mode=VALIDATION_PREVIEW", body: patch),
            Call(id: "deleteListingsItem", target: "\(desk.items)/NEW?\(desk.store)"),
            Call(
                id: "searchOrders",
                target: "/orders/2026-01-01/orders?createdAfter=2026-01-01T00:00:00Z&maxResultsPerPage=1"
                    + "&includedData=BUYER,RECIPIENT,PROCEEDS,FULFILLMENT,PACKAGES"),
            Call(id: "confirmShipment", target: "/orders/v0/orders/\(order)/shipmentConfirmation", body: shipped),
            Call(
                id: "getOrder",
                target: "/orders/2026-01-01/orders/\(order)?includedData=BUYER,RECIPIENT,PROCEEDS,FULFILLMENT,PACKAGES"),
            Call(
                id: "createDestination", target: "/notifications/v1/destinations",
                body: AmazonDesk.destinationWish(QueueFront.arn(of: "second")), token: app),
            Call(id: "getDestinations", target: "/notifications/v1/destinations", token: app),
            Call(id: "createSubscription", target: subscriptions + "ORDER_CHANGE", body: subscription),
            Call(id: "getSubscription", target: subscriptions + "ORDER_CHANGE?payloadVersion=1.0"),
            Call(id: "createReport", target: "/reports/2021-06-30/reports", body: AmazonReportDeskTests.wish(desk)),
            Call(id: "getReport", target: "/reports/2021-06-30/reports/\(written)"),
            Call(
                id: "getReportDocument",
                target: "/reports/2021-06-30/documents/\(writtenState["reportDocumentId"].string ?? "")"),
            Call(
                id: "searchCatalogItems",
                target: "/catalog/2022-04-01/items?\(desk.store)&keywords=steel,bottle&\(catalogued)"),
            Call(id: "getCatalogItem", target: "/catalog/2022-04-01/items/B0TWIN0001?\(desk.store)&\(catalogued)"),
            Call(
                id: "getListingsRestrictions",
                target: "/listings/2021-08-01/restrictions?\(desk.store)&sellerId=\(desk.shop.sellerID)&asin=B000000001"
            ),
            Call(
                id: "getListingOffersBatch", target: "/batches/products/pricing/v0/listingOffers",
                body: AmazonMarketTests.wish(["SHIRT-S", "NONE"], store: desk.shop.home.id)),
            Call(
                id: "listTransactions",
                target: "/finances/2024-06-19/transactions?postedAfter=2026-01-01T00:00:00Z&transactionStatus=DEFERRED"),
            Call(
                id: "deleteSubscriptionById", target: "\(subscriptions)FEED_PROCESSING_FINISHED/\(standing)", token: app
            ),
        ]
    }
}

/// Compares JSON with a Swagger 2.0 schema: types, members, enumerations, least values.
struct SwaggerJudge {
    let model: Node

    /// What does not fit, in words; empty when all does.
    func faults(of value: Node, against schema: Node, at place: String) -> [String] {
        if let name = schema["$ref"].string?.split(separator: "/").last {
            return self.faults(of: value, against: self.model["definitions"][String(name)], at: place)
        }
        if let type = schema["type"].string, value.kind != type, !(type == "number" && value.kind == "integer") {
            return ["\(place) is \(value.kind), described as \(type)"]
        }
        var faults: [String] = []
        let choices = schema["enum"].list.compactMap(\.string)
        if let text = value.string, !choices.isEmpty, !choices.contains(text) {
            faults.append("\(place) is \(text), not one of \(choices)")
        }
        if let least = schema["minimum"].int, let number = value.int, number < least {
            faults.append("\(place) is \(number), below \(least)")
        }
        for (index, item) in value.list.enumerated() {
            faults += self.faults(of: item, against: schema["items"], at: "\(place)[\(index)]")
        }
        for name in schema["required"].list.compactMap(\.string) where !value.keys.contains(name) {
            faults.append("\(place).\(name) is missing")
        }
        let names = schema["properties"].keys
        // Said in so many words, others may stand beside those that are described.
        let isOpen = schema["additionalProperties"].bool == true
        if !names.isEmpty {
            faults += isOpen ? [] : value.keys.subtracting(names).sorted().map { "\(place).\($0) is not described" }
            for name in names.intersection(value.keys).sorted() {
                faults += self.faults(of: value[name], against: schema["properties"][name], at: "\(place).\(name)")
            }
        }
        return faults
    }
}

extension Node {
    var double: Double? {
        switch self.value {
        case .whole(let whole): Double(whole)
        case .number(let number): number
        default: nil
        }
    }
}
