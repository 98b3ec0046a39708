import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("Cancelling and refunding orders")
struct ReversingTests {
    @Test("a preview says what would happen, and nothing is stored or sent", arguments: Engine.available)
    func preview(engine: Engine) async throws {
        let bench = try await Till(engine)
        let refund = try await bench.refund(isDry: true)
        #expect(refund.how == .preview && refund.amount.text == "24.95 EUR" && refund.shipping?.text == "4.95 EUR")
        #expect(refund.paid.minor == 2_495 && refund.refundedBefore.minor == 0 && !refund.restocks)
        #expect(refund.lines == [ReversalReport.Line(ref: "1", title: "Ring", units: 2)])
        let cancel = try await bench.cancel(isDry: true)
        #expect(cancel.how == .preview && cancel.amount.minor == 2_495 && cancel.restocks)
        #expect(bench.shop.now.sent == 0)
        #expect(try await bench.intent() == nil)
        #expect(try await bench.deeds() == [])
    }

    @Test(
        "a cancellation is sent once, its units are free when the shop says so, and are not counted twice",
        arguments: Engine.available, [true, false])
    func cancel(engine: Engine, restocks: Bool) async throws {
        let bench = try await Till(engine)
        #expect(try await WhyStock(sku: "A").run(bench.desk).available == 3)
        let done = try await bench.cancel(restock: restocks)
        #expect(done.how == .done && done.amount.text == "24.95 EUR")
        let story = try await WhyStock(sku: "A").run(bench.desk)
        #expect(story.onHand == 5 && story.open == 0 && story.available == 5)
        #expect(try await ShowOrder("#100").run(bench.desk).state == "cancelled")
        #expect(try await bench.cancel().how == .existing)
        #expect(bench.shop.now.sent == 1)
        #expect(try await bench.intent() == nil)
        #expect(try await bench.deeds() == ["order.cancelled"])
        #expect(try await bench.events("order.cancel-done") == 1)
        #expect(try await Books.check(bench.desk).isRight)
    }

    @Test(
        "of a refund, what had not left is free, and what the shop puts back on its shelf is not added to ours",
        arguments: Engine.available, [true, false])
    func refund(engine: Engine, restocks: Bool) async throws {
        let bench = try await Till(engine)
        let done = try await bench.refund(["A": 1], restock: restocks)
        #expect(done.how == .done && done.amount.text == "10.00 EUR" && done.restocks == restocks)
        let story = try await WhyStock(sku: "A").run(bench.desk)
        #expect(story.onHand == 5 && story.open == 1 && story.available == 4)
        let rest = try await bench.refund()
        #expect(rest.amount.text == "14.95 EUR" && rest.refundedBefore.text == "10.00 EUR")
        #expect(try await WhyStock(sku: "A").run(bench.desk).available == 5)
        #expect(bench.shop.standing().refunded.minor == 2_495)
        await #expect(throws: ConnectorError.self) { try await bench.refund() }
        #expect(bench.shop.now.sent == 2)
        #expect(try await bench.intent() == nil)
        #expect(try await bench.deeds() == ["order.refunded", "order.refunded"])
        #expect(try await Books.check(bench.desk).isRight)
    }

    @Test("a refund of goods that have left moves money only", arguments: Engine.available)
    func afterShipping(engine: Engine) async throws {
        let bench = try await Till(engine)
        _ = try await ShipOrder("#100", tracking: "1Z9").run(bench.desk)
        await #expect(throws: OperationError.self) { try await bench.cancel() }
        #expect(bench.shop.now.sent == 0)
        #expect(try await bench.refund(["1": 2], restock: true).how == .done)
        let story = try await WhyStock(sku: "A").run(bench.desk)
        #expect(story.onHand == 3 && story.available == 3)
        #expect(try await Books.check(bench.desk).isRight)
    }

    @Test(
        "a lost answer is looked for, found, and nothing is sent twice", arguments: Engine.available, [false, true])
    func lostAfter(engine: Engine, losesMark: Bool) async throws {
        let bench = try await Till(engine, .lostAfter, .lostAfter)
        bench.shop.change { $0.losesMarks = losesMark }
        #expect(try await bench.refund(["1": 1]).how == .found)
        #expect(try await bench.cancel().how == .found)
        #expect(bench.shop.now.sent == 2 && bench.shop.now.refunds.count == 1)
        #expect(try await bench.intent() == nil)
        #expect(try await bench.events("order.refund-done") == 1)
    }

