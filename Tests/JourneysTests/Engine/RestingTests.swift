import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Workbench

@Suite("A listing that is taken off sale for a moment")
struct RestingTests {
    /// A listing of three variations whose units are all out: nothing can be repeated while it sells.
    private static func open(
        _ engine: Engine, goods: [OfferRef: String] = WholeListingTests.goods
    ) async throws -> (ScriptedHub, RestingShop) {
        let hall = try await ScriptedHub(
            engine, stock: 9, goods: goods, policy: .guaranteed, manifest: WholeListingTests.manifest)
        let resting = RestingShop(hall.shop)
        hall.shop.change {
            $0.resting = resting
            $0.write = { changes throws(ConnectorError) in hall.shop.script.withLock { $0.apply(changes) } }
        }
        try await hall.goLive()
        try await hall.pass(60)
        return (hall, resting)
    }

    private static func price(_ sku: String, _ minor: Int64, _ hall: ScriptedHub) async throws {
        _ = try await SetPrice(sku: sku, price: Money(minor: minor, currency: .gbp)).run(hall.desk)
    }

    private static func isBack(_ hall: ScriptedHub) async throws -> Bool {
        let offers = try await hall.offers().values
        return hall.shop.script.withLock { $0.offSale.isEmpty }
            && offers.allSatisfy { $0.urgency == 0 && !$0.inDoubt && $0.escrow.isPlain }
    }

    private static func events(_ hall: ScriptedHub) async throws -> [EventRecord] {
        try await hall.desk.read { try EventRecords.latest($0, limit: 200) }
    }

    @Test(
        "prices that could not be written while it sells are written together while nobody can buy, and it comes back",
        arguments: Engine.available)
    func prices(engine: Engine) async throws {
        let (hall, resting) = try await Self.open(engine)
        let shown = try await hall.offers().mapValues(\.shownQuantity)
        try await Self.price("A", 1_250, hall)
        try await hall.pass(3) { resting.calls == ["rest"] }
        #expect(resting.calls == ["rest"])
        let during = try await hall.offers()
        #expect(during.values.allSatisfy { $0.escrow.isResting && $0.wantedReason == "offSale" })
        let story = try await WhyStock(sku: "B").run(hall.desk)
        #expect(story.offers.first?.sentence.contains("off sale since") == true)
        // What changes meanwhile goes along.
        try await Self.price("B", 1_350, hall)
        try await hall.pass(60) { try await Self.isBack(hall) }
        #expect(resting.calls == ["rest", "resume 3"])
        let after = try await hall.offers()
        #expect(after["A"]?.shownPrice == 1_250 && after["B"]?.shownPrice == 1_350)
        #expect(after.mapValues(\.shownQuantity) == shown)
        #expect(after.values.allSatisfy { $0.escrow.units == $0.shownQuantity })
        let kinds = try await Self.events(hall).map(\.kind)
        #expect(kinds.count { $0 == "listing.rested" } == 1 && kinds.count { $0 == "listing.returned" } == 1)
    }

    @Test("it is written only once every sale before is known", arguments: Engine.available)
    func settles(engine: Engine) async throws {
        let (hall, resting) = try await Self.open(engine)
        try await Self.price("A", 1_250, hall)
        try await hall.pass(3) { resting.calls == ["rest"] }
        hall.shop.change { $0.orders = { () throws(ConnectorError) in throw .transient("no orders now") } }
        try await hall.pass(40)
        #expect(resting.calls == ["rest"])
        // Longer than a minute nobody is kept from buying: it comes back as it is, which is always covered.
        try await hall.pass(60) { resting.calls.count > 1 }
        #expect(resting.calls == ["rest", "resume 0"])
        #expect(resting.written.isEmpty && hall.shop.script.withLock { $0.offSale.isEmpty })
    }

    @Test("not again within ten minutes, and what waits says why", arguments: Engine.available)
    func calm(engine: Engine) async throws {
        let (hall, resting) = try await Self.open(engine)
        try await Self.price("A", 1_250, hall)
        try await hall.pass(60) { try await Self.isBack(hall) }
        try await Self.price("B", 1_350, hall)
        try await hall.pass(120)
        #expect(resting.calls.count { $0 == "rest" } == 1)
        // The reason stays, whoever decides anew meanwhile.
        _ = try await SetBuffer(sku: "B", units: 0).run(hall.desk)
        #expect(try await hall.offers()["B"]?.wantedReason == "room")
        hall.clock.advance(by: 600)
        try await hall.pass(60) { try await Self.isBack(hall) }
        #expect(try await hall.offers()["B"]?.shownPrice == 1_350)
        #expect(resting.calls.count { $0 == "rest" } == 2)
    }

