import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins

@Suite("What buyers send back, at the Shopify twin")
struct ShopifyReturnTwinTests {
    /// An order of two mugs that was sent.
    private static func sent(_ door: ShopifyDoor) async throws -> (id: Int, reader: any OrderReading) {
        let sale = try #require(await door.shop.buy("MUG", units: 2))
        await door.pass(1)
        await door.shop.complete(order: sale.orderID)
        return (sale.orderID, try #require(door.connector.orders))
    }

    @Test("a return is told from the wish to the end; what the shop put back on its shelf is its own number")
    func told() async throws {
        let door = try await ShopifyDoor()
        let (id, reader) = try await Self.sent(door)
        func read() async throws -> RemoteOrder { try #require(try await reader.read(String(id)).value) }
        #expect(try await read().returns == [])
        await door.shop.askReturn(ofOrder: id, units: 2)
        var order = try await read()
        let line = try #require(order.lines.first)
        #expect(order.returns.map(\.state) == [.requested] && order.returns.first?.units == [line.remoteID: 2])
        #expect(order.state == .shipped && line.reducedUnits == 2 && line.refundedUnits == 0)
        await door.shop.setReturn(ofOrder: id, to: "OPEN")
        #expect(try await read().returns.map(\.state) == [.open])
        // One of the two can be sold again.
        await door.shop.setReturn(ofOrder: id, to: "CLOSED", restocked: 1)
        order = try await read()
        #expect(order.returns.map(\.state) == [.closed] && order.returns.first?.restocked == [line.remoteID: 1])
        #expect(order.returns.first?.name.hasSuffix("-R1") == true)
        #expect(order.lines.first?.reducedUnits == 1 && order.lines.first?.refundedUnits == 0)
        #expect(await door.stock("MUG") == 4)
    }

    @Test("units that a refund and the return itself both tell of are counted once")
    func once() async throws {
        let door = try await ShopifyDoor()
        let (id, reader) = try await Self.sent(door)
        await door.shop.askReturn(ofOrder: id, units: 2)
        await door.shop.setReturn(ofOrder: id, to: "CLOSED", restocked: 2, refunds: true)
        let order = try #require(try await reader.read(String(id)).value)
        #expect(order.lines.first?.reducedUnits == 0 && order.lines.first?.refundedUnits == 2)
        #expect(await door.stock("MUG") == 5)
    }

    @Test("a shop that gave no right to read returns is read without them, and is not asked again for a while")
    func withoutRight() async throws {
        let door = try await ShopifyDoor()
        let (id, _) = try await Self.sent(door)
        await door.shop.askReturn(ofOrder: id, units: 1)
        let scopes = Shopify.manifest.scopes.filter { $0 != "read_returns" }
        let connector = try await door.with(token: await door.shop.grant(scopes: scopes).access)
        let reader = try #require(connector.orders)
        for _ in 0..<2 {
            let order = try #require(try await reader.read(String(id)).value)
            #expect(order.returns == [] && order.state == .shipped)
        }
        #expect(door.line.calls.count { $0.contains("\"operationName\":\"OrderReturns\"") } == 1)
    }

    @Test("more returns than fit on a page are all told")
    func many() async throws {
        let door = try await ShopifyDoor()
        await door.shop.fill([TwinProduct(sku: "BOX", name: "Box", price: "3.00", stock: 9)])
        let sale = try #require(await door.shop.buy("BOX", units: 7))
        await door.pass(1)
        await door.shop.complete(order: sale.orderID)
        for _ in 1...7 {
            await door.shop.askReturn(ofOrder: sale.orderID, units: 1)
            await door.shop.setReturn(ofOrder: sale.orderID, to: "CLOSED", restocked: 1)
        }
        let order = try #require(try await door.connector.orders?.read(String(sale.orderID)).value)
        #expect(order.returns.count == 7 && Set(order.returns.map(\.id)).count == 7)
        #expect(order.lines.first?.reducedUnits == 0)
        #expect(door.line.calls.count { $0.contains("\"operationName\":\"OrderReturns\"") } == 2)
    }

    /// Where a return does not move its order's own time, only the delivery tells of it.
    @Test("each step of a return leads to its order, and a subscription that Shopify dropped comes back")
    func hints() async throws {
        let door = try await ShopifyDoor()
        let address = try #require(URL(string: "https://hub.example/hooks/1"))
        let hooks = try #require(door.connector.webhooks)
        func subscribe() async throws -> [WebhookState] {
            try await hooks.ensure(address: address, secret: "", writesSecret: false).value
        }
        #expect(try await subscribe().count == Shopify.manifest.webhookTopics.count)
        let (id, _) = try await Self.sent(door)
        func notices() async throws -> [WebhookNotice] {
            let secret = await door.shop.customApp.secret
            var told: [WebhookNotice] = []
            for hook in await door.shop.takeDeliveries() {
                told.append(
                    try ShopifyWebhookVerifier().verify(
                        headers: hook.headers, body: hook.body, secret: secret, now: Date()))
                await door.shop.delivered(hook, status: 200)
            }
            return told
        }
        _ = try await notices()
        await door.shop.askReturn(ofOrder: id, units: 1, touchesOrder: false)
        let asked = try await notices()
        #expect(asked == [.order(key: String(id))])
        for status in ["OPEN", "CLOSED"] {
            await door.shop.setReturn(ofOrder: id, to: status, touchesOrder: false)
            let told = try await notices()
            #expect(told == [.order(key: String(id))], "\(status)")
        }
        await door.shop.drop(subscriptionTo: "RETURNS_CLOSE")
        #expect(try await hooks.standing(address: address).value.contains("RETURNS_CLOSE") == false)
        #expect(try await subscribe().filter(\.revived).map(\.topic) == ["RETURNS_CLOSE"])
        #expect(try await hooks.standing(address: address).value == Set(Shopify.manifest.webhookTopics))
    }

    @Test("a shop that gave no right to returns is told of everything else, and asked for it once")
    func withoutHints() async throws {
        let door = try await ShopifyDoor()
        let scopes = Shopify.manifest.scopes.filter { $0 != "read_returns" }
        let connector = try await door.with(token: await door.shop.grant(scopes: scopes).access)
        let address = try #require(URL(string: "https://hub.example/hooks/1"))
        for _ in 0..<2 {
            let states = try await connector.webhooks?.ensure(address: address, secret: "", writesSecret: false).value
            #expect(states?.map(\.topic) == Shopify.manifest.webhookTopics.filter { !$0.hasPrefix("RETURNS_") })
        }
        #expect(door.line.calls.count { $0.contains("RETURNS_") } == 1)
    }
}