    @Test(
        "what may still come is not sent again before it no longer can, whatever is asked meanwhile",
        arguments: Engine.available, [TillShop.Fate.lostBefore, .ignored])
    func lostBefore(engine: Engine, fate: TillShop.Fate) async throws {
        let bench = try await Till(engine, fate)
        for _ in 1...2 {
            let error = try await #require(throws: ReversalError.self) { try await bench.refund(["1": 1]) }
            #expect(error.code == "order.in-doubt")
        }
        await #expect(throws: ReversalError.self) { try await bench.cancel() }
        await #expect(throws: ReversalError.self) { try await bench.refund(amount: "1.00") }
        #expect(bench.shop.now.sent == 1)
        let intent = try #require(try await bench.intent())
        bench.hall.clock.set(intent.expiresAt)
        #expect(try await bench.refund(["1": 1]).how == .done)
        #expect(bench.shop.now.sent == 2 && bench.shop.now.refunds.count == 1)
        // The same refund, so that a channel which knows keys would have known it.
        #expect(bench.shop.now.keys == [intent.id.text])
        #expect(try await bench.intent() == nil)
    }

    @Test(
        "what comes late is found by whoever asks next, also when they ask for something else",
        arguments: Engine.available)
    func late(engine: Engine) async throws {
        let bench = try await Till(engine, .lostBefore)
        await #expect(throws: ReversalError.self) { try await bench.refund(["1": 1]) }
        let intent = try #require(try await bench.intent())
        bench.shop.change { state in
            state.refunds = [OrderStanding.Refund(id: "r1", amount: TillShop.eur(1_000), mark: intent.id.text)]
            state.units = 1
        }
        #expect(try await bench.refund(["1": 1]).how == .found)
        #expect(bench.shop.now.sent == 1)
        #expect(try await WhyStock(sku: "A").run(bench.desk).available == 4)
        #expect(try await bench.refund(amount: "0.95").how == .done)
        #expect(bench.shop.now.sent == 2)
    }

    @Test(
        "a program that dies between the stored intent and the call, or after the call, leaves one refund",
        arguments: Engine.available, [false, true])
    func killed(engine: Engine, hadCalled: Bool) async throws {
        let bench = try await Till(engine)
        // What the program does until it dies.
        let door = try await OrderDoor(bench.desk, "#100", .refund)
        let ask = RefundAsk(remoteOrderID: "100", lines: ["1": 1], shipping: false, restock: false)
        let quote = try await door.reversals.quote(ask).value
        let intent = try await door.begin(
            .refund, ask: try JSONText.encode(ask).text, amount: quote.amount, known: quote.standing, after: nil)
        if hadCalled {
            _ = try await door.reversals.refund(
                RefundNotice(ask: ask, amount: quote.amount, refundedBefore: TillShop.eur(0), key: intent.id.text))
        } else {
            await #expect(throws: ReversalError.self) { try await bench.refund(["1": 1]) }
            bench.hall.clock.set(intent.expiresAt)
        }
        #expect(try await bench.refund(["1": 1]).how == (hadCalled ? .found : .done))
        #expect(bench.shop.now.refunds.count == 1)
    }

