import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

/// Judged by the vendor's own OpenAPI document. Without it (`ENTREPOT_MARKETPLACE_SPECS`) these are skipped.
@Suite(
    "Etsy's published API",
    .enabled(
        if: OpenAPIDocument.etsy != nil,
        "ENTREPOT_MARKETPLACE_SPECS names no folder with etsy/etsy-open-api-v3.oas3.json"))
struct EtsyPublishedShapesTests {
    /// Each thing the connector does, with answers that let it go to its end.
    enum Deed: String, CaseIterable, Sendable {
        case identify, listings, readOffers, write, writeLast, renew, rest, resume, orders, readOrder, ship, create,
            find, show, edit,
            image, choices

        var steps: [ScriptedTransport.Step] {
            switch self {
            case .identify: [.etsy("me"), .etsy("shop")]
            case .listings: [.page("listing-simple")]
            case .readOffers: [.page("listing-with-variations-one-switched-off-one-deleted")]
            case .write: [.etsy("inventory-of-two-colours"), .etsy("inventory-of-two-colours-after-writing-4-red")]
            case .writeLast:
                [
                    EtsyOfferTests.simple("active"),
                    .json("{\"error\":\"One offering must have quantity greater than 0\"}", status: 400),
                    .json("{\"listing_id\":1100,\"state\":\"inactive\"}"),
                ]
            case .renew:
                [
                    .json(
                        Fixture.text("etsy/inventory-simple")
                            .replacing(
                                "\"products\":",
                                with: "\"listing\": {\"listing_id\":1100,\"state\":\"sold_out\"}, \"products\":")),
                    .json("{\"listing_id\":1100,\"state\":\"active\"}"), .etsy("inventory-simple"),
                ]
            case .rest:
                ["active", "inactive"].map { .json("{\"listing_id\":1100,\"state\":\"\($0)\"}") }
            case .resume:
                [
                    EtsyOfferTests.simple("inactive"), .etsy("inventory-simple"),
                    .json("{\"listing_id\":1100,\"state\":\"active\"}"),
                ]
            case .orders: [.page("receipt-paid-with-personalisation")]
            case .readOrder: [.etsy("receipt-paid-with-personalisation")]
            case .ship: [.etsy("receipt-paid-with-personalisation"), .etsy("receipt-shipped-with-tracking")]
            case .create: EtsyCatalogueTests.madeSteps
            case .find: [.page("draft-without-a-sku")]
            case .show, .edit: [.etsy("listing-simple")]
            case .image: [.fixture("etsy/image-uploaded", status: 201)]
            case .choices:
                // A shop of Etsy's sells in one place: nobody is asked for its outlets.
                ListingChoice.Kind.allCases.filter { $0 != .publications }.map { .etsy("choices-\($0.rawValue)") }
            }
        }

