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
}
