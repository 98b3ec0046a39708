import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins
import Wire

@Suite("The eBay connector and the eBay twin")
struct EbayTwinTests {
    private static let mug = OfferRef(listing: "MUG")

    @Test(
        "an account is known by its consent, and its listings come with stock and price, variations under their group")
    func listings() async throws {
        let door = try await EbayDoor()
        let identity = try await door.connector.identify().value
        #expect(identity.currency == .usd && identity.remoteID == door.shop.userID && identity.cautions.isEmpty)
        let offers = try await door.offers()
        #expect(offers.keys.sorted() == ["MUG", "SHIRT-L", "SHIRT-S"])
        #expect(offers["MUG"]?.ref == Self.mug && offers["MUG"]?.quantity == 5)
        #expect(offers["MUG"]?.price == Money(minor: 1_250, currency: .usd) && offers["MUG"]?.status == .active)
        let shirt = try #require(offers["SHIRT-S"])
        #expect(shirt.ref.variation == "SHIRT-S" && shirt.options == ["Size": "Small"])
        #expect(shirt.ref.listing == offers["SHIRT-L"]?.ref.listing && shirt.ref.listing.hasPrefix("group:"))
        // Read by themselves they are the same.
        let read = try await door.connector.listings?.read([shirt.ref, Self.mug]).value
        #expect(Set(read ?? []) == Set([shirt, offers["MUG"]].compactMap(\.self)))
    }

    @Test("more listings than a page holds are read, each once")
    func many() async throws {
        let door = try await EbayDoor(
            goods: (1...61).map { TwinProduct(sku: "S\($0)", name: "Good \($0)", price: "1.00", stock: 1) })
        #expect(try await door.offers().count == 61)
        #expect(door.calls("GET /ebay/sell/inventory/v1/inventory_item?") == 3)
    }