    @Test(
        "a worker that is killed at any point leaves no listing off sale, and the price arrives",
        arguments: Engine.available, RestingShop.Trouble.allCases)
    func killed(engine: Engine, trouble: RestingShop.Trouble) async throws {
        let (hall, resting) = try await Self.open(engine)
        resting.state.withLock { $0.trouble = trouble }
        try await Self.price("A", 1_250, hall)
        // The first worker stops in its call and never records; another takes over when its lease ends.
        let work = Task { try await hall.pass(20) { resting.isStopped } }
        await resting.stopped.passed()
        hall.clock.advance(by: 61)
        try await hall.pass(100, "two") {
            let isWritten = try await hall.offers()["A"]?.shownPrice == 1_250
            return isWritten ? try await Self.isBack(hall) : false
        }
        resting.goesOn.open()
        _ = try? await work.value
        #expect(try await Self.isBack(hall))
        #expect(try await hall.offers()["A"]?.shownPrice == 1_250)
        #expect(hall.shop.script.withLock { $0.listings.first { $0.sku == "A" }?.price?.minor } == 1_250)
    }

    @Test(
        "units that the shop does not show any more are written anew, not asked for again and again",
        arguments: Engine.available)
    func emptied(engine: Engine) async throws {
        let (hall, resting) = try await Self.open(engine)
        try await Self.price("A", 1_250, hall)
        try await hall.pass(3) { resting.calls == ["rest"] }
        // Less than believed, as where a cancelled order is not given back to a listing that nobody can buy.
        hall.shop.script.withLock { script in
            for index in script.listings.indices { script.listings[index].quantity = 0 }
        }
        try await hall.pass(60) { try await Self.isBack(hall) }
        #expect(try await Self.isBack(hall))
        #expect(try await hall.offers().values.allSatisfy { $0.shownQuantity == $0.wantedQuantity })
        #expect(hall.shop.script.withLock { $0.listings.allSatisfy { $0.quantity ?? 0 > 0 } })
        #expect(resting.calls.count <= 4, "\(resting.calls)")
        #expect(try await Self.events(hall).allSatisfy { $0.kind != "drift.found" })
    }

    @Test("an answer that is lost is read back, and the listing returns", arguments: Engine.available)
    func unheard(engine: Engine) async throws {
        for trouble in RestingShop.Trouble.allCases {
            let (hall, resting) = try await Self.open(engine)
            resting.goesOn.open()
            resting.state.withLock { $0.trouble = trouble }
            try await Self.price("A", 1_250, hall)
            try await hall.pass(100) {
                let isWritten = try await hall.offers()["A"]?.shownPrice == 1_250
                return isWritten ? try await Self.isBack(hall) : false
            }
            #expect(try await Self.isBack(hall), "\(trouble)")
            #expect(try await hall.offers()["A"]?.shownPrice == 1_250, "\(trouble)")
        }
    }

    @Test(
        "a shop that is paused meanwhile has its listing put back as it is, and nothing else",
        arguments: Engine.available)
    func paused(engine: Engine) async throws {
        let (hall, resting) = try await Self.open(engine)
        try await Self.price("A", 1_250, hall)
        try await hall.pass(3) { resting.calls == ["rest"] }
        _ = try await PauseConnection("Shop").run(hall.desk)
        try await hall.pass(30) { hall.shop.script.withLock { $0.offSale.isEmpty } }
        #expect(resting.calls == ["rest", "resume 0"] && resting.written.isEmpty)
        #expect(try await hall.offers()["A"]?.shownPrice == 1_000)
        #expect(try await hall.offers().values.allSatisfy { !$0.escrow.isResting })
        #expect(try await hall.record().state == .paused)
    }

    @Test("what its seller took off sale is never put back by us", arguments: Engine.available)
    func sellers(engine: Engine) async throws {
        let (hall, resting) = try await Self.open(engine)
        hall.shop.change { $0.offSale = ["1"] }
        try await Self.price("A", 1_250, hall)
        try await hall.pass(120)
        #expect(!resting.calls.contains { $0.hasPrefix("resume") })
        #expect(hall.shop.script.withLock { $0.offSale } == ["1"])
        #expect(try await hall.offers().values.allSatisfy { !$0.escrow.isResting })
    }

    @Test(
        "whoever puts it back before us, or keeps it off for himself, is left alone, and said",
        arguments: Engine.available, [ResumeOutcome.wasOnSale, .notOurs])
    func strangers(engine: Engine, outcome: ResumeOutcome) async throws {
        let (hall, resting) = try await Self.open(engine)
        try await Self.price("A", 1_250, hall)
        try await hall.pass(3) { resting.calls == ["rest"] }
        resting.state.withLock { $0.resume = outcome }
        // Long enough that the look behind the answer is no older than the rest.
        if outcome == .wasOnSale { hall.shop.change { $0.offSale = [] } }
        try await hall.pass(60) { resting.calls.count > 1 }
        try await hall.pass(30)
        #expect(resting.calls.count == 2 && resting.written.isEmpty)
        #expect(try await hall.offers().values.allSatisfy { !$0.escrow.isResting })
        #expect(try await Self.events(hall).contains { $0.kind == "listing.changed" })
    }

