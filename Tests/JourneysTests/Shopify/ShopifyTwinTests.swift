import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins
import Wire

@Suite("The Shopify connector and the Shopify twin")
struct ShopifyTwinTests {
    @Test("a shop says who it is, and its variants come with stock, price and options")
    func listings() async throws {
        let door = try await ShopifyDoor()
        let identity = try await door.connector.identify().value
        #expect(identity.currency == .usd && identity.remoteID != nil)
        let offers = try await door.offers()
        #expect(offers.keys.sorted() == ["MUG", "SHIRT-L", "SHIRT-S"])
        #expect(offers["MUG"]?.quantity == 5 && offers["MUG"]?.price == Money(minor: 1250, currency: .usd))
        #expect(offers["SHIRT-S"]?.options == ["Size": "Small"] && offers["SHIRT-L"]?.quantity == 2)
        #expect(offers["SHIRT-S"]?.ref.listing == offers["SHIRT-L"]?.ref.listing)
    }

    @Test("quantities of two products and a price are written and read back")
    func write() async throws {
        let door = try await ShopifyDoor()
        let offers = try await door.offers()
        let (mug, small) = (try #require(offers["MUG"]?.ref), try #require(offers["SHIRT-S"]?.ref))
        let done = OfferResult.Outcome.accepted(quantity: nil, price: nil)
        #expect(
            try await door.write(OfferChange(ref: mug, quantity: 7, replaces: 5), OfferChange(ref: small, quantity: 0))
                == [done, done])
        #expect(await door.stock("MUG") == 7)
        #expect(await door.stock("SHIRT-S") == 0)
        let price = Money(minor: 1_399, currency: .usd)
        #expect(try await door.write(OfferChange(ref: mug, price: price)) == [.accepted(quantity: nil, price: price)])
        let read = try await door.connector.listings?.read([mug, small]).value
        #expect(read?.map(\.quantity) == [7, 0] && read?.first?.price == price)
    }

