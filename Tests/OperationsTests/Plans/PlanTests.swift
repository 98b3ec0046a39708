import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("Plans to go live")
struct GoLivePlanTests {
    @Test("the plan names every change and makes none; applying it makes the shop live", arguments: Engine.available)
    func goLive(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,12.00,8,", "B,Bowl,10.00,5,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A"), .of("2", sku: "B"), .of("3", sku: "X")])
        let plan = try await PlanGoLive(connection: "One").run(desk)
        #expect(plan.state == "proposed")
        #expect(plan.changes.map(\.sku) == ["A", "A"])
        #expect(plan.changes.map(\.field) == ["price", "quantity"])
        #expect(plan.changes.map(\.before) == ["10.00 EUR", "5"])
        #expect(plan.changes.map(\.after) == ["12.00 EUR", "8"])
        #expect(plan.counts.quantitiesUp == 1)
        #expect(plan.brakes.isEmpty)
        #expect(try await ShowConnection("One").run(desk).state == "draft")
        #expect(try await ShowPlan(String(plan.id)).run(desk) == plan)
        let applied = try await ApplyPlan(plan.id).run(desk)
        #expect(applied.state == "applied")
        #expect(applied.counts.applied == 2)
        #expect(try await ShowConnection("One").run(desk).state == "live")
        #expect(try await desk.isWoken(shop))
        await #expect(throws: OperationError.planNotProposed("applied")) { try await ApplyPlan(plan.id).run(desk) }
        await #expect(throws: OperationError.self) { try await PlanGoLive(connection: "One").run(desk) }
        #expect(try await ListPlans().run(desk).map(\.counts.total) == [2])
    }

    @Test("a plan that would empty many listings is held until a person says yes", arguments: Engine.available)
    func braked(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, (1...25).map { "S\($0),Thing,10.00,0," })
        try await hall.shop(desk, "One", (1...25).map { .of("\($0)", sku: "S\($0)") })
        let plan = try await PlanGoLive(connection: "One").run(desk)
        #expect(plan.counts.toZero == 25)
        #expect(plan.brakes == ["25 of 25 offers would go to zero at once."])
        await #expect(throws: OperationError.planBraked(plan.brakes)) { try await ApplyPlan(plan.id).run(desk) }
        #expect(try await ApplyPlan(plan.id, releaseBrake: true).run(desk).state == "applied")
    }

    @Test("taking it back wants what was there before, where nobody changed it since", arguments: Engine.available)
    func undo(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,12.00,8,", "B,Bowl,12.00,9,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A"), .of("2", sku: "B")])
        let plan = try await PlanGoLive(connection: "One").run(desk)
        await #expect(throws: OperationError.planNotApplied("proposed")) { try await UndoPlan(plan.id).run(desk) }
        _ = try await ApplyPlan(plan.id).run(desk)
        try await desk.shows(shop, "1", quantity: 8, price: 1_200)
        // Somebody counted at the shop meanwhile.
        try await desk.shows(shop, "2", quantity: 7, price: 1_200)
        let undone = try await UndoPlan(plan.id).run(desk)
        #expect(undone.state == "undone")
        #expect(undone.counts.undone == 3)
        #expect(undone.counts.changedSince == 1)
        #expect(try await ShowConnection("One").run(desk).state == "restoring")
        let one = try await desk.offer(shop, "1")
        #expect(one.wantedQuantity == 5)
        #expect(one.wantedPrice == 1_000)
        #expect(one.urgency > 0)
        let two = try await desk.offer(shop, "2")
        #expect(two.wantedQuantity == 7)
        #expect(two.wantedPrice == 1_000)
        // A later count does not reach a shop that is being put back.
        _ = try await SetStock(sku: "A", onHand: 3).run(desk)
        #expect(try await desk.offer(shop, "1").wantedQuantity == 5)
        #expect(try await desk.isWoken(shop))
    }

    @Test("a shop whose listings are not read yet has no plan", arguments: Engine.available)
    func notImported(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.connect(desk, "One")
        await #expect(throws: OperationError.notImported("One")) { try await PlanGoLive(connection: "One").run(desk) }
        await #expect(throws: OperationError.unknownPlan("0123")) { try await ShowPlan("0123").run(desk) }
    }

    @Test("in guaranteed, the plan shares out what there is among the shops", arguments: Engine.available)
    func guaranteed(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace(policy: .guaranteed)
        try await hall.catalogue(desk, ["A,Ring,10.00,20,"])
        try await hall.shop(desk, "One", [.of("1", sku: "A", quantity: 2)])
        try await hall.shop(desk, "Two", [.of("1", sku: "A", quantity: 2)])
        let plan = try await PlanGoLive(connection: "One").run(desk)
        let after = try #require(plan.changes.first?.afterValue)
        #expect(after > 2)
        #expect(after <= 16)
    }
}

