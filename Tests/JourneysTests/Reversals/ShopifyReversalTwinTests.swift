import Commerce
import ConnectorKit
import Connectors
import Foundation
import Operations
import Testing
import Twins
import Workbench

@Suite("Cancelling and refunding at a Shopify twin")
struct ShopifyReversalTwinTests {
    private static func bench() async throws -> ReversalBench<ShopifyDoor> {
        let door = try await ShopifyDoor()
        return try await ReversalBench(door, line: door.line, currency: .usd)
    }

    @Test("an order is refunded as Shopify suggests it, with and without restock, and no more than was paid")
    func refund() async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 3)
        let preview = try await bench.refund(order, isDry: true)
        #expect(preview.amount.text == "42.45 USD" && preview.shipping?.text == "4.95 USD")
        #expect(bench.door.line.calls.allSatisfy { !$0.contains("mutation") })

        let one = try await bench.refund(order, ["MUG": 1], restock: true)
        #expect(one.how == .done && one.amount.text == "12.50 USD")
        #expect(await bench.door.stock("MUG") == 3)
        #expect(try await ShowOrder(order).run(bench.desk).lines?.map(\.open) == [2])
        let rest = try await bench.refund(order)
        #expect(rest.amount.text == "29.95 USD" && rest.refundedBefore.text == "12.50 USD")
        #expect(await bench.door.stock("MUG") == 3)
        #expect(try await bench.state(order) == "refunded")
        await #expect(throws: ConnectorError.self) { try await bench.refund(order) }
        await #expect(throws: OperationError.self) { try await bench.refund(order, amount: "1.00") }
        await #expect(throws: OperationError.self) { try await bench.refund(order, byHand: true) }
        #expect(bench.door.line.calls.count { $0.contains("refundCreate") } == 2)
    }

    @Test(
        "a cancellation gives back units and money as it was asked to", arguments: [true, false], [true, false])
    func cancel(restocks: Bool, refunds: Bool) async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 2)
        let done = try await bench.cancel(order, restock: restocks, refund: refunds)
        #expect(done.how == .done && done.amount.minor == (refunds ? 2_995 : 0))
        #expect(await bench.door.stock("MUG") == (restocks ? 5 : 3))
        #expect(try await bench.state(order) == "cancelled")
        #expect(try await bench.cancel(order).how == .existing)
        let id = try await ShowOrder(order).run(bench.desk).remoteID
        let standing = try await bench.door.connector.reversals?.standing(id).value
        #expect(standing?.refunded.minor == (refunds ? 2_995 : 0) && standing?.paid.minor == 2_995)
        #expect(bench.door.line.calls.count { $0.contains("orderCancel(") } == 1)
    }

    @Test("goods that were sent are refunded and not cancelled; their units come back as a return")
    func sent() async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 1)
        let id = try #require(Int(try await ShowOrder(order).run(bench.desk).remoteID))
        await bench.door.shop.complete(order: id)
        await #expect(throws: OperationError.self) { try await bench.cancel(order) }
        #expect(try await bench.refund(order, restock: true).how == .done)
        #expect(bench.door.line.calls.contains { $0.contains(#""restockType":"RETURN""#) })
        #expect(await bench.door.stock("MUG") == 5)
    }

    @Test(
        "a lost answer is looked for: what was done is found, what was not is done later under the same key",
        arguments: [FaultKind.errorAfter, .errorBefore])
    func lost(kind: FaultKind) async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 2)
        await bench.fault(kind, "refundCreate")
        if kind == .errorAfter {
            #expect(try await bench.refund(order, ["MUG": 1]).how == .found)
        } else {
            await #expect(throws: ReversalError.self) { try await bench.refund(order, ["MUG": 1]) }
            await #expect(throws: ReversalError.self) { try await bench.cancel(order) }
            bench.clock.advance(by: 3_600)
            #expect(try await bench.refund(order, ["MUG": 1]).how == .done)
            let keys = bench.door.line.calls.compactMap { $0.firstMatch(of: /"key":"([^"]+)"/)?.output.1 }
            #expect(keys.count == 2 && Set(keys).count == 1)
        }
        let id = try await ShowOrder(order).run(bench.desk).remoteID
        let standing = try await bench.door.connector.reversals?.standing(id).value
        #expect(standing?.refunds.map(\.amount.minor) == [1_250])
        #expect(standing?.refunds.first?.mark?.hasPrefix("It came late. · ") == true)
    }

    @Test("a cancellation whose answer was lost is found")
    func lostCancellation() async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 2)
        await bench.fault(.errorAfter, "orderCancel")
        #expect(try await bench.cancel(order).how == .found)
        #expect(await bench.door.stock("MUG") == 5)
    }

    @Test("a cancellation is a job: asked until Shopify has done it, and its units come back once")
    func job() async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 2)
        await bench.door.shop.setCancelling(.done(after: 120))
        #expect(try await bench.cancel(order).how == .asked)
        #expect(try await bench.cancel(order).how == .asked)
        let waiting = try await ShowOrder(order).run(bench.desk)
        #expect(waiting.state == "open" && waiting.pending?.isTaken == true)
        #expect(await bench.door.stock("MUG") == 3)
        await bench.door.pass(120)
        #expect(try await FollowReversal(order).run(bench.desk) == nil)
        let done = try await ShowOrder(order).run(bench.desk)
        #expect(done.state == "cancelled" && done.pending == nil && done.lines?.map(\.open) == [0])
        #expect(await bench.door.stock("MUG") == 5)
        #expect(try await bench.cancel(order).how == .existing)
        #expect(bench.door.line.calls.count { $0.contains("orderCancel(") } == 1)
    }

    @Test("a job that fails or never ends leaves the order as it was, is told, and may be asked for anew")
    func failing() async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 2)
        await bench.door.shop.setCancelling(.fails(after: 0))
        #expect(try await bench.cancel(order).how == .asked)
        let failed = try await #require(throws: ReversalError.self) { try await bench.cancel(order) }
        #expect(failed.code == "order.not-done")
        await bench.door.shop.setCancelling(.neverEnds)
        #expect(try await bench.cancel(order).how == .asked)
        bench.clock.advance(by: 25 * 3_600)
        let stuck = try await #require(throws: ReversalError.self) { try await bench.cancel(order) }
        #expect(stuck.code == "order.never-ended" && stuck.wayOut.contains("in the shop"))
        #expect(try await bench.state(order) == "open")
        #expect(await bench.door.stock("MUG") == 3)
        await bench.door.shop.setCancelling(nil)
        #expect(try await bench.cancel(order).how == .done)
        #expect(bench.door.line.calls.count { $0.contains("orderCancel(") } == 3)
    }

    @Test(
        "what became of a job is learnt without anybody asking, and told with the order",
        arguments: [ShopifyJobFate.done(after: 60), .fails(after: 60)])
    func followed(fate: ShopifyJobFate) async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 2)
        await bench.door.shop.setCancelling(fate)
        #expect(try await bench.cancel(order).how == .asked)
        try await bench.work(seconds: 40)
        #expect(try await ShowOrder(order).run(bench.desk).pending?.isTaken == true)
        try await bench.work(seconds: 80)
        let isDone = if case .done = fate { true } else { false }
        let shown = try await ShowOrder(order).run(bench.desk)
        #expect(shown.state == (isDone ? "cancelled" : "open") && shown.pending == nil)
        #expect(try await bench.events("order.cancel-done") == (isDone ? 1 : 0))
        #expect(try await bench.events("order.cancel-failed") == (isDone ? 0 : 1))
        let outcome = try #require(shown.reversals?.first)
        #expect(shown.reversals?.count == 1 && outcome.level == (isDone ? "success" : "problem"))
        #expect(isDone || outcome.summary.contains("cancel it there, or say it again"))
        #expect(await bench.door.stock("MUG") == (isDone ? 5 : 3))
        #expect((1...12).contains(bench.door.line.calls.count { $0.contains("job(id") }))
        // The way is free: whoever says it again asks anew.
        await bench.door.shop.setCancelling(nil)
        #expect(try await bench.cancel(order).how == (isDone ? .existing : .done))
    }

    @Test("a job that never ends is asked after less and less, and given up and told after a day")
    func neverEnds() async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 2)
        await bench.door.shop.setCancelling(.neverEnds)
        #expect(try await bench.cancel(order).how == .asked)
        try await bench.work(seconds: 23 * 3_600, every: 300)
        #expect(try await ShowOrder(order).run(bench.desk).pending?.isTaken == true)
        try await bench.work(seconds: 3 * 3_600, every: 300)
        let shown = try await ShowOrder(order).run(bench.desk)
        #expect(shown.state == "open" && shown.pending == nil && shown.reversals?.first?.level == "problem")
        #expect(try await bench.events("order.cancel-failed") == 1)
        #expect((20...40).contains(bench.door.line.calls.count { $0.contains("job(id") }))
    }
}
