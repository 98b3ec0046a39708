import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

/// eBay's own contracts. Without them (`ENTREPOT_MARKETPLACE_SPECS`) what is judged by them is skipped.
enum EbayContracts {
    struct Contract: Sendable {
        var base: String
        var document: OpenAPIDocument
    }

    static let all: [Contract] = [
        ("/sell/inventory/v1", "sell_inventory_v1_oas3"), ("/sell/fulfillment/v1", "sell_fulfillment_v1_oas3"),
        ("/sell/account/v1", "sell_account_v1_oas3"), ("/commerce/identity/v1", "commerce_identity_v1_oas3"),
    ].compactMap { base, name in
        OpenAPIDocument("ebay/specs/\(name).json").map { Contract(base: base, document: $0) }
    }

    /// Described in YAML, which nothing here reads.
    static let unread = ["/commerce/taxonomy/v1", "/commerce/notification/v1", "/identity/v1/oauth2"]

    /// The operation that a request names, and what is wrong with it.
    static func judge(_ call: HTTPCall) -> (operation: String?, problems: [String]) {
        if Self.unread.contains(where: { call.path.hasPrefix($0) }) { return (nil, []) }
        guard let contract = Self.all.first(where: { call.path.hasPrefix($0.base + "/") }) else {
            return (nil, ["\(call.method) \(call.path) is in no contract"])
        }
        var parts = URLComponents(url: call.url, resolvingAgainstBaseURL: false)
        parts?.percentEncodedPath = String(call.path.dropFirst(contract.base.count))
        guard let url = parts?.url else { return (nil, ["no address"]) }
        let bare = HTTPCall(call.method, url, headers: call.headers, body: call.body)
        return (
            contract.document.operation(bare.method, bare.path)?.id,
            contract.document.problems(bare).filter { !Self.isTheirMistake($0) }
        )
    }

    /// The contract calls aspects a text; its own samples, and every client, send an object of lists.
    static func isTheirMistake(_ problem: String) -> Bool { problem.hasSuffix("aspects is no string") }

    static func problems(
        fixture: String, of operation: String, in name: String, status: String = "200"
    ) throws -> [String] {
        let contract = try #require(Self.all.first { $0.base == name })
        let answer = try JSONAnswer.decode(JSONValue.self, from: Fixture.bytes("ebay/" + fixture))
        return contract.document.problems(answer: answer, of: operation, status: status)
            .filter { !Self.isTheirMistake($0) }
    }
}

@Suite(
    "eBay's published contracts",
    .enabled(if: EbayContracts.all.count == 4, "ENTREPOT_MARKETPLACE_SPECS names no folder with ebay/specs"))
struct EbayPublishedShapesTests {
    /// Each thing the connector does.
    enum Deed: String, CaseIterable, Sendable {
        case identify, listings, groupListings, readOffers, write, price, lastRevision, lastRevisionOfGroup, orders,
            variations, readOrder, ship, create, createGroup, find, edit, editGroup, image, publish, publishGroup,
            withdraw,
            end, endGroup, choices, refund

        private static let item = Fixture.text("ebay/item-simple")
        private static let grouped = Fixture.text("ebay/item-in-a-group")

        private static func items(_ sku: String, _ item: String) -> ScriptedTransport.Step {
            .json("{\"responses\":[{\"statusCode\":200,\"sku\":\"\(sku)\",\"inventoryItem\":\(item)}]}")
        }

        private static let inventory = "/sell/inventory/v1"