        func run(_ connector: EtsyConnector) async throws {
            switch self {
            case .identify: _ = try await connector.identify()
            case .listings: _ = try await connector.listings?.page(nil, modifiedAfter: nil)
            case .readOffers:
                _ = try await connector.listings?.read([OfferRef(listing: "1100"), OfferRef(listing: "1101")])
            case .write:
                _ = try await connector.offers?.write([
                    OfferChange(ref: EtsyOfferTests.red, quantity: 4, price: Money(minor: 1999, currency: .usd))
                ])
            case .writeLast:
                _ = try await connector.offers?.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 0)])
            case .renew:
                _ = try await connector.offers?.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 9)])
            case .rest: _ = try await connector.resting?.rest("1100")
            case .resume:
                _ = try await connector.resting?.resume(
                    "1100", writing: [OfferChange(ref: OfferRef(listing: "1100"), quantity: 9)], since: nil)
            case .orders:
                _ = try await connector.orders?.page(nil, modifiedAfter: Date(timeIntervalSince1970: 1_763_787_000))
            case .readOrder: _ = try await connector.orders?.read("54321")
            case .ship:
                _ = try await connector.shipments?.confirm(
                    ShipmentNotice(
                        remoteOrderID: "54321", tracking: Tracking(carrier: "DHL", number: "JD1"),
                        shippedAt: Date(timeIntervalSince1970: 1_763_788_000)))
            default: try await self.edit(try #require(connector.catalogue))
            }
        }

        private func edit(_ catalogue: any ListingEditing) async throws {
            switch self {
            case .create: _ = try await catalogue.create(EtsyCatalogueTests.draft)
            case .find: _ = try await catalogue.find(EtsyCatalogueTests.draft)
            case .show: _ = try await catalogue.setOnSale("1100", true)
            case .edit:
                _ = try await catalogue.update(
                    "1100",
                    ListingEdit(
                        title: "New", description: "Newer", tags: ["a"], materials: ["b"], section: "51",
                        shippingProfile: "77", returnPolicy: "88", goods: .physical))
            case .image:
                _ = try await catalogue.addImage(
                    ListingImage(
                        bytes: [1, 2], fileName: "a.jpg", contentType: "image/jpeg", rank: 1, altText: "A ring"),
                    to: "1120")
            default: for kind in ListingChoice.Kind.allCases { _ = try await catalogue.choices(kind, of: "1213") }
            }
        }
    }

    @Test(
        "every request names an operation that exists, with parameters and fields of the right types",
        arguments: Deed.allCases)
    func requests(deed: Deed) async throws {
        let document = try #require(OpenAPIDocument.etsy)
        let transport = ScriptedTransport(deed.steps, then: .failure(.unreachable("beyond the script")))
        try await deed.run(try etsy(transport))
        #expect(transport.calls.count == deed.steps.count)
        #expect(transport.calls.flatMap { document.problems($0) } == [])
    }

    @Test(
        "the answers that the tests are built on are such as Etsy publishes",
        arguments: [
            ("me", "getMe"), ("shop", "getShop"), ("listing-simple", "getListing"),
            ("listing-with-variations-one-switched-off-one-deleted", "getListing"),
            ("listing-with-one-quantity-for-all-variations", "getListing"),
            ("listing-never-edited-with-inventory-tools", "getListing"),
            ("inventory-simple", "getListingInventory"), ("inventory-of-two-colours", "getListingInventory"),
            ("inventory-with-one-quantity-and-one-price", "getListingInventory"),
            ("inventory-of-two-colours-after-writing-4-red", "updateListingInventory"),
            ("receipt-paid-with-personalisation", "getShopReceipt"), ("receipt-unpaid", "getShopReceipt"),
            ("receipt-shipped-with-tracking", "createReceiptShipment"), ("receipt-cancelled", "getShopReceipt"),
            ("receipt-fully-refunded", "getShopReceipt"),
            ("receipt-partially-refunded-after-shipping", "getShopReceipt"),
            ("receipt-of-a-listing-that-is-gone", "getShopReceipt"),
            ("choices-sections", "getShopSections"), ("choices-shipping-profiles", "getShopShippingProfiles"),
            ("choices-return-policies", "getShopReturnPolicies"),
            ("choices-processing", "getShopReadinessStateDefinitions"),
            ("choices-categories", "getSellerTaxonomyNodes"),
            ("choices-properties", "getPropertiesByTaxonomyId"), ("draft-without-a-sku", "getListing"),
        ])
    func answers(fixture: String, operation: String) throws {
        let document = try #require(OpenAPIDocument.etsy)
        let answer = try JSONAnswer.decode(JSONValue.self, from: Fixture.bytes("etsy/" + fixture))
        #expect(document.problems(answer: answer, of: operation) == [])
    }

    @Test("rights are such as Etsy publishes, and every operation used is covered by them")
    func scopes() async throws {
        let document = try #require(OpenAPIDocument.etsy)
        var needed: Set<String> = []
        for deed in Deed.allCases {
            let transport = ScriptedTransport(deed.steps, then: .failure(.unreachable("beyond the script")))
            try await deed.run(try etsy(transport))
            for call in transport.calls {
                for rule in document.operation(call.method, call.path)?.node["security"]?.elements ?? [] {
                    needed.formUnion(rule["oauth2"]?.elements.compactMap(\.text) ?? [])
                }
            }
        }
        #expect(needed == Set(Etsy.manifest.scopes))
    }

    @Test("the judge finds what is wrong")
    func judge() throws {
        let document = try #require(OpenAPIDocument.etsy)
        let base = "https://openapi.etsy.com/v3/application"
        func call(_ method: String, _ path: String, _ type: String = "", _ body: String? = nil) throws -> HTTPCall {
            HTTPCall(
                method, try #require(URL(string: base + path)), headers: [("content-type", type)],
                body: body.map { Array($0.utf8) })
        }
        let form = "application/x-www-form-urlencoded"
        let wrong = [
            try call("GET", "/shops/1/nothing"), try call("GET", "/shops/x/receipts"),
            try call("GET", "/shops/1/receipts?limt=1"),
            try call("GET", "/shops/1/listings?state=gone"), try call("GET", "/listings/batch"),
            try call("PATCH", "/shops/1/listings/2", form, "state=sold_out"),
            try call("PATCH", "/shops/1/listings/2", form, "price=1"),
            try call(
                "PUT", "/listings/2/inventory", "application/json", #"{"products":[{"offerings":[{"price":"1"}]}]}"#),
            try call("PUT", "/listings/2/inventory", form, "products=1"),
        ]
        #expect(wrong.filter { document.problems($0).isEmpty }.map(\.path) == [])
    }
}

extension OpenAPIDocument {
    static let etsy = OpenAPIDocument("etsy/etsy-open-api-v3.oas3.json")
}
