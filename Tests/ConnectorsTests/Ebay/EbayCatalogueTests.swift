import Commerce
import ConnectorKit
import Connectors
import Foundation
import Synchronization
import Testing
import Wire
import Workbench

/// Answers by what is asked for, and remembers what was written: listings are made by calls whose order is not the point.
final class EbayDesk: Transport {
    private struct State {
        var answers: [String: [ScriptedTransport.Step]] = [:]
        var calls: [HTTPCall] = []
    }
    private let state = Mutex(State())

    /// - Parameter answers: By `METHOD path`; several are given in their order, the last one again and again.
    init(_ answers: [String: [ScriptedTransport.Step]] = [:]) {
        var all: [String: [ScriptedTransport.Step]] = [
            "GET /commerce/taxonomy/v1/get_default_category_tree_id": [
                .json(#"{"categoryTreeId":"0","categoryTreeVersion":"1"}"#)
            ],
            "GET /commerce/taxonomy/v1/category_tree/0/get_item_aspects_for_category": [.ebay("aspects")],
            "POST /identity/v1/oauth2/token": [.json(#"{"access_token":"app-1","expires_in":7200}"#)],
            "GET /sell/account/v1/fulfillment_policy": [Self.policies("fulfillment", ["61"])],
            "GET /sell/account/v1/return_policy": [Self.policies("return", ["63"])],
            "GET /sell/account/v1/payment_policy": [Self.policies("payment", ["62"])],
            "GET /sell/inventory/v1/location": [
                .json(
                    #"{"total":1,"locations":[{"merchantLocationKey":"home","name":"Home","merchantLocationStatus":"ENABLED"}]}"#
                )
            ],
            "GET /sell/inventory/v1/offer": [.ebayError(25713, status: 404)],
            "POST /sell/inventory/v1/offer": [.json(#"{"offerId":"8100"}"#, status: 201)],
        ]
        all.merge(answers) { $1 }
        self.state.withLock { $0.answers = all }
    }

    static func policies(_ kind: String, _ ids: [String]) -> ScriptedTransport.Step {
        let all = ids.map {
            "{\"\(kind)PolicyId\":\"\($0)\",\"name\":\"Policy \($0)\",\"categoryTypes\":[{\"name\":\"ALL_EXCLUDING_MOTORS_VEHICLES\"}]}"
        }
        return .json("{\"total\":\(ids.count),\"\(kind)Policies\":[\(all.joined(separator: ","))]}")
    }

    var calls: [HTTPCall] { self.state.withLock { $0.calls } }
    var writes: [HTTPCall] {
        self.calls.filter {
            !["GET"].contains($0.method) && !$0.path.hasSuffix("bulk_get_inventory_item")
                && !$0.path.hasSuffix("/token")
        }
    }

    func write(_ what: String) -> HTTPCall? { self.writes.first { "\($0.method) \($0.path)" == what } }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        ConformanceLog.note(call)
        let step = self.state.withLock { state -> ScriptedTransport.Step in
            state.calls.append(call)
            let name = "\(call.method) \(call.path)"
            guard var steps = state.answers[name], let first = steps.first else {
                return call.method == "GET" ? .ebayError(25710, status: 404) : .json("{}", status: 200)
            }
            if steps.count > 1 { steps.removeFirst() }
            state.answers[name] = steps
            return first
        }
        switch step {
        case .reply(let reply): return reply
        case .failure(let error): throw error
        }
    }
}

@Suite("eBay, making and changing listings")
struct EbayCatalogueTests {
    private static let inventory = "/sell/inventory/v1"

    static var draft: ListingDraft {
        var draft = ListingDraft(
            sku: "MUG", title: "Blue mug", description: "A mug.", price: Money(minor: 2_199, currency: .usd),
            quantity: 7,
            category: "20625", whoMade: "", whenMade: "",
            details: ListingEdit(
                images: ["https://pictures.example/mug.jpg"], attributes: [.init(name: "Color", value: "Blue")]))
        draft.vendor = "Acme"
        return draft
    }

    static var shirts: ListingDraft {
        var draft = Self.draft
        (draft.sku, draft.title) = ("SHIRT-L", "Shirt")
        draft.variations = ["L", "M"].map {
            ListingVariation(
                sku: "SHIRT-\($0)", options: [ListingOption(name: "Size", value: $0)],
                price: Money(minor: 1_500, currency: .usd), quantity: 2, barcode: "4006381333931", grams: 180)
        }
        return draft
    }

    private func catalogue(_ desk: EbayDesk) throws -> any ListingEditing { try #require(try ebay(desk).catalogue) }

    private func refusal(_ body: () async throws -> Void) async -> (code: String, field: String?, message: String)? {
        do {
            try await body()
        } catch ConnectorError.refused(let code, let field, let message) {
            return (code, field, message)
        } catch {
            Issue.record("\(error)")
        }
        return nil
    }

    @Test("makes an item and an offer that nobody sees, on the merchant's only terms")
    func create() async throws {
        let desk = EbayDesk()
        let made = try await self.catalogue(desk).create(Self.draft).value
        #expect(made.listing == "MUG" && made.sku == "MUG" && made.status == .draft && made.variations.isEmpty)
        #expect(
            desk.writes.map { "\($0.method) \($0.path)" } == [
                "PUT \(Self.inventory)/inventory_item/MUG", "POST \(Self.inventory)/offer",
            ])
        let item = try #require(desk.writes.first?.json)
        #expect(item["product"]?["aspects"]?["Brand"] == .array([.text("Acme")]))
        #expect(item["availability"]?["shipToLocationAvailability"]?["quantity"] == .integer(7))
        let offer = try #require(desk.writes.last?.json)
        #expect(
            offer["listingPolicies"]?["paymentPolicyId"]?.text == "62" && offer["merchantLocationKey"]?.text == "home")
        #expect(
            offer["marketplaceId"]?.text == "EBAY_US" && offer["pricingSummary"]?["price"]?["value"]?.text == "21.99")
    }

    @Test("makes a group of variations, told apart by their options")
    func group() async throws {
        let desk = EbayDesk()
        let made = try await self.catalogue(desk).create(Self.shirts).value
        #expect(made.listing == "group:SHIRT-L-group")
        #expect(made.variations.map(\.ref.variation) == ["SHIRT-L", "SHIRT-M"])
        let group = try #require(desk.write("PUT \(Self.inventory)/inventory_item_group/SHIRT-L-group")?.json)
        #expect(group["variantSKUs"] == .array([.text("SHIRT-L"), .text("SHIRT-M")]))
        #expect(
            group["variesBy"]?["specifications"]
                == .array([.object(["name": .text("Size"), "values": .array([.text("L"), .text("M")])])]))
        #expect(desk.writes.count == 5)
        let item = try #require(desk.write("PUT \(Self.inventory)/inventory_item/SHIRT-M")?.json)
        #expect(item["product"]?["ean"] == .array([.text("4006381333931")]))
        #expect(item["product"]?["aspects"]?["Size"] == .array([.text("M")]))
    }

    @Test("sends nothing while an aspect is missing or is none of its category's, and names all of them")
    func aspects() async throws {
        var draft = Self.draft
        draft.vendor = ""
        draft.details.attributes = [.init(name: "Color", value: "Grue")]
        let desk = EbayDesk()
        let refusal = await self.refusal { _ = try await self.catalogue(desk).create(draft) }
        #expect(
            refusal?.code == "bad-attribute" && refusal?.field == "Brand" && refusal?.message.contains("Grue") == true)
        #expect(desk.writes.isEmpty)
    }

