import Commerce
import ConnectorKit
import Connectors
import Foundation
import Operations
import Testing
import Twins
import Workbench

@Suite("Cancelling and refunding at a WooCommerce twin")
struct WooReversalTwinTests {
    private static func bench() async throws -> ReversalBench<WooDoor> {
        let door = try await WooDoor()
        return try await ReversalBench(door, line: door.line, currency: .gbp)
    }

    @Test("an order is refunded unit by unit, with tax and sending to the last penny, and no more than was paid")
    func refund() async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 3)
        let preview = try await bench.refund(order, isDry: true)
        #expect(preview.amount.text == "42.45 GBP" && preview.shipping?.text == "4.95 GBP")
        #expect(bench.door.line.calls.allSatisfy { $0.hasPrefix("GET") })

        let one = try await bench.refund(order, ["MUG": 1], restock: true)
        #expect(one.how == .done && one.amount.text == "12.50 GBP" && one.restocks)
        #expect(await bench.door.stock("MUG") == 3)
        let some = try await bench.refund(order, amount: "2.00")
        #expect(some.how == .done && some.refundedBefore.text == "12.50 GBP" && some.lines.isEmpty)
        #expect(try await bench.state(order) == "open")
        let rest = try await bench.refund(order)
        #expect(rest.amount.text == "27.95 GBP" && rest.lines.map(\.units) == [2])
        // Money went back whole; two units stay taken.
        #expect(await bench.door.stock("MUG") == 3)
        #expect(try await bench.state(order) == "refunded")
        await #expect(throws: ConnectorError.self) { try await bench.refund(order) }
        await #expect(throws: ConnectorError.self) { try await bench.refund(order, amount: "0.01") }
        #expect(bench.door.line.calls.count { $0.hasPrefix("POST") } == 3)
    }

    @Test("a cancellation gives the units back once, and the money goes back by a refund of its own")
    func cancel() async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 2)
        await #expect(throws: OperationError.self) { try await bench.cancel(order, restock: false) }
        let done = try await bench.cancel(order)
        #expect(done.how == .done && done.amount.minor == 0 && done.sentences.contains { $0.contains("29.95 GBP") })
        #expect(await bench.door.stock("MUG") == 5)
        #expect(try await bench.state(order) == "cancelled")
        #expect(try await bench.cancel(order).how == .existing)
        #expect(try await bench.refund(order, restock: true).amount.text == "29.95 GBP")
        #expect(await bench.door.stock("MUG") == 5)
        #expect(bench.door.line.calls.count { !$0.hasPrefix("GET") } == 2)
    }

    @Test("what was not paid is cancelled and not refunded; what was sent is refunded and not cancelled")
    func impossible() async throws {
        let bench = try await Self.bench()
        let unpaid = try await bench.bought("MUG", units: 1, paid: false)
        await #expect(throws: ConnectorError.self) { try await bench.refund(unpaid) }
        #expect(try await bench.cancel(unpaid).how == .done)
        let sent = try await bench.bought("MUG", units: 1)
        let id = try #require(Int(try await ShowOrder(sent).run(bench.desk).remoteID))
        await bench.door.shop.complete(order: id)
        await #expect(throws: OperationError.self) { try await bench.cancel(sent) }
        #expect(try await bench.refund(sent).how == .done)
    }

    @Test(
        "a lost answer is looked for: what was done is found, what was not is done later, once",
        arguments: [FaultKind.errorAfter, .errorBefore])
    func lost(kind: FaultKind) async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 2)
        await bench.fault(kind, "refunds.create")
        if kind == .errorAfter {
            #expect(try await bench.refund(order, ["MUG": 1]).how == .found)
        } else {
            for _ in 1...2 {
                await #expect(throws: ReversalError.self) { try await bench.refund(order, ["MUG": 1]) }
            }
            #expect(bench.door.line.calls.count { $0.hasPrefix("POST") } == 1)
            bench.clock.advance(by: 3_600)
            #expect(try await bench.refund(order, ["MUG": 1]).how == .done)
        }
        let standing = try await bench.door.connector.reversals?.standing(
            ShowOrder(order).run(bench.desk).remoteID
        ).value
        #expect(standing?.refunds.map(\.amount.minor) == [1_250])
    }

    @Test("a gateway that cannot give back says so, and the refund is noted by hand")
    func byHand() async throws {
        let bench = try await Self.bench()
        let order = try await bench.bought("MUG", units: 1, paid: false)
        let id = try #require(Int(try await ShowOrder(order).run(bench.desk).remoteID))
        await bench.door.shop.pay(order: id)
        try await bench.poll()
        let error = try await #require(throws: ConnectorError.self) { try await bench.refund(order) }
        guard case .refused(_, _, let message) = error else { return #expect(Bool(false), "\(error)") }
        // The shop says the same where something failed after the payment, and keeps nothing to tell the two apart by.
        #expect(message.contains("automatic refunds") && message.contains("look at the payment provider"))
        let noted = try await bench.refund(order, byHand: true)
        #expect(noted.how == .done && noted.sentences.contains { $0.contains("pay it to the buyer yourself") })
    }
}