    @Test("a write shows at once, of a simple listing and of a variation; its sibling stays")
    func write() async throws {
        let door = try await EbayDoor()
        let before = try await door.offers()
        let shirt = try #require(before["SHIRT-S"]?.ref)
        for (ref, sku) in [(Self.mug, "MUG"), (shirt, "SHIRT-S")] {
            #expect(try await door.write(OfferChange(ref: ref, quantity: 9)) == [.accepted(quantity: 9, price: nil)])
            let price = Money(minor: 1_999, currency: .usd)
            #expect(
                try await door.write(OfferChange(ref: ref, price: price)) == [.accepted(quantity: nil, price: price)])
            let read = try await door.connector.listings?.read([ref]).value.first
            #expect(read?.quantity == 9 && read?.price == price)
            #expect(await door.stock(sku) == 9)
        }
        #expect(try await door.offers()["SHIRT-L"] == before["SHIRT-L"])
    }

    @Test(
        "several SKUs go in one call where eBay takes them, and are refused as one where it does not",
        arguments: [25, 1])
    func batch(size: Int) async throws {
        let door = try await EbayDoor(
            goods: (1...4).map { TwinProduct(sku: "S\($0)", name: "Good \($0)", price: "1.00", stock: 1) }, batch: 25)
        await door.shop.setUpdateSize(size)
        let changes = (1...4).map { OfferChange(ref: OfferRef(listing: "S\($0)"), quantity: 7) }
        let results = try? await door.connector.offers?.write(changes).value
        #expect(door.calls("bulk_update_price_quantity") == 1)
        #expect(results?.map(\.outcome) == (size == 25 ? changes.map { _ in .accepted(quantity: 7, price: nil) } : nil))
        for number in 1...4 { #expect(await door.stock("S\(number)") == (size == 25 ? 7 : 1)) }
    }

    @Test("zero keeps a listing with out-of-stock control, and units bring it back")
    func zero() async throws {
        let door = try await EbayDoor()
        #expect(try await door.write(OfferChange(ref: Self.mug, quantity: 0)) == [.accepted(quantity: 0, price: nil)])
        let none = try #require(try await door.offers()["MUG"])
        #expect(none.status == .active && none.quantity == 0 && none.countsStock)
        #expect(try await door.write(OfferChange(ref: Self.mug, quantity: 3)) == [.accepted(quantity: 3, price: nil)])
        #expect(await door.stock("MUG") == 3)
    }

    @Test("without out-of-stock control the account is warned, and a listing that ended is not written to")
    func ended() async throws {
        let door = try await EbayDoor()
        await door.shop.setOutOfStockControl(false)
        #expect(try await door.connector.identify().value.cautions.count == 1)
        _ = try await door.write(OfferChange(ref: Self.mug, quantity: 0))
        let gone = try await door.offers()["MUG"]
        #expect(gone?.status != .active && (gone?.quantity ?? 0) == 0)
        guard case .refused? = try await door.write(OfferChange(ref: Self.mug, quantity: 3)).first else {
            Issue.record("it was written")
            return
        }
    }

    @Test("a listing whose revisions are used up when it sells out is taken off sale, and put back by its merchant")
    func revisions() async throws {
        let door = try await EbayDoor()
        await door.shop.setRevisions(perDay: 2)
        for units in [8, 9] { _ = try await door.write(OfferChange(ref: Self.mug, quantity: units)) }
        guard case .refused? = try await door.write(OfferChange(ref: Self.mug, quantity: 4)).first else {
            Issue.record("a third revision was taken")
            return
        }
        #expect(await door.shop.revisions("MUG") == 2)
        #expect(try await door.write(OfferChange(ref: Self.mug, quantity: 0)) == [.accepted(quantity: 0, price: nil)])
        let off = try #require(try await door.offers()["MUG"])
        #expect(off.status != .active && off.uncounted == .notOnSale)
        #expect(await door.shop.buy("MUG", units: 1) == nil)
        let catalogue = try #require(door.connector.catalogue)
        #expect(try await catalogue.setOnSale("MUG", true).value.status == .active)
        #expect(try await door.offers()["MUG"]?.status == .active)
    }

    @Test("what was listed elsewhere is not seen")
    func older() async throws {
        let door = try await EbayDoor()
        await door.shop.fillOlder([TwinProduct(sku: "OLD", name: "Older", price: "3.00", stock: 2)])
        #expect(try await door.offers()["OLD"] == nil)
    }

    @Test("an order's units have left the listing, also before it is paid, and its lines name what was bought")
    func orders() async throws {
        let door = try await EbayDoor()
        let shirt = try #require(try await door.offers()["SHIRT-S"]?.ref)
        await door.shop.buy("SHIRT-S", units: 1)
        await door.shop.buy("MUG", units: 2, paid: false)
        await door.pass(60)
        let orders = try await door.orders()
        #expect(orders.map(\.state).sorted { $0.rawValue < $1.rawValue } == [.open, .unpaid])
        #expect(Set(orders.compactMap(\.lines.first?.ref)) == [shirt, Self.mug])
        #expect(orders.allSatisfy { $0.lines.allSatisfy { $0.reducedUnits == $0.units && $0.heldUnits == 0 } })
        let offers = try await door.offers()
        #expect(offers["SHIRT-S"]?.quantity == 2 && offers["MUG"]?.quantity == 3)
    }

    @Test("a cancelled order is one")
    func cancelled() async throws {
        let door = try await EbayDoor()
        let sale = try #require(await door.shop.buy("MUG", units: 2))
        await door.shop.cancel(order: sale.orderID)
        await door.pass(60)
        let order = try #require(try await door.orders().first)
        #expect(order.state == .cancelled && order.lines.first?.reducedUnits == 0)
        #expect(try await door.connector.orders?.read(order.remoteID).value?.state == .cancelled)
    }

    @Test("more orders than a page holds are read, none left out")
    func manyOrders() async throws {
        let door = try await EbayDoor(
            goods: [TwinProduct(sku: "MUG", name: "Mug", price: "1.00", stock: 100)], orderPage: 10)
        for _ in 1...37 { await door.shop.buy("MUG", units: 1) }
        await door.pass(60)
        let reader = try #require(door.connector.orders)
        var seen: Set<String> = []
        var token: PageToken?
        repeat {
            let page = try await reader.page(token, modifiedAfter: nil).value
            seen.formUnion(page.orders.map(\.remoteID))
            token = page.next
        } while token != nil
        #expect(seen.count == 37)
    }

    @Test("a parcel is told once, however often it is confirmed")
    func shipping() async throws {
        let door = try await EbayDoor()
        await door.shop.buy("MUG", units: 2)
        await door.pass(60)
        let order = try #require(try await door.orders().first)
        let notice = ShipmentNotice(
            remoteOrderID: order.remoteID, tracking: Tracking(carrier: "USPS", number: "9400 1"),
            shippedAt: door.time.date)
        for _ in 1...2 { _ = try await door.connector.shipments?.confirm(notice) }
        #expect(door.line.calls.count { $0.hasPrefix("POST") && $0.contains("/shipping_fulfillment") } == 1)
        #expect(try await door.connector.orders?.read(order.remoteID).value?.state == .shipped)
    }

    @Test("money goes back once, counts while it is on its way, and the order says so in the end")
    func refund() async throws {
        let door = try await EbayDoor()
        await door.shop.setRefunding(30)
        await door.shop.buy("MUG", units: 2)
        await door.pass(60)
        let order = try #require(try await door.orders().first)
        let reversals = try #require(door.connector.reversals)
        let ask = RefundAsk(remoteOrderID: order.remoteID, lines: nil, shipping: true, restock: false)
        let quote = try await reversals.quote(ask).value
        let notice = RefundNotice(
            ask: ask, amount: quote.amount, refundedBefore: quote.standing.refunded, key: "k1")
        _ = try await reversals.refund(notice)
        #expect(try await reversals.standing(order.remoteID).value.refunded == quote.amount)
        await #expect(throws: ConnectorError.self) { try await reversals.refund(notice) }
        #expect(door.line.calls.count { $0.contains("/issue_refund") } == 1)
        await door.pass(60)
        #expect(try await door.connector.orders?.read(order.remoteID).value?.state == .refunded)
    }

    // MARK: Access

    private static func flow(_ door: EbayDoor) async -> (OAuthPlace, URL) {
        let time = door.time
        let place = OAuthPlace(
            app: await EbayDoor.app(door.market), address: await door.market.ebay.address + "?marketplace=EBAY_US",
            transport: door.line, now: { time.date })
        return (place, URL(filePath: "/"))
    }

    @Test("access is renewed with the same refresh token, and a refresh that was taken back asks for consent")
    func refresh() async throws {
        let door = try await EbayDoor()
        let (place, _) = await Self.flow(door)
        let granted = try #require(await door.market.ebay.grant(shop: "craft"))
        let old = OAuthTokens(access: granted.access, refresh: granted.refresh, expiresAt: place.now())
        let fresh = try await EbayOAuth().refresh(place, old)
        #expect(fresh.refresh == granted.refresh && fresh.access != granted.access)
        #expect(fresh.expiresAt > place.now())
        let error = await #expect(throws: ConnectorError.self) {
            try await EbayOAuth().refresh(
                place, OAuthTokens(access: "a", refresh: "v^1.1#gone", expiresAt: place.now()))
        }
        guard case .unauthorized? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    // MARK: Listings

    private static func draft(_ sku: String) -> ListingDraft {
        ListingDraft(
            sku: sku, title: "Silver ring", description: "Made by hand.", price: Money(minor: 2_550, currency: .usd),
            quantity: 3, category: "", whoMade: "", whenMade: "",
            details: ListingEdit(images: ["https://pictures.example/ring.jpg"]))
    }

    @Test("a listing is made as a draft, published, edited without loss, taken off sale and ended")
    func listing() async throws {
        let door = try await EbayDoor()
        let catalogue = try #require(door.connector.catalogue)
        let categories = try await catalogue.choices(.categories, of: nil).value
        var draft = Self.draft("RING-9")
        draft.category = try #require(categories.first?.id)
        let needed = try await catalogue.choices(.properties, of: draft.category).value
        let parents = needed.filter { $0.parent == nil && $0.isRequired }
        draft.details.attributes = parents.map { aspect in
            .init(name: aspect.id, value: needed.first { $0.parent == aspect.id }?.id ?? "Acme")
        }
        if !parents.isEmpty {
            var bare = draft
            bare.details.attributes = []
            await #expect(throws: ConnectorError.self) { try await catalogue.create(bare) }
        }
        let made = try await catalogue.create(draft).value
        #expect(made.listing == "RING-9" && made.status == .draft)
        #expect(try await catalogue.find(draft).value.map(\.sku) == ["RING-9"])
        #expect(await door.shop.buy("RING-9", units: 1) == nil)
        #expect(try await catalogue.setOnSale("RING-9", true).value.status == .active)
        let shown = try #require(try await door.offers()["RING-9"])
        #expect(shown.status == .active && shown.quantity == 3 && shown.price?.minor == 2_550)
        _ = try await catalogue.update("RING-9", ListingEdit(title: "Silver ring, small"))
        let edited = try #require(try await door.offers()["RING-9"])
        #expect(edited.title == "Silver ring, small" && edited.quantity == 3 && edited.price == shown.price)
        #expect(edited.image == shown.image)
        _ = try await catalogue.setOnSale("RING-9", false)
        #expect(try await door.offers()["RING-9"]?.status != .active)
        #expect(try await catalogue.end("RING-9").value.status == .ended)
        #expect(try await door.offers()["RING-9"] == nil)
    }

    @Test("variations are made as one listing, and sold each by itself")
    func group() async throws {
        let door = try await EbayDoor()
        let catalogue = try #require(door.connector.catalogue)
        var draft = Self.draft("RING-S")
        draft.category = try #require(try await catalogue.choices(.categories, of: nil).value.first?.id)
        let needed = try await catalogue.choices(.properties, of: draft.category).value
        draft.details.attributes = needed.filter { $0.parent == nil && $0.isRequired }.map { aspect in
            .init(name: aspect.id, value: needed.first { $0.parent == aspect.id }?.id ?? "Acme")
        }
        draft.variations = ["S", "L"].map {
            ListingVariation(
                sku: "RING-\($0)", options: [ListingOption(name: "Ring size", value: $0)],
                price: Money(minor: 2_550, currency: .usd), quantity: 2)
        }
        let made = try await catalogue.create(draft).value
        #expect(made.variations.map(\.sku) == ["RING-S", "RING-L"])
        _ = try await catalogue.setOnSale(made.listing, true)
        let offers = try await door.offers()
        #expect(offers["RING-L"]?.ref == made.variations.last?.ref && offers["RING-L"]?.status == .active)
        #expect(offers["RING-L"]?.options == ["Ring size": "L"])
        await door.shop.buy("RING-L", units: 1)
        #expect(try await door.orders().first?.lines.first?.ref == made.variations.last?.ref)
        _ = try await catalogue.end(made.listing)
        #expect(try await door.offers().keys.contains { $0.hasPrefix("RING") } == false)
    }

    @Test(
        "a member by another name is missed",
        arguments: [
            "sku", "offers", "inventoryItems", "pricingSummary", "price", "status", "listing",
            "listingStatus", "product", "title",
        ])
    func fields(name: String) async throws {
        let plain = try await EbayDoor().offers()["MUG"]
        let door = try await EbayDoor { $0.replacing("\"\(name)\":", with: "\"\(name)X\":") }
        let changed = try? await door.offers()["MUG"]
        #expect(plain != nil && changed != plain)
    }
}
