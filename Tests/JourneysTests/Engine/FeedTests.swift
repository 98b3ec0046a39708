import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Workbench

@Suite("Many quantities in one feed")
struct FeedTests {
    /// One call a second writes one offer, and a feed takes twenty: what is behind twenty others goes in one.
    static let manifest: Manifest = {
        var manifest = SubmittingTests.manifest
        manifest.writeBatch = 1
        manifest.feed = FeedPlan(most: 1_000, usual: .seconds(20), deadline: .seconds(600))
        manifest.budgets = [
            Budget(
                name: "writes", scope: .connection, kind: .tokenBucket(capacity: 2, refill: 1, per: .seconds(1)),
                kinds: [.write]),
            Budget(
                name: "feeds", scope: .connection, kind: .rollingWindow(limit: 5, length: .seconds(300)), kinds: [.feed]
            ),
        ]
        return manifest
    }()

    static let count = 160
    static let skus = (1...count).map { "S\(1_000 + $0)" }

    struct Hall: Sendable {
        let hub: ScriptedHub
        let feeds: ScriptedFeeds

        /// The quantities of a feed show at the shop.
        func show(_ messages: [FeedMessage]) {
            self.hub.shop.change { script in
                _ = script.apply(messages.map { OfferChange(ref: $0.ref, quantity: $0.quantity) })
            }
        }

        /// What calls wrote of these, in order.
        func called(_ messages: [FeedMessage]) -> [Int] {
            let refs = Set(messages.map(\.ref))
            return self.hub.shop.written.withLock { $0 }.filter { refs.contains($0.ref) }.compactMap(\.quantity)
        }

        func feed() async throws -> FeedRecord? {
            let id = self.hub.connection
            return try await self.hub.desk.read { try FeedRecords.latest($0, connection: id, limit: 1).first }
        }

        func sku(_ message: FeedMessage) -> String { FeedTests.skus[(Int(message.ref.listing) ?? 1) - 1] }
    }

    /// A shop that shows nine of each and agrees; from now on calls are taken and applied at once, and seen with the next read.
    static func hall(_ engine: Engine, policy: SellingPolicy = .shared) async throws -> Hall {
        let goods = Dictionary(
            uniqueKeysWithValues: Self.skus.enumerated().map { (OfferRef(listing: "\($0 + 1)"), $1) })
        let hub = try await ScriptedHub(engine, stock: 9, goods: goods, policy: policy, manifest: Self.manifest)
        let feeds = ScriptedFeeds()
        try await hub.goLive()
        hub.shop.change {
            $0.feeds = feeds
            $0.write = { changes throws(ConnectorError) in
                hub.shop.script.withLock { _ = $0.apply(changes) }
                return changes.map { OfferResult(ref: $0.ref, outcome: .submitted) }
            }
        }
        try await hub.pass(60) { try await hub.offers().values.allSatisfy { $0.escrow.isPlain } }
        return Hall(hub: hub, feeds: feeds)
    }

    /// Sixty of each come in, and the hub has handed a feed in.
    private static func filled(_ engine: Engine, policy: SellingPolicy = .shared) async throws -> Hall {
        let hall = try await Self.hall(engine, policy: policy)
        for sku in Self.skus { _ = try await SetStock(sku: sku, onHand: 60).run(hall.hub.desk) }
        try await hall.hub.pass(20) { !hall.feeds.documents.isEmpty }
        return hall
    }

    private static func end(_ hall: Hall, refusing refused: [Int: FeedReport.Refusal] = [:], missing: Int = 0) {
        let sent = hall.feeds.documents[0]
        hall.feeds.change {
            $0.progress = .ended(report: "R")
            $0.report = FeedReport(refused: refused, accepted: sent.count - refused.count - missing)
        }
        hall.show(sent.filter { refused[$0.number] == nil })
    }

    private static func agrees(_ hall: Hall) async throws -> Bool {
        try await hall.hub.offers().values.allSatisfy { $0.shownQuantity == 60 && !$0.inDoubt && $0.escrow.isPlain }
    }