        /// What is answered, by what is asked; one desk for all.
        var desk: EbayDesk {
            let inventory = Self.inventory
            let isGroup = [.groupListings, .lastRevisionOfGroup, .editGroup, .publishGroup, .endGroup, .variations]
                .contains(self)
            let isDraft = [.publish, .publishGroup].contains(self)
            let name = isGroup ? "offer-in-a-group" : isDraft ? "offer-unpublished" : "offer-published"
            var offer = Fixture.text("ebay/" + name)
            if isDraft { offer = offer.replacing("\"PUBLISHED\"", with: "\"UNPUBLISHED\"") }
            let refused = ScriptedTransport.Step.json(
                "{\"responses\":[{\"statusCode\":400,\"errors\":[{\"errorId\":25019}],\"sku\":\"\(isGroup ? "SHIRT-L" : "MUG")\",\"offerId\":\"\(isGroup ? "8010" : "8001")\"}]}",
                status: 207)
            let isRefused = [.lastRevision, .lastRevisionOfGroup].contains(self)
            var answers: [String: [ScriptedTransport.Step]] = [
                "GET /commerce/identity/v1/user/": [.ebay("user")],
                "GET /sell/account/v1/program/get_opted_in_programs": [.json(#"{"programs":[]}"#)],
                "GET \(inventory)/inventory_item": [.items([isGroup ? "item-in-a-group" : "item-simple"])],
                "GET \(inventory)/inventory_item/MUG": [.json(Self.item)],
                "GET \(inventory)/inventory_item/SHIRT-L": [.json(Self.grouped)],
                "GET \(inventory)/inventory_item_group/SHIRTS": [.ebay("group")],
                "POST \(inventory)/bulk_get_inventory_item": [
                    isGroup ? Self.items("SHIRT-L", Self.grouped) : Self.items("MUG", Self.item)
                ],
                "GET \(inventory)/offer/8001": [.ebay("offer-published")],
                "GET \(inventory)/offer/8010": [.ebay("offer-in-a-group")],
                "POST \(inventory)/bulk_update_price_quantity": [isRefused ? refused : EbayUpdate.step()],
                "GET /sell/fulfillment/v1/order": [
                    .json(
                        "{\"total\":1,\"orders\":[\(Fixture.text("ebay/order-paid").replacing("\"sku\": \"MUG\"", with: isGroup ? "\"sku\": \"SHIRT-L\", \"legacyVariationId\": \"5\"" : "\"sku\": \"MUG\""))]}"
                    )
                ],
                "GET /sell/fulfillment/v1/order/12-34567-89012": [.ebay("order-paid")],
                "GET /sell/fulfillment/v1/order/12-34567-89012/shipping_fulfillment": [
                    .json(#"{"total":0,"fulfillments":[]}"#)
                ],
                "POST /sell/fulfillment/v1/order/12-34567-89012/issue_refund": [
                    .json(#"{"refundId":"R1","refundStatus":"PENDING"}"#)
                ],
                "GET /commerce/taxonomy/v1/category_tree/0": [.ebay("category-tree")],
            ]
            if ![.create, .createGroup, .find].contains(self) {
                answers["GET \(inventory)/offer"] = [.json("{\"total\":1,\"offers\":[\(offer)]}")]
            }
            if [.create, .createGroup].contains(self) {
                for sku in ["MUG", "SHIRT-L"] {
                    answers["GET \(inventory)/inventory_item/\(sku)"] = [.ebayError(25710, status: 404)]
                }
            }
            return EbayDesk(answers)
        }

        func run(_ connector: EbayConnector) async throws {
            switch self {
            case .identify: _ = try await connector.identify()
            case .listings, .groupListings: _ = try await connector.listings?.page(nil, modifiedAfter: nil)
            case .readOffers: _ = try await connector.listings?.read([EbayOfferTests.mug])
            case .write, .lastRevision:
                let quantity = self == .write ? 4 : 0
                _ = try await connector.offers?.write([OfferChange(ref: EbayOfferTests.mug, quantity: quantity)])
            case .price:
                _ = try await connector.offers?.write([
                    OfferChange(ref: EbayOfferTests.mug, price: Money(minor: 1_950, currency: .usd))
                ])
            case .lastRevisionOfGroup:
                _ = try await connector.offers?.write([OfferChange(ref: EbayOfferTests.shirt, quantity: 0)])
            case .orders, .variations:
                _ = try await connector.orders?.page(nil, modifiedAfter: Date(timeIntervalSince1970: 1_763_787_000))
            case .readOrder: _ = try await connector.orders?.read("12-34567-89012")
            case .ship:
                _ = try await connector.shipments?.confirm(
                    ShipmentNotice(
                        remoteOrderID: "12-34567-89012", tracking: Tracking(carrier: "DHL", number: "JD1"),
                        shippedAt: Date(timeIntervalSince1970: 1_763_788_000)))
            case .refund:
                let ask = RefundAsk(
                    remoteOrderID: "12-34567-89012", lines: nil, shipping: true, restock: false, reason: "late")
                let usd = { Money(minor: $0, currency: .usd) }
                _ = try await connector.reversals?.refund(
                    RefundNotice(ask: ask, amount: usd(4_898), refundedBefore: usd(0), key: "k1"))
            default: try await self.edit(try #require(connector.catalogue))
            }
        }

        private func edit(_ catalogue: any ListingEditing) async throws {
            switch self {
            case .create: _ = try await catalogue.create(EbayCatalogueTests.draft)
            case .createGroup: _ = try await catalogue.create(EbayCatalogueTests.shirts)
            case .find: _ = try await catalogue.find(EbayCatalogueTests.draft)
            case .edit, .editGroup:
                var edit = ListingEdit(
                    title: "New", description: "Newer", shippingProfile: "71", returnPolicy: "73",
                    images: ["https://p.example/1.jpg"])
                edit.attributes = [
                    .init(name: "Brand", value: "Acme"), .init(name: "payment-policy", value: "72"),
                    .init(name: "location", value: "home"), .init(name: "condition", value: "NEW"),
                ]
                _ = try await catalogue.update(self == .edit ? "MUG" : "group:SHIRTS", edit)
            case .image:
                _ = try await catalogue.addImage(ListingImageLink(address: "https://p.example/2.jpg"), to: "MUG")
            case .publish: _ = try await catalogue.setOnSale("MUG", true)
            case .publishGroup: _ = try await catalogue.setOnSale("group:SHIRTS", true)
            case .withdraw: _ = try await catalogue.setOnSale("MUG", false)
            case .end: _ = try await catalogue.end("MUG")
            case .endGroup: _ = try await catalogue.end("group:SHIRTS")
            default: for kind in ListingChoice.Kind.allCases { _ = try await catalogue.choices(kind, of: "20625") }
            }
        }
    }