    @Test("of two who press at once one is sent, and the other told why not", arguments: Engine.available)
    func twice(engine: Engine) async throws {
        let bench = try await Till(engine)
        let made = await withTaskGroup(of: Bool.self, returning: [Bool].self) { group in
            for _ in 0..<6 {
                group.addTask {
                    (try? await bench.refund(["1": 1], refundedBefore: "0.00"))?.how == .done
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(made.count { $0 } == 1)
        #expect(bench.shop.now.refunds.count == 1 && bench.shop.now.sent == 1)
    }

    @Test("who began meanwhile goes first", arguments: Engine.available)
    func overtaken(engine: Engine) async throws {
        let bench = try await Till(engine)
        let (one, other) = (
            try await OrderDoor(bench.desk, "#100", .cancel), try await OrderDoor(bench.desk, "#100", .cancel)
        )
        let (look, second) = (try await one.look(), try await other.look())
        _ = try await one.begin(.cancel, ask: "cancel", amount: nil, known: look.standing, after: look.before)
        await #expect(throws: ReversalError.self) {
            try await other.begin(.cancel, ask: "cancel", amount: nil, known: second.standing, after: second.before)
        }
    }

    @Test(
        "a no leaves nothing behind, and the way is free", arguments: Engine.available,
        [TillShop.Fate.refused, .throttled])
    func refused(engine: Engine, fate: TillShop.Fate) async throws {
        let bench = try await Till(engine, fate)
        await #expect(throws: ConnectorError.self) { try await bench.refund() }
        #expect(try await bench.intent() == nil)
        #expect(bench.shop.now.refunds.isEmpty)
        #expect(try await bench.refund().how == .done)
    }

    @Test("what cannot be is refused before anything is stored, with a way out", arguments: Engine.available)
    func impossible(engine: Engine) async throws {
        let terms = ReversalTerms(
            cancellingRefunds: false, cancellingKeepsUnits: false, takesAmounts: false, takesMoneyByHand: false)
        let bench = try await Till(engine, terms: terms)
        for ask: RefundOrder in [
            RefundOrder("#100", lines: ["1": 3]), RefundOrder("#100", lines: ["nobody": 1]),
            RefundOrder("#100", lines: ["A": 1, "1": 1]), RefundOrder("#100", amount: "1.00"),
            RefundOrder("#100", byHand: true), RefundOrder("#100", reason: String(repeating: "x", count: 201)),
            RefundOrder("#100", refundedBefore: "much"), RefundOrder("#404"), RefundOrder("Nobody/#100"),
        ] {
            await #expect(throws: OperationError.self) { try await ask.run(bench.desk) }
        }
        await #expect(throws: OperationError.self) { try await bench.cancel(restock: false) }
        let moved = try await #require(throws: ReversalError.self) { try await bench.refund(refundedBefore: "1.00") }
        #expect(moved.code == "order.moved")
        let preview = try await bench.cancel(isDry: true)
        #expect(preview.amount.minor == 0 && preview.sentences.contains { $0.contains("entrepot order refund") })
        #expect(bench.shop.now.sent == 0)
        #expect(try await bench.intent() == nil)
        // A channel that has no way.
        _ = try await bench.hall.connect(bench.desk, "Plain")
        let id = try #require(UUID(uuidString: try await ShowConnection("Plain").run(bench.desk).id))
        try await bench.desk.takeIn(.of("7", "9", at: bench.hall.clock.now), of: id)
        let error = try await #require(throws: ReversalError.self) { try await RefundOrder("#7").run(bench.desk) }
        #expect(error.code == "order.not-offered" && !error.wayOut.isEmpty)
    }

    @Test(
        "a part said twice is sent once, and cannot be said without what was given back before",
        arguments: Engine.available)
    func partTwice(engine: Engine) async throws {
        let bench = try await Till(engine)
        for ask in [
            RefundOrder("#100", lines: ["1": 1]), RefundOrder("#100", amount: "1.00"),
            RefundOrder("#100", shipping: false),
        ] {
            let error = try await #require(throws: OperationError.self) { try await ask.run(bench.desk) }
            #expect(error.description.contains("refundedBefore"), "\(error)")
        }
        #expect(bench.shop.now.sent == 0)
        let script = RefundOrder("#100", amount: "1.00", refundedBefore: "0.00")
        #expect(try await script.run(bench.desk).how == .done)
        let second = try await #require(throws: ReversalError.self) { try await script.run(bench.desk) }
        #expect(second.code == "order.moved")
        #expect(bench.shop.now.refunds.map(\.amount) == [TillShop.eur(100)])
    }

    @Test(
        "a cancellation that the shop does in its own time is told as asked until it is done, and counted once",
        arguments: Engine.available)
    func asked(engine: Engine) async throws {
        let bench = try await Till(engine, .taken)
        #expect(try await bench.cancel().how == .asked)
        func show() async throws -> OrderReport {
            #expect(try await FollowReversal("#100").run(bench.desk) == nil)
            return try await ShowOrder("#100").run(bench.desk)
        }
        // However long it takes within a day, and whatever is asked meanwhile.
        for hours in [0.0, 1, 22] {
            bench.hall.clock.advance(by: hours * 3_600)
            let order = try await show()
            #expect(order.state == "open" && order.pending?.kind == "cancel" && order.pending?.isTaken == true)
            #expect(try await bench.cancel().how == .asked)
            await #expect(throws: ReversalError.self) { try await bench.refund(["1": 1]) }
        }
        #expect(bench.shop.now.sent == 1 && bench.shop.now.looks > 0)
        #expect(try await WhyStock(sku: "A").run(bench.desk).available == 3)
        bench.shop.change { ($0.isCancelled, $0.reduced, $0.hasEnded) = (true, 0, true) }
        let order = try await show()
        #expect(order.state == "cancelled" && order.pending == nil)
        #expect(try await bench.cancel().how == .existing)
        let story = try await WhyStock(sku: "A").run(bench.desk)
        #expect(story.onHand == 5 && story.available == 5)
        #expect(try await bench.events("order.cancel-done") == 1 && bench.shop.now.sent == 1)
        #expect(try await Books.check(bench.desk).isRight)
    }

    @Test(
        "one that the shop ends without doing it, or does not end within a day, is told once, and may be asked for anew",
        arguments: Engine.available, [true, false])
    func undone(engine: Engine, ends: Bool) async throws {
        let bench = try await Till(engine, .taken)
        #expect(try await bench.cancel().how == .asked)
        if ends { bench.shop.change { $0.hasEnded = true } } else { bench.hall.clock.advance(by: 24 * 3_600) }
        let told = try #require(try await FollowReversal("#100").run(bench.desk))
        #expect(told.contains("has ended its work") == ends && told.contains("say it again"))
        #expect(try await ShowOrder("#100").run(bench.desk).pending == nil)
        #expect(try await bench.events("order.cancel-failed") == 1)
        #expect(try await bench.events("order.cancel-done") == 0)
        #expect(try await ShowOrder("#100").run(bench.desk).state == "open")
        #expect(try await bench.cancel().how == .done)
        #expect(bench.shop.now.sent == 2)
        #expect(try await Books.check(bench.desk).isRight)
    }

    @Test("an order that a poll brings as cancelled is waited for no more", arguments: Engine.available)
    func polled(engine: Engine) async throws {
        let bench = try await Till(engine, .taken)
        #expect(try await bench.cancel().how == .asked)
        let connection = try #require(UUID(uuidString: try await ShowConnection("Till").run(bench.desk).id))
        let later = bench.hall.clock.now.addingTimeInterval(60)
        try await bench.desk.takeIn(
            .of("100", "1", sku: "A", units: 2, state: .cancelled, at: later, reduced: 0), of: connection)
        let order = try await ShowOrder("#100").run(bench.desk)
        #expect(order.state == "cancelled" && order.pending == nil)
        #expect(bench.shop.now.sent == 1)
    }

    @Test("an order is named by its shop where two have the number", arguments: Engine.available)
    func named(engine: Engine) async throws {
        let bench = try await Till(engine)
        let other = try await bench.hall.shop(bench.desk, "Other", [.of("1", sku: "A")])
        try await bench.desk.takeIn(.of("100", "1", at: bench.hall.clock.now), of: other)
        await #expect(throws: OperationError.self) { try await bench.cancel(isDry: true) }
        let report = try await CancelOrder("Till/#100", reason: .stock, isDry: true).run(bench.desk)
        #expect(report.connectionName == "Till")
    }
}

/// A workspace with a till shop and one order of two units.
private struct Till {
    let hall: Hall
    let desk: Desk
    let shop: TillShop

    init(_ engine: Engine, _ fates: TillShop.Fate..., terms: ReversalTerms? = nil) async throws {
        let hall = try await Hall(engine)
        let shop = terms.map { TillShop(terms: $0) } ?? TillShop()
        shop.change { $0.fates = fates }
        var desk = try await hall.workspace()
        desk.hub.channels.append(shop.channel)
        try await hall.catalogue(desk, ["A,Ring,10.00,5,"])
        let made = try await hall.connect(desk, "Till", channel: "till")
        let connection = try #require(UUID(uuidString: made.connection.id))
        try await desk.takeIn([.of("1", sku: "A")], of: connection)
        try await desk.takeIn(.of("100", "1", sku: "A", units: 2, at: hall.clock.now), of: connection)
        (self.hall, self.desk, self.shop) = (hall, desk, shop)
    }

    func cancel(restock: Bool = true, isDry: Bool = false) async throws -> ReversalReport {
        try await CancelOrder("#100", reason: .customer, restock: restock, isDry: isDry).run(self.desk)
    }

    /// Of somebody who has looked at the shop just before, where nothing else is said.
    @discardableResult
    func refund(
        _ lines: [String: Int] = [:], restock: Bool = false, amount: String? = nil, refundedBefore: String? = nil,
        isDry: Bool = false
    ) async throws -> ReversalReport {
        let seen = self.shop.standing().refunded.channelText
        return try await RefundOrder(
            "#100", lines: lines, restock: restock, amount: amount, refundedBefore: refundedBefore ?? seen, isDry: isDry
        ).run(self.desk)
    }

    func intent() async throws -> OrderIntent? {
        let order = try #require(UUID(uuidString: try await ShowOrder("#100").run(self.desk).id))
        return try await self.desk.read { try OrderIntentRecords.load($0, order: order) }
    }

    func events(_ kind: String) async throws -> Int {
        try await ListEvents().run(self.desk).rows.count { $0.kind == kind }
    }

    /// What the audit log says was done to orders.
    func deeds() async throws -> [String] {
        try await ListAudit(what: "order").run(self.desk).lines.map(\.deed).reversed()
    }
}
