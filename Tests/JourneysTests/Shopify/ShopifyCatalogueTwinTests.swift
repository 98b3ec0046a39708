import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins
import Wire

@Suite("Making and changing products at the Shopify twin")
struct ShopifyCatalogueTwinTests {
    private static func money(_ minor: Int64) -> Money { Money(minor: minor, currency: .usd) }

    private static func draft(_ sku: String = "BOWL", title: String = "Bowl & lid") -> ListingDraft {
        ListingDraft(
            sku: sku, title: title, description: "One.\n\nTwo <3", price: Self.money(1_999), quantity: 4,
            category: "Bowls", whoMade: "", whenMade: "", details: ListingEdit(tags: ["clay"]))
    }

    /// In two sizes and two colours, one of each.
    private static func shirts() -> ListingDraft {
        var draft = Self.draft("TEE-S-RED", title: "Tee")
        draft.vendor = "Mia"
        draft.variations = ["S", "L"].flatMap { size in
            ["Red", "Blue"].map { colour in
                ListingVariation(
                    sku: "TEE-\(size)-\(colour.uppercased())",
                    options: [ListingOption(name: "Size", value: size), ListingOption(name: "Colour", value: colour)],
                    price: Self.money(size == "S" ? 2_000 : 2_250), quantity: 3, barcode: "4006381333931", grams: 180)
            }
        }
        return draft
    }

    @Test("a draft is made once with its SKU, found again, changed without losing its stock, and put on sale")
    func one() async throws {
        let door = try await ShopifyDoor()
        let catalogue = try #require(door.connector.catalogue)
        let made = try await catalogue.create(Self.draft("NEW'1")).value
        #expect(made.sku == "NEW'1" && made.status == .draft && made.variations.map(\.sku) == ["NEW'1"])
        #expect(try await catalogue.find(Self.draft("NEW'1")).value == [made])
        let changed = try await catalogue.update(made.listing, ListingEdit(title: "Bowl")).value
        #expect(changed.title == "Bowl" && changed.sku == "NEW'1")
        #expect(await door.shop.buy("NEW'1") == nil)
        #expect(try await catalogue.setOnSale(made.listing, true).value.status == .active)
        let offer = try #require(try await door.offers()["NEW'1"])
        #expect(offer.quantity == 4 && offer.price == Self.money(1_999))
        #expect([offer.ref] == made.variations.map(\.ref))
        #expect(await door.shop.buy("NEW'1") != nil)
    }

    @Test("a product of several variants is made in one call, each with its options, price, barcode and weight")
    func several() async throws {
        let door = try await ShopifyDoor()
        let catalogue = try #require(door.connector.catalogue)
        let made = try await catalogue.create(Self.shirts()).value
        #expect(door.line.calls.count { $0.contains("productSet") } == 1)
        #expect(made.variations.compactMap(\.sku) == ["TEE-S-RED", "TEE-S-BLUE", "TEE-L-RED", "TEE-L-BLUE"])
        let offers = try await door.offers()
        for variation in made.variations {
            let offer = try #require(offers[variation.sku ?? ""])
            #expect(offer.ref == variation.ref && offer.quantity == 3 && offer.gtin == "4006381333931")
            #expect(offer.countsStock && offer.title == "Tee" && offer.options.count == 2)
        }
        #expect(offers["TEE-L-BLUE"]?.options == ["Size": "L", "Colour": "Blue"])
        #expect(offers["TEE-L-BLUE"]?.price == Self.money(2_250) && offers["TEE-S-BLUE"]?.price == Self.money(2_000))
        var other = Self.shirts()
        other.sku = "TEE-L-RED"
        #expect(try await catalogue.find(other).value.map(\.listing) == [made.listing])
    }

