import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("Orders and parcels")
struct OrderTests {
    @Test("a shipped order leaves the shelf once, and the shop is to be told", arguments: Engine.available)
    func ship(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,5,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        hall.clock.advance(by: 60)
        let placed = hall.clock.now
        try await desk.takeIn(.of("100", "1", units: 2, at: placed), of: shop)
        let shipped = try await ShipOrder("#100", carrier: "Post", tracking: "1Z9").run(desk)
        #expect(shipped.state == "shipped")
        #expect(shipped.lines?.map(\.shipped) == [2])
        #expect(shipped.lines?.map(\.open) == [0])
        #expect(shipped.tracking == [TrackingReport(carrier: "Post", number: "1Z9")])
        #expect(shipped.shipments?.map(\.state) == ["wanted"])
        let story = try await WhyStock(sku: "A").run(desk)
        #expect(story.onHand == 3)
        #expect(story.open == 0)
        #expect(story.available == 3)
        #expect(try await desk.isWoken(shop))
        await #expect(throws: OperationError.self) { try await ShipOrder("#100", tracking: "1Z9").run(desk) }
        // The shop says shipped too, later: nothing leaves twice.
        try await desk.takeIn(.of("100", "1", units: 2, state: .shipped, at: placed.addingTimeInterval(90)), of: shop)
        #expect(try await WhyStock(sku: "A").run(desk).onHand == 3)
        #expect(try await Books.check(desk).isRight)
    }

    @Test(
        "a cancellation stamped before the order was made counts once the shop's clock went back",
        arguments: Engine.available, [true, false])
    func clockSetBack(engine: Engine, isSeen: Bool) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,5,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        hall.clock.advance(by: 60)
        let placed = hall.clock.now
        try await desk.takeIn(.of("100", "1", units: 2, at: placed), of: shop)
        let cancelled = RemoteOrder.of("100", "1", units: 2, state: .cancelled, at: placed.addingTimeInterval(-40))
        // An old answer that comes late changes nothing.
        try await desk.takeIn(cancelled, of: shop)
        #expect(try await WhyStock(sku: "A").run(desk).available == 3)
        // Read after the clock was seen set, or much later, it is what the shop says now.
        if !isSeen { hall.clock.advance(by: 1_000) }
        try await desk.takeIn(cancelled, of: shop, wasSet: isSeen)
        #expect(try await WhyStock(sku: "A").run(desk).available == 5)
        let paid = RemoteOrder.of("100", "1", units: 2, at: placed.addingTimeInterval(-20))
        try await desk.takeIn(paid, of: shop)
        #expect(try await WhyStock(sku: "A").run(desk).available == 3)
        #expect(try await Books.check(desk).isRight)
    }

    @Test("a bundle's order ships its parts", arguments: Engine.available)
    func bundle(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,", "B,Bowl,10.00,8,", "SET,Set,20.00,,A:2|B:1"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "SET")])
        hall.clock.advance(by: 60)
        try await desk.takeIn(.of("100", "1", units: 2, at: hall.clock.now), of: shop)
        _ = try await ShipOrder("#100", tracking: "1Z9").run(desk)
        #expect(try await ListStock().run(desk).rows.map(\.available) == [4, 6, 2])
        #expect(try await Books.check(desk).isRight)
    }

    @Test("what a buyer sends back is told with its order, and moves none of our stock", arguments: Engine.available)
    func returned(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        func takeIn(_ item: OrderReturn?, reduced: Int) async throws -> OrderReport {
            hall.clock.advance(by: 60)
            var order = RemoteOrder.of("100", "1", units: 2, state: .shipped, at: hall.clock.now, reduced: reduced)
            order.returns = item.map { [$0] } ?? []
            for _ in 1...2 { try await desk.takeIn(order, of: shop) }
            #expect(try await WhyStock(sku: "A").run(desk).onHand == 6)
            return try await ShowOrder("#100").run(desk)
        }
        #expect(try await takeIn(nil, reduced: 2).returns == [])
        var item = OrderReturn(id: "5", name: "#100-R1", state: .requested, units: ["1": 2])
        #expect(try await takeIn(item, reduced: 2).returns?.map(\.state) == ["requested"])
        (item.state, item.restocked) = (.closed, ["1": 1])
        let told = try #require(try await takeIn(item, reduced: 1).returns?.first)
        #expect(told.state == "closed" && told.name == "#100-R1")
        #expect(told.lines.map(\.units) == [2] && told.lines.map(\.restocked) == [1] && told.lines[0].title == "Sold")
        #expect(try await Books.check(desk).isRight)
    }

    @Test("orders are listed newest first, in pages, and found by number or id", arguments: Engine.available)
    func list(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        for number in 1...5 {
            hall.clock.advance(by: 60)
            try await desk.takeIn(.of("\(number)", "1", at: hall.clock.now), of: shop)
        }
        let page = try await ListOrders(limit: 3).run(desk)
        #expect(page.rows.map(\.number) == ["#5", "#4", "#3"])
        #expect(try await ListOrders(after: page.next, limit: 3).run(desk).rows.map(\.number) == ["#2", "#1"])
        let found = try await ShowOrder(page.rows[0].id).run(desk)
        #expect(found.number == "#5")
        #expect(found.lines?.first?.isMapped == false)
        await #expect(throws: OperationError.unknownOrder("#9")) { try await ShowOrder("#9").run(desk) }
    }

    @Test("a place that no page named is refused by every list, and does not begin anew", arguments: Engine.available)
    func badPlace(engine: Engine) async throws {
        let desk = try await Hall(engine).workspace()
        await #expect(throws: OperationError.self) { try await ListOrders(after: "nonsense").run(desk) }
        await #expect(throws: OperationError.self) { try await ListEvents(after: "nonsense").run(desk) }
        await #expect(throws: OperationError.self) { try await ListMapping(after: "nonsense").run(desk) }
        await #expect(throws: OperationError.self) { try await ListAudit(after: "nonsense").run(desk) }
        #expect(try await ListOrders(after: "").run(desk).rows.isEmpty)
    }

    @Test("an unpaid order does not ship, and a number of two shops is asked back", arguments: Engine.available)
    func refused(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let one = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        let two = try await hall.shop(desk, "Two", [.of("1", sku: "A")])
        hall.clock.advance(by: 60)
        try await desk.takeIn(.of("7", "1", state: .unpaid, at: hall.clock.now), of: one)
        await #expect(throws: OperationError.self) { try await ShipOrder("#7", tracking: "1Z9").run(desk) }
        try await desk.takeIn(.of("7", "1", at: hall.clock.now), of: two)
        let error = await #expect(throws: OperationError.self) { try await ShowOrder("#7").run(desk) }
        #expect(error?.code == "input.invalid")
    }

    @Test("events are told newest first and by SKU", arguments: Engine.available)
    func events(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,", "B,Bowl,10.00,8,"])
        for units in 1...3 {
            hall.clock.advance(by: 1)
            _ = try await SetStock(sku: "A", onHand: units).run(desk)
        }
        let page = try await ListEvents(sku: "A", limit: 2).run(desk)
        #expect(page.rows.count == 2)
        #expect(page.rows.first?.summary == "A was counted: 3 units (+1).")
        #expect(try await ListEvents(sku: "A", after: page.next).run(desk).rows.count == 1)
        #expect(try await ListEvents(sku: "B").run(desk).rows.isEmpty)
    }
}
