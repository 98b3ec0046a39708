import Commerce
import ConnectorKit
import Foundation
import Jobs
import Operations
import Records
import Store
import Synchronization
import Testing
import Wire
import Workbench

@Suite("Intents")
struct IntentTests {
    @Test(
        "a worker whose lease was lost while its call was out records nothing; the next one counts the write until it cannot land",
        arguments: Engine.available)
    func staleWorker(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60)
        try await hall.goLive()
        let (isOut, mayAnswer) = (Gate(), Gate())
        defer { mayAnswer.open() }
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in
                isOut.open()
                await mayAnswer.passed()
                return changes.map {
                    OfferResult(ref: $0.ref, outcome: .accepted(quantity: $0.quantity, price: $0.price))
                }
            }
        }
        let first = try await hall.claim("one", lease: 3)
        let work = Task { await ConnectionReconciler(hall.hub).reconcile(first) }
        await isOut.passed()
        #expect(try await hall.intents().map(\.state) == [.sent])
        #expect(try await hall.offer().escrow.hasUnanswered)

        // The lease ends, and another worker takes over. It must neither send the number again nor forget the first.
        hall.shop.change { $0.write = ScriptedShop.Script().write }
        let expires = try #require(try await hall.intents().first?.expiresAt)
        hall.clock.set(expires.addingTimeInterval(-1))
        let second = try await hall.claim("two")
        #expect(second.token > first.token)
        let outcome = await ConnectionReconciler(hall.hub).reconcile(second)
        #expect(try await hall.intents().map(\.state) == [.unknown])
        let doubted = try await hall.offer()
        #expect(doubted.inDoubt && doubted.escrow.hasUnanswered)
        #expect(hall.shop.written.withLock { $0 }.isEmpty)

        // The first one's answer comes too late to be recorded.
        mayAnswer.open()
        #expect(await work.value == .settled)
        #expect(try await hall.intents().map(\.state) == [.unknown])
        #expect(try await hall.offer().shownQuantity == doubted.shownQuantity)
        guard case .again(let wait) = outcome else {
            Issue.record("nobody would look again: \(outcome)")
            return
        }
        #expect(wait < .seconds(30))
    }

    @Test(
        "where all units are shown everywhere, the next worker still waits until a dead one's call must be over",
        arguments: Engine.available)
    func oneInFlight(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60, policy: .shared)
        try await hall.goLive()
        let (isOut, mayAnswer) = (Gate(), Gate())
        defer { mayAnswer.open() }
        hall.shop.change {
            $0.write = { _ throws(ConnectorError) in
                isOut.open()
                await mayAnswer.passed()
                throw .unknownOutcome("its worker is gone")
            }
        }
        let first = try await hall.claim("one", lease: 3)
        let work = Task { await ConnectionReconciler(hall.hub).reconcile(first) }
        await isOut.passed()
        hall.shop.change { $0.write = ScriptedShop.Script().write }
        _ = try await SetStock(sku: "A", onHand: 2).run(hall.desk)
        let sent = try #require(try await hall.intents().first?.sentAt)
        hall.clock.set(sent.addingTimeInterval(6.5))
        try await hall.visit("two")
        #expect(try await hall.intents().map(\.state) == [.sent])
        // Five seconds and two: then its call is over, whoever still waits for it.
        hall.clock.set(sent.addingTimeInterval(7.5))
        try await hall.visit("two")
        #expect(try await hall.intents().map(\.state) == [.accepted, .unknown])
        #expect(hall.shop.written.withLock { $0 }.map(\.quantity) == [2])
        mayAnswer.open()
        _ = await work.value
    }

    @Test(
        "a write that was decided may leave only while it can be over before its units are counted as landed",
        arguments: Engine.available)
    func punctual(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60)
        try await hall.goLive()
        let until = Mutex<Duration?>(nil)
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in
                until.withLock { $0 = CallContext.endsBy }
                // As the network says it when the program stood still for longer.
                throw .transient("too late")
            }
        }
        let began = hall.hub.transport.uptime
        try await hall.visit()
        let intent = try #require(try await hall.intents().first)
        let span = intent.expiresAt.timeIntervalSince(intent.sentAt) - 2
        let endsBy = try #require(until.withLock { $0 })
        #expect(endsBy >= began + .seconds(span))
        #expect(endsBy <= hall.hub.transport.uptime + .seconds(span))
        // Nothing left, so nothing counts.
        #expect(intent.state == .withdrawn)
        #expect(try await !hall.offer().escrow.hasUnanswered)
    }

    @Test(
        "orders are settled and the number is read back once an abandoned write has expired, then it converges",
        arguments: Engine.available)
    func abandoned(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60)
        try await hall.goLive()
        let offer = try await hall.offer()
        let number = try #require(offer.wantedQuantity)
        let expires = hall.clock.now.addingTimeInterval(7)
        // What a killed worker leaves: an intent that is stored, counted and never answered.
        let intent = WriteIntent(
            id: hall.hub.id(), connection: hall.connection, offer: offer.id, quantity: number, price: nil,
            wantedVersion: offer.wantedVersion, sentAt: hall.clock.now, expiresAt: expires, trace: nil)
        let now = hall.clock.now
        try await hall.desk.write { db in
            var offer = offer
            offer.escrow.intend(intent.id, value: number, at: now, expires: expires)
            try OfferRecords.save(db, [offer])
            try IntentRecords.insert(db, [intent])
        }
        try await hall.visit("two")
        #expect(try await hall.intents().map(\.state) == [.sent])
        // Until it expires its units count, whatever else is known.
        #expect(try await hall.offer().escrow.units >= offer.escrow.units + number)

        hall.shop.change { $0.listings[0].quantity = number }
        for _ in 0..<40 {
            hall.clock.advance(by: 1)
            if (try? await hall.visit("two")) == nil { continue }
            let offer = try await hall.offer()
            if !offer.inDoubt && !offer.escrow.isUnsettled { break }
        }
        #expect(try await hall.intents().map(\.state) == [.unknown])
        let settled = try await hall.offer()
        #expect(!settled.inDoubt)
        #expect(settled.shownQuantity == number)
        #expect(settled.escrow.units == number)
        #expect(hall.clock.now > expires)
        #expect(hall.shop.written.withLock { $0 }.isEmpty)
    }

    @Test(
        "a sale beside the read-back of an unanswered write does not leave it in doubt for ever",
        arguments: Engine.available)
    func soldMeanwhile(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60)
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in hall.shop.script.withLock { $0.apply(changes) } }
        }
        try await hall.goLive()
        try await hall.pass(30) { try await hall.offer().escrow.isPlain }
        let shown = try #require(try await hall.offer().shownQuantity)
        hall.shop.change {
            $0.write = { _ throws(ConnectorError) in throw .unknownOutcome("no answer") }
        }
        _ = try await SetStock(sku: "A", onHand: shown - 3).run(hall.desk)
        try await hall.pass(30) { try await hall.offer().inDoubt }
        #expect(try await hall.offer().inDoubt)
        // It never landed; one unit is sold just before it is read back, and the orders tell of it after that.
        hall.shop.change { $0.listings[0].quantity = shown - 1 }
        try await hall.pass(60) { try await hall.offer().escrow.reading != nil }
        let sale = Self.sale(at: hall.clock.now)
        hall.shop.change {
            $0.orders = { () throws(ConnectorError) in OrderPage(orders: [sale], unreadable: [], next: nil) }
            $0.write = { changes throws(ConnectorError) in hall.shop.script.withLock { $0.apply(changes) } }
        }
        try await hall.pass(120) { try await !hall.offer().inDoubt }
        #expect(try await !hall.offer().inDoubt)
        try await hall.pass(60) { try await hall.offer().escrow.isPlain }
        let settled = try await hall.offer()
        #expect(settled.shownQuantity == settled.wantedQuantity)
        #expect(hall.shop.script.withLock { $0.listings[0].quantity } == settled.wantedQuantity)
    }

    @Test(
        "a sale that the orders had not told of when its number was written over is nobody's meddling",
        arguments: Engine.available)
    func writtenOver(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60, policy: .shared)
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in hall.shop.script.withLock { $0.apply(changes) } }
        }
        try await hall.goLive()
        try await hall.pass(30) { try await hall.offer().escrow.isPlain }
        try await hall.pass(30) { try await hall.record().ordersDueAt > hall.clock.now.addingTimeInterval(8) }
        // Sold between two polls; five seconds later a person counts, and the shop is written to before the next poll.
        let sale = Self.sale(at: hall.clock.now)
        hall.shop.change {
            $0.listings[0].quantity = ($0.listings[0].quantity ?? 0) - 1
            $0.orders = { () throws(ConnectorError) in OrderPage(orders: [sale], unreadable: [], next: nil) }
        }
        hall.clock.advance(by: 5)
        _ = try await SetStock(sku: "A", onHand: 40).run(hall.desk)
        try await hall.pass(120)
        let kinds = try await hall.desk.read { try EventRecords.latest($0, limit: 100) }.map(\.kind)
        #expect(!kinds.contains("drift.found"))
        #expect(kinds.count { $0 == "stock.crossed" } == 1)
        let offer = try await hall.offer()
        #expect(offer.repairs == 0 && offer.shownQuantity == offer.wantedQuantity)
        #expect(hall.shop.script.withLock { $0.listings[0].quantity } == offer.wantedQuantity)
    }

    private static func sale(at time: Date) -> RemoteOrder {
        RemoteOrder(
            remoteID: "7", number: "7", state: .open, remoteStatus: "open", createdAt: time, modifiedAt: time,
            total: Money(minor: 1_000, currency: .gbp),
            lines: [
                RemoteOrderLine(
                    remoteID: "1", ref: OfferRef(listing: "1"), sku: "A", title: "A", units: 1,
                    unitPrice: Money(minor: 1_000, currency: .gbp), heldUnits: 0, reducedUnits: 1)
            ])
    }

    @Test("a wait that a shop asked for is not ended by an answer to a call beside it", arguments: Engine.available)
    func throttled(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60)
        let isThrottled = Gate()
        hall.shop.change {
            $0.orders = { () throws(ConnectorError) in
                isThrottled.open()
                throw .throttled(retryAfter: .seconds(30))
            }
            $0.page = { () throws(ConnectorError) in
                await isThrottled.passed()
                // The refusal is recorded by the time this answer is: both come within one round.
                try? await eventually { try await hall.record().throttled == 1 }
            }
        }
        try await hall.visit()
        let record = try await hall.record()
        #expect(record.throttled == 1)
        #expect(record.importedAt != nil)
        #expect((record.backoffUntil ?? .distantPast) >= hall.clock.now.addingTimeInterval(30))
    }

    @Test(
        "a wait that a shop asked for is not shortened by what happens to a call beside it",
        arguments: Engine.available,
        [ConnectorError.throttled(retryAfter: .seconds(2)), .transient("The shop answered 500.")])
    func longestWait(engine: Engine, beside: ConnectorError) async throws {
        let hall = try await ScriptedHub(engine, stock: 60)
        let isThrottled = Gate()
        hall.shop.change {
            $0.orders = { () throws(ConnectorError) in
                isThrottled.open()
                throw .throttled(retryAfter: .seconds(30))
            }
            $0.page = { () throws(ConnectorError) in
                await isThrottled.passed()
                // The first refusal is recorded by the time this one comes.
                try? await eventually { try await hall.record().throttled == 1 }
                throw beside
            }
        }
        try await hall.visit()
        let record = try await hall.record()
        #expect(record.importedAt == nil)
        #expect(record.throttled + record.failures == 2)
        #expect((record.backoffUntil ?? .distantPast) >= hall.clock.now.addingTimeInterval(30))
    }

    @Test(
        "a key is given up after five refusals in a row, and a time-out before them is no refusal",
        arguments: Engine.available)
    func refusals(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60)
        try await hall.goLive()
        let pace = SyncPace()
        hall.shop.change { $0.orders = { () throws(ConnectorError) in throw .transient("down") } }
        func again() async throws {
            hall.clock.advance(by: 100)
            try await hall.visit(pace: pace)
        }
        for _ in 0..<6 { try await again() }
        hall.shop.change { $0.orders = { () throws(ConnectorError) in throw .unauthorized(code: "401") } }
        for _ in 0..<4 {
            try await again()
            #expect(try await hall.record().state == .live)
        }
        try await again()
        #expect(try await hall.record().state == .unauthorized)
    }
}
