import Foundation
import Testing
import Twins
import Workbench

/// Holds the Etsy twin against the vendor's published OpenAPI document.
@Suite("Etsy's published description")
struct EtsyDescriptionTests {
    static let file = DescriptionTests.folder.deletingLastPathComponent()
        .appending(path: "etsy/etsy-open-api-v3.oas3.json")
    static let isThere = FileManager.default.fileExists(atPath: file.path)

    @Test(
        "each operation of the twin stands there, under its method, path and scope",
        .enabled(if: isThere || DescriptionTests.mustRun, "no descriptions here"), arguments: EtsyOperation.all)
    func published(operation: EtsyOperation) throws {
        let described = try Self.document()["paths"][operation.path][operation.method.lowercased()]
        #expect(described["operationId"].string == operation.id)
        let scopes = described["security"].list.flatMap { $0["oauth2"].list.compactMap(\.string) }
        #expect(scopes == (operation.scope.map { [$0] } ?? []))
    }

    @Test(
        "each answer has the described status and every member of its schema, with its type",
        .enabled(if: isThere || DescriptionTests.mustRun, "no descriptions here"))
    func answers() async throws {
        let document = try Self.document()
        let judge = SchemaJudge(document: document)
        let desk = try await EtsyDesk()
        var driven: Set<String> = []
        for call in try await Self.calls(desk) {
            let operation = try #require(EtsyOperation.all.first { $0.id == call.id })
            let reply = await desk.raw(
                operation.method, "/etsy" + call.target, call.body,
                [
                    "content-type": call.type, "x-api-key": desk.apiKey, "authorization": "Bearer \(desk.bearer)",
                ])
            desk.pass(1)
            driven.insert(call.id)
            let described = document["paths"][operation.path][operation.method.lowercased()]["responses"]
            let answer = described[String(reply.status)]
            #expect(!answer.isNull, "\(call.id) answered \(reply.status): \(reply.text)")
            let schema = answer["content"]["application/json"]["schema"]
            guard !schema.isNull else { continue }
            let faults = judge.faults(of: reply.json, against: schema, at: call.id)
            #expect(faults == [])
            ConformanceLog.note(.answer(channel: "etsy", operation: call.id, faults: faults.count))
            #expect(reply.status < 300, "\(call.id): \(reply.text)")
        }
        #expect(driven == Set(EtsyOperation.all.map(\.id)))
    }

    @Test(
        "refusals are described too, in the error's one shape",
        .enabled(if: isThere || DescriptionTests.mustRun, "no descriptions here"))
    func refusals() async throws {
        let judge = SchemaJudge(document: try Self.document())
        let desk = try await EtsyDesk()
        let error = Node(["$ref": "#/components/schemas/ErrorSchema"])
        for path in ["listings/1", "shops/1", "shops/\(desk.shop.shopID)/receipts/1", "nowhere"] {
            let reply = await desk.get(path)
            #expect(reply.status == 404)
            #expect(judge.faults(of: reply.json, against: error, at: path) == [])
        }
    }

    private struct Call {
        var id: String
        var target: String
        var body: [UInt8] = []
        var type = "application/x-www-form-urlencoded"
    }

