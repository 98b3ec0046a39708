import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Making and changing Etsy listings")
struct EtsyCatalogueTests {
    static let draft = ListingDraft(
        sku: "RING-9", title: "Silver ring", description: "Made by hand.", price: Money(minor: 2550, currency: .usd),
        quantity: 3, category: "1213", whoMade: "i_did", whenMade: "made_to_order",
        details: ListingEdit(
            tags: ["ring", "silver ring"], materials: ["silver"], section: "51", shippingProfile: "77",
            returnPolicy: "88", processing: "1402336022581", goods: .physical))

    static let madeSteps: [ScriptedTransport.Step] = [
        .json(Fixture.text("etsy/draft-without-a-sku"), status: 201), .etsy("inventory-simple"),
        .json(Fixture.text("etsy/inventory-simple").replacing("RING-1", with: "RING-9")),
    ]

    private func catalogue(_ transport: ScriptedTransport) throws -> any ListingEditing {
        try #require(try etsy(transport).catalogue)
    }

    @Test("a draft is made with a form, then gets our SKU through its inventory")
    func create() async throws {
        let transport = ScriptedTransport(Self.madeSteps, then: .failure(.unreachable("beyond")))
        let made = try await self.catalogue(transport).create(Self.draft).value
        #expect(made == EditedListing(listing: "1120", title: "Silver ring", sku: "RING-9", status: .draft))
        #expect(transport.calls.map(\.method) == ["POST", "GET", "PUT"])
        #expect(
            transport.calls.first?.form == [
                "title": "Silver ring", "description": "Made by hand.", "price": "25.50", "quantity": "3",
                "who_made": "i_did", "when_made": "made_to_order", "taxonomy_id": "1213", "tags": "ring,silver ring",
                "materials": "silver", "shop_section_id": "51", "shipping_profile_id": "77", "return_policy_id": "88",
                "readiness_state_id": "1402336022581", "type": "physical",
            ])
        #expect(transport.calls.last?.text.contains(#""sku":"RING-9""#) == true)
    }

    @Test("once the draft stands, no failure is one after which nothing happened", arguments: [401, 404, 429, 500])
    func createHalf(status: Int) async throws {
        let transport = ScriptedTransport(
            .json(Fixture.text("etsy/draft-without-a-sku"), status: 201), .json("", status: status))
        let error = await #expect(throws: ConnectorError.self) {
            try await self.catalogue(transport).create(Self.draft)
        }
        guard case .unknownOutcome = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a draft that a lost answer left is found, by SKU or by its title, and can be completed")
    func find() async throws {
        let named = Fixture.text("etsy/draft-without-a-sku").replacing("\"sku\": \"\"", with: "\"sku\": \"RING-9\"")
            .replacing("1120", with: "1121").replacing("Silver ring", with: "Renamed")
        let other = Fixture.text("etsy/listing-simple")
        let page = "{\"count\":3,\"results\":[\(Fixture.text("etsy/draft-without-a-sku")),\(named),\(other)]}"
        let transport = ScriptedTransport(.json(page))
        let found = try await self.catalogue(transport).find(Self.draft).value
        #expect(found.map(\.listing) == ["1120", "1121"] && found.map(\.sku) == [nil, "RING-9"])
        #expect(transport.calls.first?.query["state"] == "draft")
        let completing = ScriptedTransport(Array(Self.madeSteps.dropFirst()), then: .failure(.unreachable("beyond")))
        let whole = try await self.catalogue(completing).complete("1120", with: Self.draft).value
        #expect(whole.sku == "RING-9")
    }

    @Test("publishing says what it costs; hiding and showing are one field")
    func onSale() async throws {
        let transport = ScriptedTransport(.etsy("listing-simple"), .etsy("listing-simple"))
        let catalogue = try self.catalogue(transport)
        #expect(try await catalogue.setOnSale("1100", true).value.status == .active)
        _ = try await catalogue.setOnSale("1100", false)
        #expect(transport.calls.map(\.form) == [["state": "active"], ["state": "inactive"]])
        #expect(transport.calls.allSatisfy { $0.method == "PATCH" })
        #expect(catalogue.publishingCosts?.contains("fee") == true)
    }

    @Test("only what is set is changed, and an empty list empties")
    func update() async throws {
        let transport = ScriptedTransport(.etsy("listing-simple"))
        _ = try await self.catalogue(transport).update("1100", ListingEdit(title: "New", tags: []))
        #expect(transport.calls.first?.form == ["title": "New", "tags": ""])
    }

    @Test("a picture goes as a file, with its place and a text for who does not see it")
    func image() async throws {
        let transport = ScriptedTransport(.fixture("etsy/image-uploaded", status: 201))
        let image = ListingImage(
            bytes: Array("not really a picture".utf8), fileName: "ring\".jpg", contentType: "image/jpeg", rank: 2,
            altText: "A ring")
        _ = try await self.catalogue(transport).addImage(image, to: "1120")
        let call = try #require(transport.calls.first)
        let type = try #require(call.headers.first { $0.name == "content-type" }?.value)
        #expect(call.path == "/v3/application/shops/12345/listings/1120/images" && call.method == "POST")
        #expect(
            call.multipart(type) == ["rank": "2", "alt_text": "A ring", "image": "not really a picture"])
        #expect(call.text.contains("filename=\"ring_.jpg\"") && !call.text.contains("ring\".jpg"))
    }

    @Test(
        "what a field may be set to is read with its name",
        arguments: [
            (ListingChoice.Kind.sections, [ListingChoice(id: "51", name: "Rings & more")]),
            (.shippingProfiles, [ListingChoice(id: "77", name: "Letter")]),
            (
                .returnPolicies,
                [
                    ListingChoice(id: "88", name: "returns and exchanges within 30 days"),
                    ListingChoice(id: "89", name: "no returns, no exchanges"),
                ]
            ), (.processing, [ListingChoice(id: "1402336022581", name: "ready to ship, 1 to 2 days")]),
            (
                .categories,
                [
                    ListingChoice(id: "1", name: "Jewelry"),
                    ListingChoice(id: "1213", name: "Jewelry > Rings", parent: "1"),
                ]
            ),
            (
                .properties,
                [
                    ListingChoice(id: "200", name: "Primary color", isRequired: true),
                    ListingChoice(id: "1213", name: "Red", parent: "200"),
                ]
            ),
        ])
    func choices(kind: ListingChoice.Kind, choices: [ListingChoice]) async throws {
        let transport = ScriptedTransport(.etsy("choices-\(kind.rawValue)"))
        #expect(try await self.catalogue(transport).choices(kind, of: "1213").value == choices)
    }

    @Test("an id that is no number is not sent anywhere")
    func badReference() async throws {
        let transport = ScriptedTransport()
        await #expect(throws: ConnectorError.self) { try await self.catalogue(transport).setOnSale("1/x", true) }
        await #expect(throws: ConnectorError.self) { try await self.catalogue(transport).choices(.properties, of: "x") }
        #expect(transport.calls.isEmpty)
    }
}