    @Test("a sale between is not written over: the number is stale, and nothing of the call is done")
    func stale() async throws {
        let door = try await ShopifyDoor()
        let offers = try await door.offers()
        let (mug, small) = (try #require(offers["MUG"]?.ref), try #require(offers["SHIRT-S"]?.ref))
        _ = await door.shop.buy("MUG")
        #expect(
            try await door.write(
                OfferChange(ref: mug, quantity: 3, replaces: 5), OfferChange(ref: small, quantity: 1, replaces: 3))
                == [.stale, .passedOver])
        #expect(await door.stock("MUG") == 4)
        #expect(await door.stock("SHIRT-S") == 3)
        #expect(
            try await door.write(OfferChange(ref: mug, quantity: 3, replaces: 4))
                == [.accepted(quantity: nil, price: nil)])
    }

    @Test("orders name the same offers as listings do, and their units have left the shop’s count, paid or not")
    func orders() async throws {
        let door = try await ShopifyDoor()
        let large = try #require(try await door.offers()["SHIRT-L"]?.ref)
        _ = await door.shop.buy("SHIRT-L")
        _ = await door.shop.buy("MUG", units: 2, paid: false)
        let orders = try await door.orders()
        #expect(orders.compactMap(\.lines.first?.ref).contains(large))
        #expect(orders.map(\.state).sorted { $0.rawValue < $1.rawValue } == [.open, .unpaid])
        #expect(orders.allSatisfy { $0.lines.allSatisfy { $0.reducedUnits == $0.units && $0.heldUnits == 0 } })
        let stock = try await door.offers().mapValues(\.quantity)
        #expect(stock["SHIRT-L"] == 1 && stock["MUG"] == 3)
    }

    @Test("a cancelled order gives its units back, in the order and on the shelf")
    func cancelled() async throws {
        let door = try await ShopifyDoor()
        let sale = try #require(await door.shop.buy("MUG", units: 2))
        await door.pass(1)
        await door.shop.cancel(order: sale.orderID)
        let order = try #require(try await door.orders().first)
        #expect(order.state == .cancelled && order.lines.first?.reducedUnits == 0)
        #expect(await door.stock("MUG") == 5)
    }

    @Test("only orders that changed since are read, oldest change first, over many pages")
    func pages() async throws {
        let door = try await ShopifyDoor()
        await door.shop.setStock("MUG", to: 100)
        for _ in 0..<30 {
            _ = await door.shop.buy("MUG")
            await door.pass(1)
        }
        let reader = try #require(door.connector.orders)
        let since = Date(timeIntervalSince1970: 1_790_000_005)
        var seen: [RemoteOrder] = []
        var page = try await reader.page(nil, modifiedAfter: since).value
        seen += page.orders
        while let next = page.next {
            page = try await reader.page(next, modifiedAfter: nil).value
            seen += page.orders
        }
        #expect(seen.count == 25 && seen == seen.sorted { $0.modifiedAt < $1.modifiedAt })
    }

    @Test("a parcel is told once, however often it is confirmed, and its number is read back")
    func shipping() async throws {
        let door = try await ShopifyDoor()
        _ = await door.shop.buy("MUG")
        let order = try #require(try await door.orders().first)
        let notice = ShipmentNotice(
            remoteOrderID: order.remoteID, tracking: Tracking(carrier: "DHL", number: "JD 1"), shippedAt: .distantPast)
        for _ in 0..<3 { _ = try await door.connector.shipments?.confirm(notice) }
        let mails = await door.shop.book.entries.count { $0.kind == .mail }
        let sent = try await door.connector.orders?.read(order.remoteID).value
        #expect(mails == 1 && sent?.state == .shipped && sent?.tracking == [Tracking(carrier: "DHL", number: "JD 1")])
    }

    @Test("a delivery is verified and leads to its order")
    func webhooks() async throws {
        let door = try await ShopifyDoor()
        let address = try #require(URL(string: "https://hub.example/hooks/1"))
        _ = try await door.connector.webhooks?.ensure(address: address, secret: "", writesSecret: false)
        let again = try await door.connector.webhooks?.ensure(address: address, secret: "", writesSecret: false).value
        #expect(await door.shop.subscriptions.count == again?.count)
        let sale = try #require(await door.shop.buy("MUG"))
        let secret = await door.shop.customApp.secret
        let notices = try await door.market.takeDeliveries().map { hook in
            try ShopifyWebhookVerifier().verify(headers: hook.headers, body: hook.body, secret: secret, now: Date())
        }
        #expect(notices.contains(.order(key: String(sale.orderID))))
    }

    @Test("an app that is removed is refused, and told so by a last delivery")
    func uninstalled() async throws {
        let door = try await ShopifyDoor()
        let address = try #require(URL(string: "https://hub.example/hooks/1"))
        _ = try await door.connector.webhooks?.ensure(address: address, secret: "", writesSecret: false)
        let secret = await door.shop.customApp.secret
        await door.shop.uninstall(customApp: true)
        let hook = try #require(await door.market.takeDeliveries().first)
        let notice = try ShopifyWebhookVerifier().verify(
            headers: hook.headers, body: hook.body, secret: secret, now: Date())
        #expect(notice == .accessEnded)
        await #expect(throws: ConnectorError.unauthorized(code: "http-401")) { try await door.connector.identify() }
    }

    @Test("what a buyer asks about their data, and what becomes of a shop's after it left, is told with their orders")
    func privacy() async throws {
        let door = try await ShopifyDoor()
        await door.market.setShopifyCompliance("https://hub.example/hooks/app/shopify")
        let sale = try #require(await door.shop.buy("MUG"))
        await door.shop.buyerAsks(ofOrder: sale.orderID, toErase: false)
        await door.shop.buyerAsks(ofOrder: sale.orderID, toErase: true)
        await door.shop.uninstall()
        #expect(try await Self.asked(door).map(\.kind) == [.access, .erasure])
        await door.shop.buyerAsks(ofOrder: sale.orderID, toErase: true)
        let again = try #require(try await Self.asked(door).first)
        #expect(again.person.orders == [String(sale.orderID)] && again.person.mail == nil)
        await door.pass(48 * 3_600)
        #expect(try await Self.asked(door).map(\.kind) == [.shopErasure])
    }

    /// What is delivered now, verified with the app's secret.
    private static func asked(_ door: ShopifyDoor) async throws -> [SubjectAsk] {
        let secret = await door.market.shopifyApp.clientSecret
        let hooks = await door.market.takeDeliveries()
        for hook in hooks { await door.shop.delivered(hook, status: 200) }
        return try hooks.compactMap { hook in
            #expect(hook.url == "https://hub.example/hooks/app/shopify")
            let notice = try ShopifyWebhookVerifier().verify(
                headers: hook.headers, body: hook.body, secret: secret, now: Date())
            guard case .subject(let ask) = notice else { return nil }
            return ask
        }
    }

    @Test("a burst beyond the bucket is throttled and told how long to wait; then it goes on")
    func throttled() async throws {
        let door = try await ShopifyDoor()
        await door.shop.setLimits(maximum: 610, rate: 100)
        _ = try await door.offers()
        await door.shop.setLimits(maximum: 100, rate: 100)
        let error = await #expect(throws: ConnectorError.self) { try await door.offers() }
        guard case .throttled(let wait)? = error else { return #expect(Bool(false)) }
        #expect(wait > .seconds(4))
    }

    @Test("what a shop sells beyond zero, or has at another place too, is told as not counted")
    func facts() async throws {
        let door = try await ShopifyDoor()
        await door.shop.setInventoryPolicy(of: "MUG", "CONTINUE")
        await door.shop.addLocation("Warehouse", stock: ["SHIRT-S": 4])
        let offers = try await door.offers()
        #expect(offers["MUG"]?.uncounted == .sellsWithoutStock && offers["SHIRT-S"]?.uncounted == .liesElsewhereToo)
        #expect(offers["SHIRT-L"]?.countsStock == true)
    }

    @Test("at a chosen location numbers are read and written; what lies elsewhere stays as it is")
    func chosenLocation() async throws {
        let door = try await ShopifyDoor()
        let attic = await door.shop.addLocation("Attic", stock: ["MUG": 9])
        let there = try await door.at(location: String(attic))
        #expect(try await there.identify().value.locations.filter(\.isOurs).map(\.name) == ["Attic"])
        let reader = try #require(there.listings)
        let mug = try #require(try await reader.page(nil, modifiedAfter: nil).value.offers.first { $0.sku == "MUG" })
        // Five more lie at the shop: they are for sale beside these.
        #expect(mug.uncounted == .liesElsewhereToo)
        let written = try await there.offers?.write([OfferChange(ref: mug.ref, quantity: 4, replaces: 9)]).value
        #expect(written?.map(\.outcome) == [.accepted(quantity: nil, price: nil)])
        #expect(await door.stock("MUG") == 5)
        #expect(await door.shop.stock("MUG", at: attic) == 4)
    }

    @Test("a number that changes in the shop is told by what Shopify counts, and leads to its offer")
    func inventoryHint() async throws {
        let door = try await ShopifyDoor()
        let address = try #require(URL(string: "https://hub.example/hooks/1"))
        _ = try await door.connector.webhooks?.ensure(address: address, secret: "", writesSecret: false)
        _ = await door.shop.setStock("MUG", to: 3)
        let secret = await door.shop.customApp.secret
        let hook = try #require(
            await door.market.takeDeliveries().first { hook in
                hook.headers.contains { $0.name == "X-Shopify-Topic" && $0.value == "inventory_levels/update" }
            })
        let notice = try ShopifyWebhookVerifier().verify(
            headers: hook.headers, body: hook.body, secret: secret, now: Date())
        #expect(String(decoding: hook.body, as: UTF8.self).contains(#""available":3"#))
        let ref = try #require(try await door.offers()["MUG"]?.ref)
        #expect(notice == .item(key: String((ref.variation ?? "").split(separator: "-").last ?? "")))
    }

    @Test("a merchant's consent: the page, the signed answer, tokens that are renewed")
    func consent() async throws {
        let door = try await ShopifyDoor()
        let app = await door.market.shopifyApp
        let place = OAuthPlace(
            app: ChannelApp(clientID: app.clientID, clientSecret: app.clientSecret), address: await door.shop.address,
            transport: door.line, now: { Date(timeIntervalSince1970: 1_790_000_000) })
        let back = try #require(URL(string: "http://127.0.0.1:9/oauth/callback/shopify"))
        let page = try ShopifyOAuth().consentPage(
            place, redirect: back, state: "s1", challenge: "", scopes: Shopify.manifest.scopes)
        func ask(_ more: String) async -> TwinReply {
            await door.market.answer(
                TwinRequest(
                    method: "GET", target: page.path() + "?" + (page.query(percentEncoded: true) ?? "") + more,
                    headers: [:], body: []))
        }
        let shown = await ask("")
        #expect(String(decoding: shown.body, as: UTF8.self).contains("Install app"))
        let agreed = await ask("&install=yes")
        let location = try #require(agreed.headers.first { $0.name == "Location" }?.value)
        let answer = PercentEncoding.parseForm(String(location.split(separator: "?").last ?? ""))
        let fields = Dictionary(answer.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let first = try await ShopifyOAuth().exchange(place, answer: fields, verifier: "", redirect: back)
        let second = try await ShopifyOAuth().refresh(place, first)
        #expect(first.access != second.access && second.scopes == Shopify.manifest.scopes)
        let connector = try ShopifyConnector(
            address: await door.shop.address, token: second.access, transport: door.line,
            now: { Date(timeIntervalSince1970: 1_790_000_000) })
        #expect(try await connector.identify().value.name == "craft")
    }
}
