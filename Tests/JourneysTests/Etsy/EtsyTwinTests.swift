import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins
import Wire

@Suite("The Etsy connector and the Etsy twin")
struct EtsyTwinTests {
    @Test("a shop is known by its consent, and its listings come with stock, price and options")
    func listings() async throws {
        let door = try await EtsyDoor()
        let identity = try await door.connector.identify().value
        #expect(identity.currency == .usd && identity.remoteID != nil)
        let offers = try await door.offers()
        #expect(offers.keys.sorted() == ["MUG", "SHIRT-L", "SHIRT-S"])
        #expect(offers["MUG"]?.quantity == 5 && offers["MUG"]?.price == Money(minor: 1250, currency: .usd))
        #expect(offers["MUG"]?.title == "Mum's \"best\" mug & saucer" && offers["MUG"]?.ref.variation == nil)
        #expect(offers["SHIRT-S"]?.options == ["Size": "Small"] && offers["SHIRT-L"]?.quantity == 2)
        #expect(offers["SHIRT-S"]?.ref.listing == offers["SHIRT-L"]?.ref.listing)
    }

    @Test("a write reaches one variation, keeps its sibling, and its name outlives Etsy's new ids")
    func write() async throws {
        let door = try await EtsyDoor()
        let small = try #require(try await door.offers()["SHIRT-S"]?.ref)
        for quantity in [7, 4] {
            let results = try await door.connector.offers?.write([OfferChange(ref: small, quantity: quantity)]).value
            #expect(
                results?.first?.outcome == .accepted(quantity: quantity, price: Money(minor: 5400, currency: .usd)))
            #expect(await door.stock("SHIRT-S") == quantity)
            await door.pass(1)
        }
        #expect(await door.stock("SHIRT-L") == 2)
        #expect(try await door.connector.listings?.read([small]).value.first?.quantity == 4)
    }

    @Test("an order names the same offers as the listings do, and its units have left the shop's count")
    func orders() async throws {
        let door = try await EtsyDoor()
        let large = try #require(try await door.offers()["SHIRT-L"]?.ref)
        _ = await door.shop.sell("SHIRT-L", units: 1, paid: true, holdSeconds: nil)
        _ = await door.shop.sell("MUG", units: 2, paid: false, holdSeconds: nil)
        let orders = try await door.orders()
        #expect(orders.compactMap(\.lines.first?.ref).contains(large))
        #expect(orders.map(\.state).sorted { $0.rawValue < $1.rawValue } == [.open, .unpaid])
        #expect(orders.allSatisfy { $0.lines.allSatisfy { $0.reducedUnits == $0.units && $0.heldUnits == 0 } })
        let stock = try await door.offers().mapValues(\.quantity)
        #expect(stock["SHIRT-L"] == 1 && stock["MUG"] == 3)
    }

    @Test("a parcel is told once, however often it is confirmed")
    func shipping() async throws {
        let door = try await EtsyDoor()
        _ = await door.shop.sell("MUG", units: 1, paid: true, holdSeconds: nil)
        let order = try #require(try await door.orders().first)
        let notice = ShipmentNotice(
            remoteOrderID: order.remoteID, tracking: Tracking(carrier: "USPS", number: "9400 1"),
            shippedAt: .distantPast)
        for _ in 1...2 { _ = try await door.connector.shipments?.confirm(notice) }
        #expect(door.line.calls.count { $0.hasPrefix("POST") } == 1)
        let read = try await door.connector.orders?.read(order.remoteID).value
        #expect(read?.state == .shipped && read?.tracking.map(\.number) == ["9400 1"])
    }

    @Test("the last unit ends the listing, and units that come back renew it", arguments: [false, true])
    func zero(isRefused: Bool) async throws {
        let door = try await EtsyDoor()
        await door.shop.setZeroRefused(isRefused)
        let mug = try #require(try await door.offers()["MUG"]?.ref)
        let results = try await door.connector.offers?.write([OfferChange(ref: mug, quantity: 0)]).value
        let state = await door.shop.listing("MUG")?.state
        await door.pass(1)
        let shown = try await door.connector.listings?.read([mug]).value.first
        guard !isRefused else {
            guard case .tookOffSale(.some) = results?.first?.outcome else { return #expect(Bool(false)) }
            #expect(state == "inactive" && shown?.status == .inactive && shown?.quantity == nil)
            return
        }
        #expect(results?.first?.outcome == .accepted(quantity: 0, price: Money(minor: 1250, currency: .usd)))
        #expect(state == "sold_out" && shown?.status == .soldOut && shown?.quantity == 0)
        _ = try await door.connector.offers?.write([OfferChange(ref: mug, quantity: 6)])
        #expect(await door.shop.listing("MUG")?.state == "active")
        #expect(await door.stock("MUG") == 6)
    }

    @Test("a listing leaves the sale for a moment, is written while nobody can buy, and comes back at no cost")
    func resting() async throws {
        let door = try await EtsyDoor()
        let small = try #require(try await door.offers()["SHIRT-S"]?.ref)
        let resting = try #require(door.connector.resting)
        guard case .offSale(let at) = try await resting.rest(small.listing).value else { return #expect(Bool(false)) }
        let refused = await door.shop.sell("SHIRT-L", units: 1, paid: true, holdSeconds: nil)
        #expect(refused == nil)
        await door.pass(1)
        let off = try #require(try await door.connector.listings?.read([small]).value.first)
        #expect(off.status == .inactive && off.quantity == nil && off.offSale == OffSale(quantity: 3, since: at))
        let change = OfferChange(ref: small, quantity: 2, price: Money(minor: 4999, currency: .usd))
        guard case .onSale = try await resting.resume(small.listing, writing: [change], since: at).value else {
            return #expect(Bool(false))
        }
        #expect(await door.stock("SHIRT-S") == 2)
        #expect(await door.stock("SHIRT-L") == 2)
        let sold = await door.shop.sell("SHIRT-L", units: 1, paid: true, holdSeconds: nil)
        #expect(sold != nil)
        let book = await door.shop.book
        #expect(book.entries.allSatisfy { $0.kind != .fee })
    }

    @Test("what its seller deactivates or activates meanwhile is not ours to write", arguments: [true, false])
    func seller(putsBack: Bool) async throws {
        let door = try await EtsyDoor()
        let mug = try #require(try await door.offers()["MUG"]?.ref)
        let resting = try #require(door.connector.resting)
        guard case .offSale(let at) = try await resting.rest(mug.listing).value else { return #expect(Bool(false)) }
        await door.pass(5)
        #expect(await door.shop.setOnSaleByHand("MUG", true))
        await door.pass(5)
        if !putsBack { #expect(await door.shop.setOnSaleByHand("MUG", false)) }
        let change = OfferChange(ref: mug, quantity: 2)
        let outcome = try await resting.resume(mug.listing, writing: [change], since: at).value
        #expect(outcome == (putsBack ? .wasOnSale : .notOurs))
        #expect(await door.stock("MUG") == 5)
    }

    @Test("a listing is drafted, found again by our SKU, given a picture, published and hidden")
    func catalogue() async throws {
        let door = try await EtsyDoor()
        let catalogue = try #require(door.connector.catalogue)
        func first(_ kind: ListingChoice.Kind) async throws -> String? {
            await door.pass(1)
            return try await catalogue.choices(kind, of: nil).value.first?.id
        }
        let category = try #require(try await first(.categories))
        var details = ListingEdit(tags: ["ring"], materials: ["silver"], goods: .physical)
        details.shippingProfile = try await first(.shippingProfiles)
        details.returnPolicy = try await first(.returnPolicies)
        details.processing = try await first(.processing)
        details.section = try await first(.sections)
        let draft = ListingDraft(
            sku: "RING-9", title: "Silver ring", description: "Made by hand.",
            price: Money(minor: 2550, currency: .usd),
            quantity: 3, category: category, whoMade: "i_did", whenMade: "made_to_order", details: details)
        #expect(try await catalogue.find(draft).value.isEmpty)
        await door.pass(1)
        let made = try await catalogue.create(draft).value
        #expect(made.sku == "RING-9" && made.status == .draft)
        await door.pass(1)
        #expect(try await catalogue.find(draft).value.map(\.listing) == [made.listing])
        _ = try await catalogue.addImage(
            ListingImage(bytes: Array("picture".utf8), fileName: "ring.jpg", contentType: "image/jpeg", rank: 1),
            to: made.listing)
        await door.pass(1)
        #expect(try await catalogue.setOnSale(made.listing, true).value.status == .active)
        #expect(try await catalogue.update(made.listing, ListingEdit(title: "Gold ring")).value.title == "Gold ring")
        #expect(try await catalogue.setOnSale(made.listing, false).value.status == .inactive)
    }

    // MARK: What the connector depends on

    /// All that the connector makes of a shop that does everything it reads: values, and its own calls.
    private static func everything(_ changing: @escaping @Sendable (String) -> String) async throws -> String {
        let door = try await EtsyDoor(pageSize: 1, changing: changing)
        var seen: [String] = []
        func note(_ value: Any) { seen.append(String(reflecting: value)) }
        for units in [1, 1] { _ = await door.shop.sell("SHIRT-L", units: units, paid: units == 1, holdSeconds: nil) }
        _ = await door.shop.sell("MUG", units: 1, paid: false, holdSeconds: nil)
        do {
            note(try await door.connector.identify().value)
            let offers = try await door.offers()
            note(offers.sorted { $0.key < $1.key }.map(\.value))
            guard let small = offers["SHIRT-S"]?.ref else { throw MissingPart() }
            note(
                try await door.connector.offers?.write([
                    OfferChange(ref: small, quantity: 9, price: Money(minor: 4999, currency: .usd))
                ]).value as Any)
            var token: PageToken?
            var orders: [RemoteOrder] = []
            repeat {
                let page = try await door.connector.orders?.page(token, modifiedAfter: nil).value
                orders += page?.orders ?? []
                token = page?.next
                await door.pass(1)
            } while token != nil && orders.count < 20
            guard let order = orders.first(where: { $0.state == .open }) else { throw MissingPart() }
            let notice = ShipmentNotice(
                remoteOrderID: order.remoteID, tracking: Tracking(carrier: "USPS", number: "9400 1"),
                shippedAt: .distantPast)
            for _ in 1...2 { _ = try await door.connector.shipments?.confirm(notice) }
            note(orders)
            note(try await door.connector.orders?.read(order.remoteID).value as Any)
        } catch {
            note(error)
        }
        return (seen + door.line.calls).joined(separator: "\n")
    }

    @Test("the same shop is read the same twice")
    func deterministic() async throws {
        #expect(try await Self.everything { $0 } == Self.everything { $0 })
    }

    @Test(
        "any field the connector depends on, called otherwise, is noticed",
        arguments: [
            "shop_id", "shop_name", "currency_code", "count", "results", "listing_id", "title", "state", "inventory",
            "products", "sku", "offerings", "quantity", "price", "amount", "divisor", "property_values", "property_id",
            "property_name", "value_ids", "values", "readiness_state_id", "price_on_property",
            "quantity_on_property", "sku_on_property", "updated_timestamp", "receipt_id", "status",
            "created_timestamp", "grandtotal", "transactions", "transaction_id", "product_data+variations", "shipments",
            "tracking_code", "carrier_name", "images", "url_570xN", "is_paid+status", "is_shipped+status",
        ])
    func dependsOn(field: String) async throws {
        let usual = try await Self.everything { $0 }
        // What Etsy tells twice is missed only when both are gone.
        let names = field.split(separator: "+")
        let changed = try await Self.everything { text in
            names.reduce(text) { $0.replacing("\"\($1)\":", with: "\"x_\($1)\":") }
        }
        #expect(usual != changed)
    }
}
