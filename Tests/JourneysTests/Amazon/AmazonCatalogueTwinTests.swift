import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins
import Wire

@Suite("Making and changing listings at the Amazon twin")
struct AmazonCatalogueTwinTests {
    private static func draft(_ attributes: [(String, String)], category: String = "LUGGAGE") -> ListingDraft {
        ListingDraft(
            sku: "BAG-1", title: "Cabin bag", description: "Light & strong.",
            price: Money(minor: 8_900, currency: .usd),
            quantity: 3, category: category, whoMade: "", whenMade: "",
            details: ListingEdit(
                tags: ["bag", "cabin"], bullets: ["Four wheels", "Light"], images: ["https://example.com/bag.jpg"],
                attributes: attributes.map { ListingEdit.Attribute(name: $0, value: $1) }))
    }

    private static let whole = [
        ("brand", "Acme"), ("country_of_origin", "DE"), ("number_of_wheels", "4"), ("is_expandable", "yes"),
        ("list_price", #"{"currency":"USD","value":99}"#),
    ]

    private static func refusal(
        _ body: () async throws -> Void
    ) async -> (code: String, field: String?, message: String)? {
        do {
            try await body()
        } catch ConnectorError.refused(let code, let field, let message) {
            return (code, field, message)
        } catch {
            return nil
        }
        return nil
    }

    @Test("a listing is made with all it needs, seen by nobody before it is published, and made twice it is one")
    func made() async throws {
        let door = try await AmazonDoor()
        let catalogue = try #require(door.connector.catalogue)
        let draft = Self.draft(Self.whole)
        let made = try await catalogue.create(draft).value
        #expect(made.listing == "BAG-1" && !made.isShown)
        #expect(try await catalogue.find(draft).value.isEmpty)
        await door.pass(3)
        let found = try #require(try await catalogue.find(draft).value.first)
        #expect(found.sku == "BAG-1" && found.title == "Cabin bag" && found.status == .inactive && found.isShown)
        #expect(try await catalogue.create(draft).value.isShown)
        await door.pass(3)
        let offer = try #require(try await door.offers()["BAG-1"])
        #expect(offer.quantity == 3 && offer.price == draft.price && offer.status == .inactive)
        #expect(await door.shop.buy("BAG-1", units: 1) == nil)
        #expect(await door.shop.attribute("number_of_wheels", of: "BAG-1")?.contains(#""value":4"#) == true)
        #expect(await door.shop.attribute("bullet_point", of: "BAG-1")?.contains("Light") == true)
        #expect(await door.shop.attribute("generic_keyword", of: "BAG-1")?.contains("bag cabin") == true)

        #expect(try await catalogue.setOnSale("BAG-1", true).value.status == .active)
        await door.pass(3)
        #expect(try await door.offers()["BAG-1"]?.status == .active)
        #expect(await door.shop.buy("BAG-1", units: 1) != nil)
    }

    @Test(
        "what a product type wants is said with its attribute, before anything is sent",
        arguments: [
            ([("country_of_origin", "DE")], "brand", "needed"),
            ([("brand", "Acme"), ("country_of_origin", "Atlantis")], "country_of_origin", "one of"),
            ([("brand", "Acme"), ("country_of_origin", "DE"), ("number_of_wheels", "9")], "number_of_wheels", "most"),
            ([("brand", "Acme"), ("country_of_origin", "DE"), ("colour", "red")], "colour", "no such"),
        ])
    func incomplete(attributes: [(String, String)], field: String, word: String) async throws {
        let door = try await AmazonDoor()
        let catalogue = try #require(door.connector.catalogue)
        let told = await Self.refusal { _ = try await catalogue.create(Self.draft(attributes)) }
        #expect(told?.field == field && told?.message.contains(word) == true, "\(String(describing: told))")
        await door.pass(3)
        #expect(try await catalogue.find(Self.draft([])).value.isEmpty)
        #expect(await door.shop.book.calls["listings.put"] == nil)
    }

    @Test("a product type that was withdrawn is said to be none")
    func withdrawn() async throws {
        let door = try await AmazonDoor()
        let catalogue = try #require(door.connector.catalogue)
        let told = await Self.refusal {
            _ = try await catalogue.create(Self.draft(Self.whole, category: "SEDAN_CHAIR"))
        }
        #expect(told?.code == "not-found" && told?.field == "category")
    }

    @Test("words, pictures and attributes are changed and nothing else; an empty one is taken away")
    func edited() async throws {
        let door = try await AmazonDoor()
        let catalogue = try #require(door.connector.catalogue)
        _ = try await catalogue.create(Self.draft(Self.whole))
        await door.pass(3)
        let before = await door.shop.attribute("purchasable_offer", of: "BAG-1")
        let edit = ListingEdit(
            title: "Trunk", images: ["https://example.com/1.jpg", "https://example.com/2.jpg"],
            attributes: [.init(name: "is_expandable", value: ""), .init(name: "material", value: "Wicker")])
        #expect(try await catalogue.update("BAG-1", edit).value.title == "Trunk")
        await door.pass(3)
        #expect(try await catalogue.find(Self.draft([])).value.first?.title == "Trunk")
        #expect(await door.shop.attribute("other_product_image_locator_1", of: "BAG-1")?.contains("2.jpg") == true)
        #expect(await door.shop.attribute("is_expandable", of: "BAG-1") == nil)
        #expect(await door.shop.attribute("material", of: "BAG-1")?.contains("Wicker") == true)
        #expect(await door.shop.attribute("purchasable_offer", of: "BAG-1") == before)
        #expect(await door.shop.attribute("product_description", of: "BAG-1")?.contains("Light") == true)
    }

    @Test("what Amazon's preview finds is told with its attribute, and nothing is changed")
    func previewed() async throws {
        // The definition says less than Amazon's own check.
        let door = try await AmazonDoor { $0.replacing(#""maxLength":200"#, with: #""maxLength":9000"#) }
        let catalogue = try #require(door.connector.catalogue)
        let told = await Self.refusal {
            _ = try await catalogue.update("MUG", ListingEdit(title: String(repeating: "x", count: 201)))
        }
        #expect(told?.field == "item_name" && told?.code == "4000001")
        await door.pass(3)
        #expect(try await door.offers()["MUG"]?.title == "Mum's \"best\" mug & saucer")
    }

    @Test("taken off sale nobody buys it and its stock stays; ended it is gone")
    func ended() async throws {
        let door = try await AmazonDoor()
        let catalogue = try #require(door.connector.catalogue)
        #expect(try await catalogue.setOnSale("MUG", false).value.status == .inactive)
        await door.pass(3)
        #expect(await door.shop.buy("MUG", units: 1) == nil)
        let resting = try #require(try await door.offers()["MUG"])
        #expect(resting.status == .inactive && resting.quantity == 5 && resting.price?.minor == 1_250)
        _ = try await catalogue.end("MUG")
        await door.pass(3)
        #expect(try await door.offers()["MUG"] == nil)
        let told = await Self.refusal { _ = try await catalogue.setOnSale("MUG", true) }
        #expect(told?.code == "gone")
    }

    @Test("product types and their attributes are choices, what is needed first")
    func choices() async throws {
        let door = try await AmazonDoor()
        let catalogue = try #require(door.connector.catalogue)
        let types = try await catalogue.choices(.categories, of: nil).value
        #expect(types.contains { $0.id == "LUGGAGE" && $0.name == "Luggage" })
        let rows = try await catalogue.choices(.properties, of: "LUGGAGE").value
        #expect(rows.first?.id == "brand" && rows.first?.isRequired == true)
        #expect(rows.contains { $0.parent == "country_of_origin" && $0.id == "DE" })
        let told = await Self.refusal { _ = try await catalogue.choices(.sections, of: nil) }
        #expect(told?.code == "not-at-amazon")
    }

    @Test("what only other channels have is refused by its name, and a picture is wanted as an address")
    func foreign() async throws {
        let door = try await AmazonDoor()
        let catalogue = try #require(door.connector.catalogue)
        let section = await Self.refusal { _ = try await catalogue.update("MUG", ListingEdit(section: "7")) }
        #expect(section?.field == "section")
        let picture = await Self.refusal {
            _ = try await catalogue.addImage(
                ListingImage(bytes: [0xFF, 0xD8, 0xFF], fileName: "a.jpg", contentType: "image/jpeg"), to: "MUG")
        }
        #expect(picture?.code == "image-by-address")
        _ = try await catalogue.addImage(ListingImageLink(address: "https://example.com/mug.jpg"), to: "MUG")
        await door.pass(3)
        #expect(await door.shop.attribute("main_product_image_locator", of: "MUG")?.contains("mug.jpg") == true)
        let path = await Self.refusal { _ = try await catalogue.update("MUG", ListingEdit(images: ["a.jpg"])) }
        #expect(path?.field == "image")
    }
}