    @Test("where a product is on sale is chosen: one channel, another, none, and put away")
    func outlets() async throws {
        let door = try await ShopifyDoor()
        let catalogue = try #require(door.connector.catalogue)
        let outlets = try await catalogue.choices(.publications, of: nil).value
        #expect(outlets.map(\.name) == ["Online Store", "Point of Sale"])
        let made = try await catalogue.create(Self.draft()).value
        #expect(await door.shop.face("BOWL")?.publications == [])
        #expect(try await catalogue.setOnSale(made.listing, true, in: []).value.status == .active)
        #expect(await door.shop.face("BOWL")?.publications == ["Online Store"])
        _ = try await catalogue.setOnSale(made.listing, true, in: [try #require(outlets.last?.id)])
        #expect(await door.shop.face("BOWL")?.publications == ["Online Store", "Point of Sale"])
        let less = try await catalogue.setOnSale(made.listing, false, in: [try #require(outlets.first?.id)]).value
        #expect(less.status == .active)
        #expect(await door.shop.face("BOWL")?.publications == ["Point of Sale"])
        #expect(try await catalogue.setOnSale(made.listing, false, in: []).value.status == .draft)
        #expect(try await catalogue.end(made.listing).value.status == .inactive)
        await #expect(throws: ConnectorError.self) { try await catalogue.setOnSale(made.listing, true, in: ["x"]) }
    }

    @Test("pictures are sent as files or fetched by Shopify, in their order, with their words")
    func pictures() async throws {
        let door = try await ShopifyDoor()
        let catalogue = try #require(door.connector.catalogue)
        let made = try await catalogue.create(Self.draft()).value
        func file(_ alt: String, rank: Int?) -> ListingImage {
            ListingImage(
                bytes: Self.dot, fileName: "a \"b\".png", contentType: "image/png", rank: rank, altText: alt)
        }
        _ = try await catalogue.addImage(file("first", rank: nil), to: made.listing)
        _ = try await catalogue.addImage(
            ListingImageLink(address: "https://pictures.example/b.jpg", altText: "second"), to: made.listing)
        _ = try await catalogue.addImage(file("cover", rank: 1), to: made.listing)
        #expect(await door.shop.face("BOWL")?.alts == ["cover", "first", "second"])
        #expect(
            try await catalogue.images(of: made.listing).value.map(\.state) == [.processing, .processing, .processing])
        await door.pass(5)
        let ready = try await catalogue.images(of: made.listing).value
        #expect(
            ready.map(\.state) == [.ready, .ready, .ready] && ready.map(\.altText) == ["cover", "first", "second"])
    }

    @Test("a picture that is dead or broken is told with Shopify's reason, and its neighbours are there")
    func deadPictures() async throws {
        let door = try await ShopifyDoor()
        let catalogue = try #require(door.connector.catalogue)
        let made = try await catalogue.create(Self.draft()).value
        _ = try await catalogue.addImage(
            ListingImage(bytes: [0xFF, 0xD8, 0xFF, 0xE0], fileName: "a.jpg", contentType: "image/jpeg"),
            to: made.listing)
        _ = try await catalogue.addImage(
            ListingImage(bytes: Self.dot, fileName: "b.png", contentType: "image/png"), to: made.listing)
        _ = try await catalogue.addImage(
            ListingImageLink(address: "https://gone.invalid/b.jpg"), to: made.listing)
        await door.pass(5)
        let codes = try await catalogue.images(of: made.listing).value.map { image -> String in
            guard case .failed(let code, let message) = image.state else { return "ready" }
            #expect(message.contains("could not be"))
            return code
        }
        #expect(codes == ["image-processing-failure", "ready", "image-download-failure"])
    }

    @Test("a title at the limit, in any script, is taken whole; one sign more is refused and nothing is made")
    func titles() async throws {
        let door = try await ShopifyDoor()
        let catalogue = try #require(door.connector.catalogue)
        let mixed = "טבעת 💍 خاتم 👩🏽‍🎨 "
        let scalars = Array(String(repeating: mixed, count: 20).unicodeScalars.prefix(254)) + ["x"]
        let longest = String(String.UnicodeScalarView(scalars))
        let made = try await catalogue.create(Self.draft(title: longest)).value
        #expect(made.title == longest)
        let error = await #expect(throws: ConnectorError.self) {
            try await catalogue.create(Self.draft("OTHER", title: longest + "y"))
        }
        guard case .refused("invalid-product", "title", let message)? = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(message.contains("255"))
        #expect(try await catalogue.find(Self.draft("OTHER")).value == [])
        await #expect(throws: ConnectorError.self) {
            try await catalogue.update(made.listing, ListingEdit(title: longest + "y"))
        }
    }

    @Test("what a product at Shopify cannot be is refused before anything is sent")
    func misfits() async throws {
        let door = try await ShopifyDoor()
        let catalogue = try #require(door.connector.catalogue)
        var wide = Self.shirts()
        for index in wide.variations.indices {
            wide.variations[index].options += [
                ListingOption(name: "Cut", value: "A"), ListingOption(name: "Fit", value: "B"),
            ]
        }
        var foreign = Self.draft()
        foreign.price = Money(minor: 100, currency: .eur)
        var crafted = Self.draft()
        crafted.whoMade = "i_did"
        for draft in [wide, foreign, crafted] {
            await #expect(throws: ConnectorError.self) { try await catalogue.create(draft) }
        }
        await #expect(throws: ConnectorError.self) { try await catalogue.update("1", ListingEdit(section: "1")) }
        #expect(door.line.calls.isEmpty)
    }

    @Test("a product that was deleted meanwhile is told as gone, whatever was to be done with it")
    func deleted() async throws {
        let door = try await ShopifyDoor()
        let catalogue = try #require(door.connector.catalogue)
        let made = try await catalogue.create(Self.draft()).value
        await door.shop.delete(productOf: "BOWL")
        await #expect(throws: ConnectorError.self) {
            try await catalogue.update(made.listing, ListingEdit(title: "Bowl"))
        }
        await #expect(throws: ConnectorError.self) { try await catalogue.setOnSale(made.listing, true) }
        await #expect(throws: ConnectorError.self) { try await catalogue.end(made.listing) }
        await #expect(throws: ConnectorError.self) {
            try await catalogue.addImage(ListingImageLink(address: "https://a.example/b.jpg"), to: made.listing)
        }
        await #expect(
            throws: ConnectorError.refused(
                code: "not-found", field: "listing", message: "There is no such product at Shopify any more.")
        ) { try await catalogue.images(of: made.listing) }
        #expect(try await catalogue.find(Self.draft()).value == [])
    }

    /// A picture of one dot.
    static let dot: [UInt8] = Array(
        Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
        ) ?? Data())
}