    /// One call of each operation, such that each succeeds.
    private static func calls(_ desk: EtsyDesk) async throws -> [Call] {
        await desk.shop.buy("SHIRT-S", units: 1)
        let sale = await desk.shop.buy("MUG", units: 2)
        let (listing, shirt) = (await desk.listing("MUG"), await desk.listing("SHIRT-S"))
        let (app, shop) = ("/v3/application", "/v3/application/shops/\(desk.shop.shopID)")
        let receipt = "\(shop)/receipts/\(sale?.orderID ?? 0)"
        func form(_ id: String, _ target: String, _ text: String) -> Call {
            Call(id: id, target: target, body: Array(text.utf8))
        }
        let inventory =
            #"{"products":[{"sku":"MUG","property_values":[],"offerings":[{"price":13.5,"quantity":4,"#
            + #""is_enabled":true,"readiness_state_id":null}]}],"price_on_property":[],"quantity_on_property":[],"#
            + #""sku_on_property":[]}"#
        let picture =
            "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"m.png\"\r\n\r\nPNG\r\n--b--\r\n"
        let includes = "includes=Inventory,Images,Shipping,Shop"
        return [
            Call(id: "ping", target: "\(app)/openapi-ping"), Call(id: "getMe", target: "\(app)/users/me"),
            Call(id: "getShop", target: shop),
            Call(id: "getListingsByShop", target: "\(shop)/listings?state=active&\(includes)"),
            Call(id: "getListing", target: "\(app)/listings/\(shirt)?\(includes)"),
            Call(id: "getListingsByListingIds", target: "\(app)/listings/batch?listing_ids=\(listing)&\(includes)"),
            Call(id: "getListingInventory", target: "\(app)/listings/\(shirt)/inventory?includes=Listing"),
            Call(
                id: "updateListingInventory", target: "\(app)/listings/\(listing)/inventory",
                body: Array(inventory.utf8), type: "application/json"),
            form(
                "createDraftListing", "\(shop)/listings",
                "quantity=1&title=New&description=New&price=5&who_made=i_did&when_made=1990s&taxonomy_id=1054&type=download"
            ),
            form(
                "updateListing", "\(shop)/listings/\(listing)",
                "title=Newer&item_weight=2.5&item_weight_unit=kg&state=inactive"),
            Call(
                id: "uploadListingImage", target: "\(shop)/listings/\(listing)/images", body: Array(picture.utf8),
                type: "multipart/form-data; boundary=b"),
            Call(id: "getListingImages", target: "\(app)/listings/\(listing)/images"),
            form("createShopSection", "\(shop)/sections", "title=Kitchen"),
            Call(id: "getShopSections", target: "\(shop)/sections"),
            form(
                "createShopShippingProfile", "\(shop)/shipping-profiles",
                "title=Far&origin_country_iso=GB&primary_cost=9.5&secondary_cost=1"),
            Call(id: "getShopShippingProfiles", target: "\(shop)/shipping-profiles"),
            form(
                "createShopReturnPolicy", "\(shop)/policies/return",
                "accepts_returns=true&accepts_exchanges=False&return_deadline=14"),
            Call(id: "getShopReturnPolicies", target: "\(shop)/policies/return"),
            Call(id: "getShopReadinessStateDefinitions", target: "\(shop)/readiness-state-definitions"),
            Call(id: "getSellerTaxonomyNodes", target: "\(app)/seller-taxonomy/nodes"),
            Call(id: "getPropertiesByTaxonomyId", target: "\(app)/seller-taxonomy/nodes/1054/properties"),
            Call(id: "getShopReceipts", target: "\(shop)/receipts?limit=100"),
            Call(id: "getShopReceipt", target: receipt),
            Call(id: "getShopReceiptTransactionsByReceipt", target: "\(receipt)/transactions"),
            form("createReceiptShipment", "\(receipt)/tracking", "tracking_code=RM1&carrier_name=royal-mail"),
            form("updateShopReceipt", receipt, "was_shipped=true"),
            Call(id: "deleteListing", target: "\(app)/listings/\(listing)"),
        ]
    }

    private static func document() throws -> Node {
        Node(try JSONSerialization.jsonObject(with: Data(contentsOf: Self.file)))
    }
}

/// Compares JSON with an OpenAPI 3.0 schema: types, members, enumerations, least values.
struct SchemaJudge {
    let document: Node

    /// What does not fit, in words; empty when all does.
    func faults(of value: Node, against schema: Node, at place: String) -> [String] {
        if let name = schema["$ref"].string?.split(separator: "/").last {
            let found = self.document["components"]["schemas"][String(name)]
            return self.faults(of: value, against: found, at: place)
        }
        if value.isNull {
            return schema["nullable"].bool == true ? [] : ["\(place) is null and may not be"]
        }
        var faults = schema["allOf"].list.flatMap { self.faults(of: value, against: $0, at: place) }
        if let type = schema["type"].string, value.kind != type, !(type == "number" && value.kind == "integer") {
            return faults + ["\(place) is \(value.kind), described as \(type)"]
        }
        // The states of receipts come with capitals, although the list has small letters (open-api issue 806).
        let choices = schema["enum"].list.compactMap(\.string)
        if let text = value.string, !choices.isEmpty, !choices.contains(text.lowercased()), !choices.contains(text) {
            faults.append("\(place) is \(text), not one of \(choices)")
        }
        if let least = schema["minimum"].int, let number = value.int, number < least {
            faults.append("\(place) is \(number), below \(least)")
        }
        for (index, item) in value.list.enumerated() {
            faults += self.faults(of: item, against: schema["items"], at: "\(place)[\(index)]")
        }
        let names = schema["properties"].keys
        if !names.isEmpty {
            faults += names.subtracting(value.keys).sorted().map { "\(place).\($0) is missing" }
            faults += value.keys.subtracting(names).sorted().map { "\(place).\($0) is not described" }
            for name in names.intersection(value.keys).sorted() {
                faults += self.faults(of: value[name], against: schema["properties"][name], at: "\(place).\(name)")
            }
        }
        return faults
    }
}
