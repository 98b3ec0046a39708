import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins
import Wire

@Suite("The Amazon connector and the Amazon twin")
struct AmazonTwinTests {
    @Test(
        "an account is known by its consent, and its listings come with stock and price, parents with nothing to sell")
    func listings() async throws {
        let door = try await AmazonDoor()
        let identity = try await door.connector.identify().value
        #expect(identity.currency == .usd && identity.remoteID == door.shop.sellerID)
        let offers = try await door.offers()
        #expect(offers.keys.sorted() == ["A,B/C D", "MUG", "SHIRT", "SHIRT-S"])
        #expect(offers["MUG"]?.quantity == 5 && offers["MUG"]?.price == Money(minor: 1250, currency: .usd))
        #expect(offers["MUG"]?.title == "Mum's \"best\" mug & saucer")
        #expect(offers["SHIRT"]?.uncounted == .notOnSale && offers["SHIRT-S"]?.quantity == 3)
    }

    @Test("a thousand and more listings are read, each once")
    func many() async throws {
        let goods = (1...1_130).map { TwinProduct(sku: "S\($0)", name: "Good \($0)", price: "1.00", stock: 1) }
        let door = try await AmazonDoor(goods: [])
        for start in stride(from: 0, to: goods.count, by: 565) {
            await door.shop.fill(Array(goods[start..<min(goods.count, start + 565)]))
            await door.pass(60)
        }
        #expect(try await door.offers().count == 1_130)
    }

    @Test(
        "a write is taken at once and shows a little later; what else stands there stays",
        arguments: ["MUG", "A,B/C D"])
    func write(sku: String) async throws {
        let door = try await AmazonDoor()
        let ref = OfferRef(listing: sku)
        let change = OfferChange(ref: ref, quantity: 9, price: Money(minor: 1999, currency: .usd))
        let results = try await door.connector.offers?.write([change]).value
        #expect(results == [OfferResult(ref: ref, outcome: .submitted)])
        #expect(await door.stock(sku) != 9)
        await door.pass(3)
        let offer = try #require(try await door.connector.listings?.read([ref]).value.first)
        #expect(offer.quantity == 9 && offer.price == Money(minor: 1999, currency: .usd))
        let availability = await door.shop.attribute("fulfillment_availability", of: sku)
        #expect(availability?.contains(#""lead_time_to_ship_max_days":2"#) == true)
    }

    @Test("an order is found once it is two minutes old, and its units have left the offer")
    func orders() async throws {
        let door = try await AmazonDoor()
        await door.shop.buy("SHIRT-S", units: 1)
        await door.shop.buy("MUG", units: 2, paid: false)
        #expect(try await door.orders().isEmpty)
        await door.pass(121)
        let orders = try await door.orders()
        #expect(orders.map(\.state).sorted { $0.rawValue < $1.rawValue } == [.open, .unpaid])
        #expect(orders.allSatisfy { $0.lines.allSatisfy { $0.reducedUnits == $0.units && $0.heldUnits == 0 } })
        #expect(Set(orders.compactMap(\.lines.first?.ref.listing)) == ["SHIRT-S", "MUG"])
        let stock = try await door.offers().mapValues(\.quantity)
        #expect(stock["SHIRT-S"] == 2 && stock["MUG"] == 3)
    }

    @Test("an order that changed just now is missing among the changes, and not among those placed")
    func changedJustNow() async throws {
        let door = try await AmazonDoor()
        let sale = try #require(await door.shop.buy("MUG", units: 2))
        await door.pass(150)
        await door.shop.cancel(order: sale.orderID)
        await door.pass(10)
        let reader = try #require(door.connector.orders)
        #expect(try await door.orders().isEmpty)
        #expect(try await reader.page(nil, placedAfter: nil).value.orders.map(\.state) == [.cancelled])
        await door.pass(121)
        #expect(try await door.orders().map(\.state) == [.cancelled])
    }

    @Test("what Amazon keeps and sends is neither counted nor asked for")
    func byAmazon() async throws {
        let door = try await AmazonDoor()
        await door.shop.setByAmazon("MUG", true)
        await door.shop.buy("MUG", units: 1)
        await door.pass(121)
        #expect(try await door.orders().isEmpty)
        #expect(try await door.offers()["MUG"]?.uncounted == .countedByChannel)
    }

    @Test("a parcel is told once, however often it is confirmed")
    func shipping() async throws {
        let door = try await AmazonDoor()
        await door.shop.buy("MUG", units: 2)
        await door.pass(121)
        let order = try #require(try await door.orders().first)
        let notice = ShipmentNotice(
            remoteOrderID: order.remoteID, tracking: Tracking(carrier: "USPS", number: "9400 1"),
            shippedAt: Date(timeIntervalSince1970: 1_790_000_000))
        for _ in 1...2 { _ = try await door.connector.shipments?.confirm(notice) }
        let mails = await door.shop.book.entries.filter { $0.kind == .mail }
        #expect(mails.count == 1)
        let read = try await door.connector.orders?.read(order.remoteID).value
        #expect(read?.state == .shipped && read?.tracking.map(\.number) == ["9400 1"])
    }

    @Test("a limit that is used up is named, and other operations go on")
    func limited() async throws {
        let door = try await AmazonDoor()
        for _ in 1...20 { _ = try await door.orders() }
        await #expect(throws: ConnectorError.limited(budget: "searchOrders", retryAfter: .milliseconds(178_571))) {
            try await door.orders()
        }
        #expect(try await door.connector.listings?.read([OfferRef(listing: "MUG")]).value.count == 1)
    }

    @Test(
        "a member by another name is missed",
        arguments: [
            "sku", "summaries", "offers", "offerType", "price", "fulfillmentAvailability", "fulfillmentChannelCode",
            "itemName", "status",
        ])
    func fields(name: String) async throws {
        let plain = try await AmazonDoor().offers()["MUG"]
        let door = try await AmazonDoor { $0.replacing("\"\(name)\":", with: "\"\(name)X\":") }
        let changed = try? await door.offers()["MUG"]
        #expect(plain != nil && changed != plain)
    }
}