    @Test(
        "what calls would reach later than a feed ends travels in one, and nothing is sent twice",
        arguments: Engine.available)
    func travels(engine: Engine) async throws {
        let hall = try await Self.filled(engine)
        let sent = try #require(hall.feeds.documents.first)
        #expect(sent.map(\.number) == Array(1...sent.count) && sent.allSatisfy { $0.quantity == 60 })
        #expect((120...Self.count - 20).contains(sent.count))
        let offer = try #require(try await hall.hub.offers()[hall.sku(sent[0])])
        #expect(offer.inDoubt && offer.escrow.hasUnanswered && offer.escrow.units == 69)
        try await hall.hub.pass(25)
        #expect(hall.feeds.documents.count == 1 && hall.called(sent).isEmpty)
        Self.end(hall)
        try await hall.hub.pass(200) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall))
        #expect(hall.feeds.documents.count == 1 && hall.called(sent).isEmpty)
        let closed = try #require(try await hall.feed())
        #expect(closed.state == .closed && closed.fate == .taken && closed.messages == sent.count)
    }

    @Test("where calls are as fast, there is no feed")
    func few() async throws {
        let hall = try await Self.hall(.sqlite)
        for sku in Self.skus.prefix(20) { _ = try await SetStock(sku: sku, onHand: 60).run(hall.hub.desk) }
        try await hall.hub.pass(40)
        #expect(hall.feeds.documents.isEmpty)
        #expect(try await hall.hub.offers().values.count { $0.shownQuantity == 60 } == 20)
    }

    @Test("what a report refuses is tried again by a call of its own, and only that")
    func refused() async throws {
        let hall = try await Self.filled(.sqlite)
        let sent = hall.feeds.documents[0]
        let refusal = FeedReport.Refusal(code: "8541", field: "quantity", message: "Not like this.")
        Self.end(hall, refusing: [1: refusal, 3: refusal])
        try await hall.hub.pass(200) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall))
        #expect(hall.called(sent) == [60, 60])
        let offer = try #require(try await hall.hub.offers()[hall.sku(sent[0])])
        let intents = try await hall.hub.desk.read { try IntentRecords.latest($0, offer: offer.id, limit: 2) }
        #expect(intents.map(\.state) == [.accepted, .refused] && intents.last?.detail == "8541")
    }

    @Test(
        "a report that counts one message fewer proves none of them: all are read back, and what is missing goes out again"
    )
    func short() async throws {
        let hall = try await Self.filled(.sqlite)
        let sent = hall.feeds.documents[0]
        Self.end(hall, missing: 1)
        hall.hub.shop.change { script in
            _ = script.apply([OfferChange(ref: sent[5].ref, quantity: 9)])
        }
        try await hall.hub.pass(300) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall))
        #expect(hall.called(sent) == [60] && hall.feeds.documents.count == 1)
        #expect(try await hall.feed()?.fate == .untold)
    }

    @Test("a feed that is cancelled has done nothing, and all of it goes out again")
    func cancelled() async throws {
        let hall = try await Self.filled(.sqlite)
        hall.feeds.change { $0.progress = .cancelled }
        try await hall.hub.pass(30) { hall.feeds.documents.count == 2 }
        #expect(hall.feeds.documents.count == 2)
        let first = try await hall.hub.desk.read { db in
            try FeedRecords.latest(db, connection: hall.hub.connection, limit: 2).last
        }
        #expect(first?.fate == .withdrawn)
        let again = hall.feeds.documents[1]
        hall.feeds.change {
            $0.progress = .ended(report: "R")
            $0.report = FeedReport(refused: [:], accepted: again.count)
        }
        hall.show(again)
        try await hall.hub.pass(300) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall))
    }

    @Test("a feed that broke off in the middle is read back, and what is missing goes out again")
    func broken() async throws {
        let hall = try await Self.filled(.sqlite)
        let sent = hall.feeds.documents[0]
        hall.show(Array(sent.prefix(sent.count - 6)))
        hall.feeds.change { $0.progress = .broken }
        try await hall.hub.pass(300) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall))
        #expect(hall.called(sent) == [Int](repeating: 60, count: 6) && hall.feeds.documents.count == 1)
    }

    @Test("a feed that is stuck in the queue is taken back, and only then its quantities go another way")
    func stuck() async throws {
        let hall = try await Self.filled(.sqlite)
        let sent = hall.feeds.documents[0]
        hall.feeds.change { $0.progress = .queued }
        // Three times as long as feeds usually take, it is merely late.
        try await hall.hub.pass(45)
        #expect(hall.feeds.state.withLock { $0.cancelled }.isEmpty && hall.called(sent).isEmpty)
        try await hall.hub.pass(40) { !hall.feeds.state.withLock { $0.cancelled }.isEmpty }
        #expect(hall.feeds.state.withLock { $0.cancelled } == ["1"] && hall.called(sent).isEmpty)
        try await hall.hub.pass(60) { hall.feeds.documents.count == 2 }
        let again = try #require(hall.feeds.documents.last)
        #expect(hall.feeds.documents.count == 2)
        hall.feeds.change {
            $0.progress = .ended(report: "R")
            $0.report = FeedReport(refused: [:], accepted: again.count)
        }
        hall.show(again)
        try await hall.hub.pass(300) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall))
    }

    @Test(
        "a feed that cannot be taken back counts until its deadline, and is asked for no more often than it is looked at"
    )
    func begun() async throws {
        let hall = try await Self.filled(.sqlite)
        let sent = hall.feeds.documents[0]
        hall.feeds.change { ($0.progress, $0.cancels) = (.queued, false) }
        try await hall.hub.pass(540)
        let state = hall.feeds.state.withLock { ($0.cancelled.count, $0.looks) }
        #expect(state.0 >= 1 && state.0 <= state.1 && state.1 <= 540 / 5 + 1)
        #expect(hall.called(sent).isEmpty)
        #expect(try await hall.hub.offers()[hall.sku(sent[0])]?.escrow.hasUnanswered == true)
        try await hall.hub.pass(120) { try await hall.feed()?.state == .closed }
        #expect(try await hall.feed()?.fate == .lost)
    }

    @Test("a report that never comes is waited for as long as a feed takes, and its quantities are read back")
    func noReport() async throws {
        let hall = try await Self.filled(.sqlite)
        let sent = hall.feeds.documents[0]
        hall.show(Array(sent.dropLast(3)))
        hall.feeds.change {
            $0.progress = .ended(report: "R")
            $0.reports = { () throws(ConnectorError) in throw .transient("The document is not there.") }
        }
        try await hall.hub.pass(120) { try await hall.feed()?.state == .closed }
        #expect(try await hall.feed()?.fate == .untold)
        try await hall.hub.pass(300) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall))
        #expect(hall.called(sent) == [60, 60, 60] && hall.feeds.documents.count == 1)
    }

    @Test("a feed that never ends is given up at its deadline, not before")
    func never() async throws {
        let hall = try await Self.filled(.sqlite)
        let sent = hall.feeds.documents[0]
        try await hall.hub.pass(560)
        #expect(hall.called(sent).isEmpty)
        #expect(try await hall.feed()?.state == .underWay)
        #expect(try await hall.hub.offers()[hall.sku(sent[0])]?.escrow.hasUnanswered == true)
        try await hall.hub.pass(120) { try await hall.feed()?.state == .closed }
        #expect(try await hall.feed()?.fate == .lost)
        // What follows ends well.
        let feeds = hall.feeds
        feeds.change {
            $0.progress = .ended(report: "R")
            $0.taken = { () throws(ConnectorError) in hall.show(feeds.documents.last ?? []) }
        }
        try await hall.hub.pass(400) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall))
    }

    @Test(
        "zero does not wait for a feed, and what the feed does after it is put right",
        arguments: [SellingPolicy.guaranteed, .shared])
    func zero(policy: SellingPolicy) async throws {
        let hall = try await Self.filled(.sqlite, policy: policy)
        let sent = hall.feeds.documents[0]
        let sku = hall.sku(sent[7])
        let before = hall.hub.clock.now
        _ = try await SetStock(sku: sku, onHand: 0).run(hall.hub.desk)
        try await hall.hub.pass(10) { hall.called([sent[7]]) == [0] }
        #expect(hall.called([sent[7]]) == [0] && hall.hub.clock.now.timeIntervalSince(before) <= 3)
        // It may still land.
        #expect(try await hall.hub.offers()[sku]?.escrow.units ?? 0 >= 60)
        Self.end(hall)
        try await hall.hub.pass(300) {
            try await hall.hub.offers().values.allSatisfy { !$0.inDoubt && $0.escrow.isPlain && $0.urgency == 0 }
        }
        #expect(hall.hub.shop.script.withLock { $0.listings.first { $0.sku == sku }?.quantity } == 0)
        #expect(hall.called([sent[7]]) == [0, 0])
        #expect(try await hall.hub.offers()[sku]?.escrow.units == 0)
    }

    @Test("a refusal of what is no longer wanted is nobody's fault")
    func outdated() async throws {
        let hall = try await Self.filled(.sqlite)
        let sent = hall.feeds.documents[0]
        let sku = hall.sku(sent[0])
        _ = try await SetStock(sku: sku, onHand: 0).run(hall.hub.desk)
        try await hall.hub.pass(5) { hall.called([sent[0]]) == [0] }
        Self.end(hall, refusing: [1: FeedReport.Refusal(code: "8541", field: nil, message: "No.")])
        try await hall.hub.pass(300) {
            try await hall.hub.offers().values.allSatisfy { !$0.inDoubt && $0.urgency == 0 }
        }
        let offer = try #require(try await hall.hub.offers()[sku])
        #expect(offer.shownQuantity == 0 && offer.parkedCode == nil && hall.called([sent[0]]) == [0])
    }

    @Test("a feed whose answer is lost is never handed in again while it may be there, and is believed where it shows")
    func lost() async throws {
        let hall = try await Self.hall(.sqlite)
        hall.feeds.change {
            $0.taken = { () throws(ConnectorError) in throw .unknownOutcome("no answer") }
        }
        for sku in Self.skus { _ = try await SetStock(sku: sku, onHand: 60).run(hall.hub.desk) }
        try await hall.hub.pass(60)
        let sent = hall.feeds.documents[0]
        #expect(hall.feeds.documents.count == 1 && hall.called(sent).isEmpty)
        #expect(try await hall.feed()?.fate == .lost)
        hall.show(sent)
        try await hall.hub.pass(400) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall) && hall.feeds.documents.count == 1)
    }

    @Test("a feed that was not taken has not happened: nothing is in doubt, and calls go on")
    func untaken() async throws {
        let hall = try await Self.hall(.sqlite)
        hall.feeds.change {
            $0.taken = { () throws(ConnectorError) in throw .refused(code: "no-role", field: nil, message: "No.") }
        }
        for sku in Self.skus { _ = try await SetStock(sku: sku, onHand: 60).run(hall.hub.desk) }
        try await hall.hub.pass(400) { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall))
        #expect(try await hall.feed()?.fate == .withdrawn)
    }

    /// The worker stands still in the call: when it goes on, its lease is another's.
    @Test(
        "a worker that dies with its feed handed in is followed by one that hands nothing in again",
        arguments: Engine.available)
    func dead(engine: Engine) async throws {
        let hall = try await Self.hall(engine)
        let hub = hall.hub
        hall.feeds.change {
            $0.taken = { () throws(ConnectorError) in
                hub.clock.advance(by: 100)
                _ = try? await hub.visit("two")
            }
        }
        for sku in Self.skus { _ = try await SetStock(sku: sku, onHand: 60).run(hub.desk) }
        for _ in 1...20 where hall.feeds.documents.isEmpty {
            hub.clock.advance(by: 1)
            _ = try? await hub.visit("one")
        }
        hall.feeds.change { $0.taken = { () throws(ConnectorError) in } }
        let sent = try #require(hall.feeds.documents.first)
        try await hub.pass(30, "two")
        #expect(hall.feeds.documents.count == 1 && hall.called(sent).isEmpty)
        let feeds = try await hub.desk.read { try FeedRecords.latest($0, connection: hub.connection, limit: 9) }
        #expect(feeds.map(\.fate) == [.lost], "\(feeds)")
        hall.show(sent)
        try await hub.pass(400, "two") { try await Self.agrees(hall) }
        #expect(try await Self.agrees(hall) && hall.feeds.documents.count == 1)
    }

    @Test("a worker that dies before anything left is followed by one that counts nothing as sent")
    func filling() async throws {
        // Where units are shared out, nothing else is written to it meanwhile.
        let hall = try await Self.hall(.sqlite, policy: .guaranteed)
        let hub = hall.hub
        let offer = try #require(try await hub.offers()[Self.skus[0]])
        // What a worker leaves that dies while it fills a feed.
        try await hub.desk.write { db in
            var feed = FeedRecord(
                id: hub.hub.id(), connection: hub.connection, sentAt: hub.clock.now,
                expiresAt: hub.clock.now.addingTimeInterval(600), lookAt: hub.clock.now.addingTimeInterval(7),
                trace: nil)
            feed.messages = 1
            try FeedRecords.insert(db, feed)
            var intent = WriteIntent(
                id: hub.hub.id(), connection: hub.connection, offer: offer.id, quantity: 60, price: nil,
                wantedVersion: offer.wantedVersion, sentAt: hub.clock.now, expiresAt: feed.expiresAt, trace: nil)
            (intent.feed, intent.message, intent.before) = (feed.id, 1, 9)
            try IntentRecords.insert(db, [intent])
            var changed = offer
            changed.escrow.intend(
                intent.id, value: 60, at: hub.clock.now, expires: feed.expiresAt, isFed: true)
            (changed.shownQuantity, changed.inDoubt) = (60, true)
            try OfferRecords.save(db, [changed])
        }
        try await hub.pass(30) { try await hall.feed()?.state == .closed }
        let after = try #require(try await hub.offers()[Self.skus[0]])
        #expect(after.shownQuantity == 9 && !after.inDoubt && after.escrow.units == 9)
        #expect(hall.feeds.documents.isEmpty)
    }
}