    @Test(
        "a listing that keeps its last unit on sale is taken off it at zero, and comes back with units",
        arguments: Engine.available)
    func lastUnit(engine: Engine) async throws {
        let (hall, resting) = try await Self.open(engine, goods: [OfferRef(listing: "1"): "A"])
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in
                hall.shop.script.withLock { _ = $0.offSale.insert("1") }
                return changes.map { OfferResult(ref: $0.ref, outcome: .tookOffSale(at: nil)) }
            }
        }
        _ = try await SetStock(sku: "A", onHand: 0).run(hall.desk)
        try await hall.pass(60) { hall.shop.script.withLock { !$0.offSale.isEmpty } }
        try await hall.pass(30)
        let empty = try await hall.offers()["A"]
        #expect(empty?.shownQuantity == 0 && empty?.urgency == 0)
        #expect(resting.calls.isEmpty)
        _ = try await SetStock(sku: "A", onHand: 7).run(hall.desk)
        try await hall.pass(60) { hall.shop.script.withLock { $0.offSale.isEmpty } }
        #expect(resting.calls == ["resume 1"])
        #expect((resting.written.first?.quantity ?? 0) > 0)
        #expect(try await !Self.events(hall).contains { $0.summary.contains("costs a fee") })
    }

    @Test(
        "a variation that is still known as sold out keeps no other of its listing waiting",
        arguments: Engine.available)
    func mixed(engine: Engine) async throws {
        let (hall, resting) = try await Self.open(engine)
        let id = hall.connection
        let now = hall.clock.now
        hall.shop.script.withLock { script in
            for index in script.listings.indices where script.listings[index].sku == "B" {
                script.listings[index].quantity = 0
            }
        }
        try await hall.desk.write { db in
            for var offer in try OfferRecords.of(db, connection: id) where offer.sku == "B" {
                offer.status = RemoteOffer.Status.soldOut.rawValue
                (offer.shownQuantity, offer.observedQuantity, offer.touchedAt) = (0, 0, now)
                offer.escrow = Escrow(units: 0, isGrounded: true)
                try OfferRecords.save(db, [offer])
            }
        }
        try await Self.price("A", 1_250, hall)
        try await hall.pass(200) {
            let isBack = try await Self.isBack(hall)
            return try await hall.offers()["A"]?.shownPrice == 1_250 && isBack
        }
        let after = try await hall.offers()
        #expect(after["A"]?.shownPrice == 1_250 && (after["B"]?.shownQuantity ?? 0) > 0)
        #expect(after.values.allSatisfy { $0.status == RemoteOffer.Status.active.rawValue })
        #expect(resting.calls.count <= 4, "\(resting.calls)")
    }

    @Test(
        "the price of a sold-out listing waits for units, is no difference, and goes out with them",
        arguments: Engine.available)
    func soldOut(engine: Engine) async throws {
        let (hall, _) = try await Self.open(engine, goods: [OfferRef(listing: "1"): "A"])
        hall.shop.change {
            $0.listings[0].quantity = 0
            $0.listings[0].status = .soldOut
            $0.write = { changes throws(ConnectorError) in
                guard changes.contains(where: { ($0.quantity ?? 0) > 0 }) else {
                    return changes.map {
                        OfferResult(
                            ref: $0.ref, outcome: .refused(code: OfferResult.soldOut, field: nil, message: "sold out"))
                    }
                }
                return hall.shop.script.withLock { script in
                    script.listings[0].status = .active
                    return script.apply(changes)
                }
            }
        }
        let id = hall.connection
        let now = hall.clock.now
        try await hall.desk.write { db in
            for var offer in try OfferRecords.of(db, connection: id) {
                offer.shownQuantity = 0
                offer.touchedAt = now
                offer.escrow = Escrow(units: 0, isGrounded: true)
                try OfferRecords.save(db, [offer])
            }
        }
        _ = try await SetStock(sku: "A", onHand: 0).run(hall.desk)
        try await Self.price("A", 1_250, hall)
        try await hall.pass(60)
        let waiting = try #require(try await hall.offers()["A"])
        #expect(waiting.parkedCode == nil && waiting.tries == 0 && waiting.urgency == 0 && waiting.priceWaits)
        let cell = try await WhyStock(sku: "A").run(hall.desk).offers.first?.cell
        #expect(cell?.state == .agreed && cell?.reason.contains("sold out") == true)
        _ = try await SetStock(sku: "A", onHand: 8).run(hall.desk)
        try await hall.pass(60) { try await Self.isBack(hall) }
        let back = try #require(try await hall.offers()["A"])
        #expect((back.shownQuantity ?? 0) > 0 && back.shownPrice == 1_250)
    }
}
