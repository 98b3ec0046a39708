import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Synchronization
import Testing
import Workbench

@Suite("A shop whose clock is set back")
struct ShopClockTests {
    @Test(
        "frees the units of an order that was made before and cancelled after it",
        arguments: Engine.available, [true, false])
    func cancelled(engine: Engine, isReadBefore: Bool) async throws {
        let hall = try await ScriptedHub(engine, stock: 60)
        let ahead = Mutex(0.0)
        let stamp: @Sendable () -> Date = { hall.clock.now.addingTimeInterval(ahead.withLock { $0 }) }
        hall.shop.change {
            $0.time = stamp
            $0.write = { changes throws(ConnectorError) in hall.shop.script.withLock { $0.apply(changes) } }
        }
        try await hall.goLive()
        try await hall.pass(30) { try await hall.offer().escrow.isPlain }
        try await hall.pass(30)
        let made = stamp()
        let order = Self.order(.open, made: made, at: made)
        if isReadBefore {
            hall.shop.change { $0.orders = { () throws(ConnectorError) in Self.page(order) } }
            try await hall.pass(30) { try await Self.open(hall) == 2 }
            #expect(try await Self.open(hall) == 2)
            hall.shop.change { $0.orders = { () throws(ConnectorError) in Self.page() } }
        }
        ahead.withLock { $0 = -80 }
        if isReadBefore {
            // Nothing is told meanwhile: the clock is seen set by an answer that holds no order.
            try await hall.pass(15)
        } else {
            hall.shop.change { $0.orders = { () throws(ConnectorError) in Self.page(order) } }
            try await hall.pass(15) { try await Self.open(hall) == 2 }
            #expect(try await Self.open(hall) == 2)
        }
        let after = Self.order(.cancelled, made: made, at: stamp())
        #expect(after.modifiedAt < made)
        hall.shop.change { $0.orders = { () throws(ConnectorError) in Self.page(after) } }
        try await hall.pass(15) { try await Self.open(hall) == 0 }
        #expect(try await Self.open(hall) == 0)
        #expect(try await hall.record().clockEra == 1)
    }

    private static func open(_ hall: ScriptedHub) async throws -> Int {
        try await WhyStock(sku: "A").run(hall.desk).open
    }

    private static func page(_ orders: RemoteOrder...) -> OrderPage {
        OrderPage(orders: orders, unreadable: [], next: nil)
    }

    private static func order(_ state: OrderState, made: Date, at time: Date) -> RemoteOrder {
        let isOpen = state == .open
        return RemoteOrder(
            remoteID: "7", number: "7", state: state, remoteStatus: state.rawValue, createdAt: made, modifiedAt: time,
            total: Money(minor: 2_000, currency: .gbp),
            lines: [
                RemoteOrderLine(
                    remoteID: "1", ref: OfferRef(listing: "1"), sku: "A", title: "A", units: 2,
                    unitPrice: Money(minor: 1_000, currency: .gbp), heldUnits: 0, reducedUnits: isOpen ? 2 : 0)
            ])
    }
}