    @Test("asks which, where the merchant has several policies, and takes the one that is said")
    func policies() async throws {
        let several = ["GET /sell/account/v1/payment_policy": [EbayDesk.policies("payment", ["1", "2"])]]
        let desk = EbayDesk(several)
        let refusal = await self.refusal { _ = try await self.catalogue(desk).create(Self.draft) }
        #expect(
            refusal?.field == "payment-policy" && refusal?.message.contains("2 (Policy 2)") == true
                && desk.writes.isEmpty)
        var draft = Self.draft
        draft.details.attributes?.append(.init(name: "payment-policy", value: "2"))
        let chosen = EbayDesk(several)
        _ = try await self.catalogue(chosen).create(draft)
        #expect(chosen.writes.last?.json?["listingPolicies"]?["paymentPolicyId"]?.text == "2")
        #expect(chosen.writes.first?.json?["product"]?["aspects"]?["payment-policy"] == nil)
    }

    @Test("says what is missing where there are no policies, or no place that goods are sent from")
    func nothingSetUp() async throws {
        for (path, answer, field) in [
            ("/sell/account/v1/return_policy", EbayDesk.policies("return", []), "return-policy"),
            ("/sell/inventory/v1/location", .json(#"{"total":0,"locations":[]}"#), "location"),
        ] {
            let desk = EbayDesk(["GET \(path)": [answer]])
            let refusal = await self.refusal { _ = try await self.catalogue(desk).create(Self.draft) }
            #expect(refusal?.field == field && desk.writes.isEmpty)
        }
    }

    @Test("writes over nobody's listing")
    func taken() async throws {
        let desk = EbayDesk(["GET \(Self.inventory)/offer": [.offers("offer-published")]])
        let refusal = await self.refusal { _ = try await self.catalogue(desk).create(Self.draft) }
        #expect(refusal?.code == "sku-taken" && desk.writes.isEmpty)
    }

    @Test("finds what a creation left that broke off, goes on with it, and keeps what stands of the item")
    func complete() async throws {
        let item = Fixture.text("ebay/item-simple")
        let desk = EbayDesk([
            "POST \(Self.inventory)/bulk_get_inventory_item": [
                .json("{\"responses\":[{\"statusCode\":200,\"sku\":\"MUG\",\"inventoryItem\":\(item)}]}")
            ], "GET \(Self.inventory)/inventory_item/MUG": [.json(item)],
        ])
        let found = try await self.catalogue(desk).find(Self.draft).value
        #expect(found.map(\.sku) == [nil] && found.map(\.listing) == ["MUG"])
        _ = try await self.catalogue(desk).complete("MUG", with: Self.draft)
        let written = try #require(desk.write("PUT \(Self.inventory)/inventory_item/MUG")?.json)
        #expect(written["product"]?["ean"] == .array([.text("4006381333931")]) && written["sku"] == nil)
    }

    @Test("a creation whose answer is lost is in doubt, and not refused")
    func lost() async throws {
        let desk = EbayDesk(["POST \(Self.inventory)/offer": [.failure(.interrupted)]])
        let error = await #expect(throws: ConnectorError.self) { try await self.catalogue(desk).create(Self.draft) }
        #expect(error?.leavesDoubt == true)
    }

    @Test("changes what is said and keeps the rest, in the item and in the offer")
    func edit() async throws {
        let item = Fixture.text("ebay/item-simple")
        let offer = Fixture.text("ebay/offer-published")
        let desk = EbayDesk([
            "GET \(Self.inventory)/inventory_item/MUG": [.json(item)],
            "GET \(Self.inventory)/offer": [.offers("offer-published")],
            "GET \(Self.inventory)/offer/8001": [.json(offer)],
            "POST \(Self.inventory)/bulk_get_inventory_item": [
                .json("{\"responses\":[{\"statusCode\":200,\"sku\":\"MUG\",\"inventoryItem\":\(item)}]}")
            ],
        ])
        _ = try await self.catalogue(desk).update(
            "MUG", ListingEdit(title: "Bluer mug", description: "Newer", returnPolicy: "99"))
        let written = try #require(desk.write("PUT \(Self.inventory)/inventory_item/MUG")?.json)
        #expect(written["product"]?["title"]?.text == "Bluer mug" && written["condition"]?.text == "NEW")
        #expect(
            written["availability"]?["shipToLocationAvailability"]?["quantity"] == .integer(7)
                && written["locale"] == nil)
        let terms = try #require(desk.write("PUT \(Self.inventory)/offer/8001")?.json)
        #expect(
            terms["listingPolicies"]?["returnPolicyId"]?.text == "99"
                && terms["listingPolicies"]?["paymentPolicyId"]?.text == "62")
        #expect(terms["listingDescription"]?.text == "Newer" && terms["status"] == nil && terms["listing"] == nil)
    }

    @Test("puts a picture where it is said, once, and no more than eBay shows")
    func picture() async throws {
        let path = "GET \(Self.inventory)/inventory_item/MUG"
        let desk = EbayDesk([path: [.ebay("item-simple")]])
        let catalogue = try self.catalogue(desk)
        _ = try await catalogue.addImage(ListingImageLink(address: "https://p.example/2.jpg", rank: 1), to: "MUG")
        #expect(
            desk.writes.last?.json?["product"]?["imageUrls"]
                == .array([.text("https://p.example/2.jpg"), .text("https://i.ebayimg.com/images/g/mug/s-l1600.jpg")]))
        _ = try await catalogue.addImage(
            ListingImageLink(address: "https://i.ebayimg.com/images/g/mug/s-l1600.jpg"), to: "MUG")
        #expect(desk.writes.count == 1)
    }

    @Test("publishes, and takes off sale, one offer or a whole group; what stands so already is left alone")
    func onSale() async throws {
        let item = Fixture.text("ebay/item-simple")
        let items = ScriptedTransport.Step.json(
            "{\"responses\":[{\"statusCode\":200,\"sku\":\"MUG\",\"inventoryItem\":\(item)}]}")
        let off = EbayDesk([
            "GET \(Self.inventory)/offer": [.offers("offer-published")],
            "POST \(Self.inventory)/bulk_get_inventory_item": [items],
        ])
        #expect(try await self.catalogue(off).setOnSale("MUG", true).value.status == .active && off.writes.isEmpty)
        #expect(try await self.catalogue(off).setOnSale("MUG", false).value.status == .inactive)
        #expect(off.writes.map(\.path) == ["\(Self.inventory)/offer/8001/withdraw"])
        let group = EbayDesk([
            "GET \(Self.inventory)/inventory_item_group/SHIRTS": [.ebay("group")],
            "GET \(Self.inventory)/offer": [
                .json(
                    "{\"total\":1,\"offers\":[\(Fixture.text("ebay/offer-in-a-group").replacing("\"PUBLISHED\"", with: "\"UNPUBLISHED\""))]}"
                )
            ],
            "POST \(Self.inventory)/bulk_get_inventory_item": [
                .json(
                    "{\"responses\":[{\"statusCode\":200,\"sku\":\"SHIRT-L\",\"inventoryItem\":\(Fixture.text("ebay/item-in-a-group"))}]}"
                )
            ],
        ])
        let shown = try await self.catalogue(group).setOnSale("group:SHIRTS", true).value
        #expect(shown.listing == "group:SHIRTS" && shown.variations.count == 2)
        #expect(group.writes.map(\.path) == ["\(Self.inventory)/offer/publish_by_inventory_item_group"])
    }

    @Test("ends a group's listing before it takes its parts away")
    func end() async throws {
        let desk = EbayDesk([
            "GET \(Self.inventory)/inventory_item_group/SHIRTS": [.ebay("group")],
            "GET \(Self.inventory)/offer": [.offers("offer-in-a-group")],
            "POST \(Self.inventory)/bulk_get_inventory_item": [
                .json(
                    "{\"responses\":[{\"statusCode\":200,\"sku\":\"SHIRT-L\",\"inventoryItem\":\(Fixture.text("ebay/item-in-a-group"))}]}"
                )
            ],
        ])
        #expect(try await self.catalogue(desk).end("group:SHIRTS").value.status == .ended)
        #expect(
            desk.writes.map { "\($0.method) \($0.path.dropFirst(Self.inventory.count))" } == [
                "POST /offer/withdraw_by_inventory_item_group", "DELETE /inventory_item_group/SHIRTS",
                "DELETE /inventory_item/SHIRT-L", "DELETE /inventory_item/SHIRT-M",
            ])
    }

    @Test("gives choices: leaves of the site's tree, aspects with their values, policies")
    func choices() async throws {
        let desk = EbayDesk(["GET /commerce/taxonomy/v1/category_tree/0": [.ebay("category-tree")]])
        let catalogue = try self.catalogue(desk)
        #expect(
            try await catalogue.choices(.categories, of: nil).value == [
                ListingChoice(id: "20625", name: "Home > Mugs"), ListingChoice(id: "300", name: "Toys"),
            ])
        let properties = try await catalogue.choices(.properties, of: "20625").value
        #expect(properties.first == ListingChoice(id: "Brand", name: "Brand", isRequired: true))
        #expect(properties.contains(ListingChoice(id: "Blue", name: "Blue", parent: "Color")))
        #expect(try await catalogue.choices(.returnPolicies, of: nil).value.map(\.id) == ["63"])
        // Categories are shown to the app, policies to whom the seller let in.
        let access = desk.calls.map { call in
            (call.path, call.headers.first { $0.name == "authorization" }?.value ?? "")
        }
        #expect(access.filter { $0.0.contains("/taxonomy/") }.allSatisfy { $0.1 == "Bearer app-1" })
        let last = access.last?.1
        #expect(last == "Bearer v^1.1#i^1#access-0001")
        #expect(desk.calls.count { $0.path.hasSuffix("/token") } == 1)
    }

    @Test("tells of a category that is none")
    func category() async throws {
        let desk = EbayDesk([
            "GET /commerce/taxonomy/v1/category_tree/0/get_item_aspects_for_category": [
                .ebayError(62005, "The category is no leaf")
            ]
        ])
        let refusal = await self.refusal { _ = try await self.catalogue(desk).create(Self.draft) }
        #expect(refusal?.code == "bad-category" && refusal?.field == "category" && desk.writes.isEmpty)
    }
}