@Suite("Plans of prices and counts")
struct BulkPlanTests {
    @Test("a rule over all prices is shown, applied and taken back to the cent", arguments: Engine.available)
    func prices(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,12.00,8,", "B,Bowl,9.99,9,", "C,Cup,,1,"])
        let plan = try await PlanPrices(.rule(PriceRule(basisPoints: 1_000), search: "")).run(desk)
        #expect(plan.changes.map(\.after) == ["13.20 EUR", "10.99 EUR"])
        _ = try await ApplyPlan(plan.id).run(desk)
        #expect(try await ListStock().run(desk).rows.compactMap(\.price?.minor) == [1_320, 1_099])
        _ = try await SetPrice(sku: "B", price: Money(minor: 1_500, currency: .eur)).run(desk)
        let undone = try await UndoPlan(plan.id).run(desk)
        #expect(undone.changes.map(\.state) == ["undone", "changed-since"])
        #expect(try await ListStock().run(desk).rows.compactMap(\.price?.minor) == [1_200, 1_500])
    }

    @Test("a price that somebody changed since the plan was made is left alone", arguments: Engine.available)
    func overtaken(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,12.00,8,"])
        let plan = try await PlanPrices(.list(["A": Money(minor: 1_100, currency: .eur)])).run(desk)
        _ = try await SetPrice(sku: "A", price: Money(minor: 1_300, currency: .eur)).run(desk)
        #expect(try await ApplyPlan(plan.id).run(desk).changes.map(\.state) == ["changed-since"])
        #expect(try await ListStock().run(desk).rows.first?.price?.minor == 1_300)
    }

    @Test("a price that falls by more than half is held", arguments: Engine.available)
    func deepFall(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,12.00,8,"])
        let plan = try await PlanPrices(.list(["A": Money(minor: 120, currency: .eur)])).run(desk)
        #expect(!plan.brakes.isEmpty)
        await #expect(throws: OperationError.planBraked(plan.brakes)) { try await ApplyPlan(plan.id).run(desk) }
        #expect(try await DiscardPlan(plan.id).run(desk).state == "discarded")
        await #expect(throws: OperationError.planNotProposed("discarded")) { try await ApplyPlan(plan.id).run(desk) }
    }

    @Test("counts are booked and taken back as movements", arguments: Engine.available)
    func counts(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,12.00,8,", "B,Bowl,9.99,9,", "C,Cup,5.00,,"])
        let plan = try await PlanStock(counts: ["A": 10, "B": 9, "C": 4]).run(desk)
        #expect(plan.changes.map(\.sku) == ["A", "C"])
        #expect(plan.changes.map(\.before) == ["8", "nothing"])
        _ = try await ApplyPlan(plan.id).run(desk)
        #expect(try await ListStock().run(desk).rows.map(\.onHand) == [10, 9, 4])
        hall.clock.advance(by: 1)
        _ = try await UndoPlan(plan.id).run(desk)
        #expect(try await ListStock().run(desk).rows.map(\.onHand) == [8, 9, 0])
        #expect(try await WhyStock(sku: "C").run(desk).isCounted == false)
        #expect(try await WhyStock(sku: "A").run(desk).ledger.map(\.cause) == ["undone", "counted", "imported"])
        #expect(try await Books.check(desk).isRight)
    }

    @Test("unknown SKUs, bundles and impossible numbers make no plan", arguments: Engine.available)
    func refused(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,12.00,8,", "SET,Set,20.00,,A:2"])
        await #expect(throws: OperationError.unknownSKU("X")) { try await PlanStock(counts: ["X": 1]).run(desk) }
        await #expect(throws: OperationError.isBundle("SET")) { try await PlanStock(counts: ["SET": 1]).run(desk) }
        await #expect(throws: OperationError.self) { try await PlanStock(counts: ["A": -1]).run(desk) }
        await #expect(throws: OperationError.unknownSKU("X")) {
            try await PlanPrices(.list(["X": Money(minor: 1, currency: .eur)])).run(desk)
        }
        await #expect(throws: OperationError.self) {
            try await PlanPrices(.list(["A": Money(minor: -1, currency: .eur)])).run(desk)
        }
        await #expect(throws: OperationError.self) {
            try await PlanPrices(.rule(PriceRule(addMinor: -5_000), search: "")).run(desk)
        }
    }
}