    @Test(
        "every request names an operation that exists, with parameters, headers and members of the right types",
        arguments: Deed.allCases)
    func requests(deed: Deed) async throws {
        let desk = deed.desk
        try await deed.run(try ebay(desk))
        #expect(!desk.calls.isEmpty)
        #expect(desk.calls.flatMap { EbayContracts.judge($0).problems } == [])
    }

    @Test(
        "the answers that the tests are built on are such as eBay publishes",
        arguments: [
            ("user", "getUser", "/commerce/identity/v1"), ("offer-published", "getOffer", "/sell/inventory/v1"),
            ("offer-unpublished", "getOffer", "/sell/inventory/v1"),
            ("offer-in-a-group", "getOffer", "/sell/inventory/v1"),
            ("item-simple", "getInventoryItem", "/sell/inventory/v1"),
            ("item-in-a-group", "getInventoryItem", "/sell/inventory/v1"),
            ("group", "getInventoryItemGroup", "/sell/inventory/v1"),
            ("order-paid", "getOrder", "/sell/fulfillment/v1"),
        ])
    func answers(fixture: String, operation: String, base: String) throws {
        #expect(try EbayContracts.problems(fixture: fixture, of: operation, in: base) == [])
    }

    @Test("rights are such as eBay publishes, and every operation used is covered by them")
    func scopes() async throws {
        var needed: Set<String> = []
        for deed in Deed.allCases {
            let desk = deed.desk
            try await deed.run(try ebay(desk))
            for call in desk.calls {
                guard let contract = EbayContracts.all.first(where: { call.path.hasPrefix($0.base + "/") }) else {
                    continue
                }
                let path = String(call.path.dropFirst(contract.base.count))
                let rules = contract.document.operation(call.method, path)?.node["security"]?.elements ?? []
                let allowed = rules.flatMap { $0["api_auth"]?.elements.compactMap(\.text) ?? [] }
                let ours = Ebay.manifest.scopes.map { "https://api.ebay.com/oauth/api_scope/\($0)" }
                #expect(!Set(allowed).isDisjoint(with: ours), "\(call.method) \(path)")
                needed.formUnion(Set(ours).intersection(allowed))
            }
        }
        #expect(needed.count == Ebay.manifest.scopes.count)
    }

    @Test("the judge finds what is wrong")
    func judge() throws {
        func call(_ method: String, _ path: String, _ body: String? = nil, language: Bool = true) throws -> HTTPCall {
            var headers = [(name: "content-type", value: "application/json")]
            if language { headers.append(("content-language", "en-US")) }
            return HTTPCall(
                method, try #require(URL(string: "https://api.ebay.com" + path)), headers: headers,
                body: body.map { Array($0.utf8) })
        }
        let inventory = "/sell/inventory/v1"
        let wrong = [
            try call("GET", "\(inventory)/nothing"), try call("GET", "\(inventory)/offer?skus=1"),
            try call("PUT", "\(inventory)/inventory_item/MUG", "{}", language: false),
            try call("PUT", "\(inventory)/inventory_item/MUG", #"{"sku":"MUG"}"#),
            try call("POST", "\(inventory)/bulk_update_price_quantity", #"{"requests":[{"quantity":4}]}"#),
            try call("POST", "\(inventory)/offer/8001/publish", "{}"), try call("GET", "/sell/nothing/v1/x"),
        ]
        #expect(wrong.filter { EbayContracts.judge($0).problems.isEmpty }.map(\.path) == [])
    }
}
