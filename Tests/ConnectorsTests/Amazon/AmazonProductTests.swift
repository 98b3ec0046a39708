import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("What Amazon's catalogue has")
struct AmazonProductTests {
    private static let nobody = ScriptedTransport.Step.json(#"{"numberOfResults":0,"items":[]}"#)

    static func draft(product: String = "b07n4m94x4", condition: String? = nil) -> ListingDraft {
        var draft = ListingDraft(
            sku: "BAG", title: "Ours", description: "", price: Money(minor: 4_250, currency: .usd), quantity: 2,
            category: "", whoMade: "", whenMade: "",
            details: ListingEdit(attributes: condition.map { [.init(name: "condition_type", value: $0)] }))
        draft.product = product
        return draft
    }

    @Test("products come with their brand, kind and main picture, and under which SKUs the account sells them")
    func mapped() async throws {
        let listed = Fixture.text("amazon/item-own-stock").replacing("B000000001", with: "B07N4M94X4")
        let transport = ScriptedTransport(
            .amazon("catalog-items"), .json(#"{"numberOfResults":1,"items":[\#(listed)]}"#))
        let page = try #require(
            try await amazon(transport, address: "US, CA").products?.search(.words(["cabin", "bag"]), nil).value)
        #expect(page.total == 41 && page.next == PageToken("T2"))
        #expect(
            page.products == [
                FoundProduct(
                    id: "B07N4M94X4", title: "Cabin bag", brand: "Acme & Sons", kind: "LUGGAGE",
                    image: "https://m.media-amazon.com/images/I/main.jpg", listedAs: ["MUG"]),
                FoundProduct(id: "B08J7TQ9FL", title: "Cabin bags", isSellable: false),
            ])
        #expect(transport.calls.first?.query["keywords"] == "cabin,bag")
        #expect(transport.calls.first?.query["marketplaceIds"] == "ATVPDKIKX0DER")
        #expect(transport.calls.last?.query["identifiers"] == "B07N4M94X4,B08J7TQ9FL")
        #expect(transport.calls.last?.query["identifiersType"] == "ASIN")
    }

    @Test(
        "numbers are searched under their kind",
        arguments: [
            (ProductWish.Number.product, "ASIN", "B07N4M94X4"), (.ean, "EAN", "4006381333931"),
            (.gtin, "GTIN", "04006381333931"), (.upc, "UPC", "036000291452"), (.isbn, "ISBN", "9780306406157"),
        ])
    func numbers(kind: ProductWish.Number, name: String, number: String) async throws {
        let transport = ScriptedTransport(Self.nobody)
        let page = try await amazon(transport).products?.search(.numbers(kind, [number]), nil).value
        #expect(page?.products == [] && page?.next == nil)
        #expect(transport.calls.map(\.query["identifiersType"]) == [name])
        #expect(transport.calls.first?.query["identifiers"] == number)
        #expect(transport.calls.first?.query["keywords"] == nil)
    }

    @Test("an offer says the ASIN, the condition, the price and the units, and is checked against what offers want")
    func offered() async throws {
        let transport = ScriptedTransport(
            .amazon("catalog-item"), .amazon("product-type"), .amazon("offer-schema"),
            .json(#"{"restrictions":[]}"#), .amazon("submission-valid"), .amazon("submission-accepted"),
            .amazon("item-own-stock"))
        _ = try await amazon(transport).catalogue?.create(Self.draft(condition: "used_good"))
        #expect(transport.calls[0].path.hasSuffix("/items/B07N4M94X4"))
        #expect(transport.calls[1].query["requirements"] == "LISTING_OFFER_ONLY")
        #expect(transport.calls[3].query["conditionType"] == "used_good")
        #expect(transport.calls[4].query["mode"] == "VALIDATION_PREVIEW" && transport.calls[5].query["mode"] == nil)
        let body = try #require(transport.calls[5].json)
        #expect(body["requirements"]?.text == "LISTING_OFFER_ONLY" && body["productType"]?.text == "LUGGAGE")
        guard case .object(let attributes)? = body["attributes"] else {
            Issue.record("no attributes")
            return
        }
        #expect(
            attributes.keys.sorted() == [
                "condition_type", "fulfillment_availability", "merchant_suggested_asin", "purchasable_offer",
            ])
        #expect(
            transport.calls[5].text.contains(
                #""merchant_suggested_asin":[{"marketplace_id":"ATVPDKIKX0DER","value":"B07N4M94X4"}]"#))
    }

    @Test("what an account may not sell is told with Amazon's words and the way to ask, and nothing is sent")
    func restricted() async throws {
        let transport = ScriptedTransport(
            .amazon("catalog-item"), .amazon("product-type"), .amazon("offer-schema"), .amazon("restrictions"))
        await #expect(
            throws: ConnectorError.refused(
                code: "approval-required", field: "product",
                message:
                    "You need approval to list in this brand. Ask for approval: https://sellercentral.amazon.com/hz/approvalrequest/restrictions/approve?asin=B07N4M94X4"
            )
        ) { _ = try await amazon(transport).catalogue?.create(Self.draft()) }
        #expect(transport.isSpent && transport.calls.allSatisfy { $0.method == "GET" })
    }

    @Test("a restriction of another condition is none of this offer's")
    func otherCondition() async throws {
        let transport = ScriptedTransport(
            .amazon("catalog-item"), .amazon("product-type"), .amazon("offer-schema"), .amazon("restrictions"),
            .amazon("submission-valid"), .amazon("submission-accepted"), .amazon("item-own-stock"))
        _ = try await amazon(transport).catalogue?.create(Self.draft(condition: "used_good"))
        #expect(transport.isSpent)
    }

    @Test(
        "what no store has, or another has, or is no ASIN, is said before anything is sent",
        arguments: [
            ("B07N4M94X4", #"{"errors":[{"code":"NOT_FOUND","message":"Requested item not found."}]}"#, 404),
            // Another store's: this one says nothing of it.
            ("B07N4M94X4", #"{"asin":"B07N4M94X4","summaries":[]}"#, 200), ("4006381333931", "{}", 200),
            ("../../orders", "{}", 200),
        ])
    func unknown(product: String, answer: String, status: Int) async throws {
        let transport = ScriptedTransport(.json(answer, status: status))
        let error = await #expect(throws: ConnectorError.self) {
            _ = try await amazon(transport).catalogue?.create(Self.draft(product: product))
        }
        guard case .refused(let code, "product", let message)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(code == (product == "B07N4M94X4" ? "not-found" : "bad-product") && !message.isEmpty)
        #expect(transport.calls.allSatisfy { $0.method == "GET" })
    }

    @Test("what cannot be read keeps no other from being found")
    func unreadable() async throws {
        let items = #"[7,{"asin":9},\#(Fixture.text("amazon/catalog-item"))]"#
        let transport = ScriptedTransport(.json(#"{"numberOfResults":3,"items":\#(items)}"#), Self.nobody)
        let page = try await amazon(transport).products?.search(.words(["bag"]), nil).value
        #expect(page?.products.map(\.id) == ["B07N4M94X4"])
    }
}
