import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins
import Wire

@Suite("Selling what Amazon's catalogue has, at the twin")
struct AmazonOfferingTwinTests {
    private static func draft(_ product: String, _ attributes: [(String, String)] = []) -> ListingDraft {
        var draft = ListingDraft(
            sku: "BOTTLE-1", title: "Ours", description: "", price: Money(minor: 1_990, currency: .usd), quantity: 3,
            category: "", whoMade: "", whenMade: "",
            details: ListingEdit(
                attributes: attributes.isEmpty
                    ? nil : attributes.map { ListingEdit.Attribute(name: $0.0, value: $0.1) }))
        draft.product = product
        return draft
    }

    @Test("found by words and by number, it is offered, published, bought, and known as listed")
    func offered() async throws {
        let door = try await AmazonDoor()
        let products = try #require(door.connector.products)
        let catalogue = try #require(door.connector.catalogue)
        let found = try await products.search(.words(["steel", "bottle"]), nil).value
        let bottle = try #require(found.products.first)
        #expect(found.total == 1 && bottle.brand == "Northwind" && bottle.listedAs == [])
        await door.pass(1)
        #expect(try await products.search(.numbers(.ean, ["4006381333931"]), nil).value.products == [bottle])

        #expect(try await catalogue.create(Self.draft(bottle.id)).value.isShown == false)
        await door.pass(3)
        let offer = try #require(try await door.offers()["BOTTLE-1"])
        #expect(offer.title == bottle.title && offer.quantity == 3 && offer.price?.minor == 1_990)
        #expect(offer.status == .inactive)
        #expect(await door.shop.buy("BOTTLE-1", units: 1) == nil)
        #expect(await door.shop.attribute("merchant_suggested_asin", of: "BOTTLE-1")?.contains(bottle.id) == true)
        #expect(await door.shop.attribute("item_name", of: "BOTTLE-1") == nil)
        _ = try await catalogue.setOnSale("BOTTLE-1", true)
        await door.pass(3)
        #expect(await door.shop.buy("BOTTLE-1", units: 1) != nil)
        #expect(try await products.search(.words(["bottle"]), nil).value.products.map(\.listedAs) == [["BOTTLE-1"]])
    }

    @Test(
        "what cannot be offered is said by its field, and nothing is sent",
        arguments: [
            ("B00NOTHERE", [], "not-found", "product"), ("B0TWIN0003", [], "family", "product"),
            ("B000000002", [], "approval-required", "product"), ("B000000003", [], "not-eligible", "product"),
            // Withdrawn since it was put into the catalogue.
            ("B000000004", [], "not-found", "category"), ("B0TWIN0001", [("brand", "Acme")], "no-attribute", "brand"),
            ("B0TWIN0001", [("condition_type", "worn")], "bad-attribute", "condition_type"),
        ] as [(String, [(String, String)], String, String)])
    func refused(product: String, attributes: [(String, String)], code: String, field: String) async throws {
        let door = try await AmazonDoor()
        await door.shop.setProducts([
            AmazonProduct(asin: "B000000002", title: "Guarded", brand: "Lumen", restriction: .approvalRequired),
            AmazonProduct(asin: "B000000003", title: "Closed", brand: "Lumen", restriction: .notEligible),
            AmazonProduct(asin: "B000000004", title: "Old", brand: "Lumen", productType: "SEDAN_CHAIR"),
        ])
        let catalogue = try #require(door.connector.catalogue)
        do {
            _ = try await catalogue.create(Self.draft(product, attributes))
            Issue.record("it was taken")
        } catch ConnectorError.refused(let told, let place, _) {
            #expect(told == code && place == field)
        }
        #expect(await door.shop.book.calls["listings.put"] == nil)
    }

    @Test("used goods may be offered where new ones may not")
    func used() async throws {
        let door = try await AmazonDoor()
        await door.shop.setProducts([
            AmazonProduct(asin: "B000000002", title: "Guarded", brand: "Lumen", restriction: .approvalRequired)
        ])
        let catalogue = try #require(door.connector.catalogue)
        _ = try await catalogue.create(Self.draft("B000000002", [("condition_type", "used_good")]))
        await door.pass(3)
        #expect(await door.shop.attribute("condition_type", of: "BOTTLE-1")?.contains("used_good") == true)
    }
}
