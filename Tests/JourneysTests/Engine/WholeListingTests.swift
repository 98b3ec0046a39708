import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Workbench

@Suite("A shop that replaces whole listings")
struct WholeListingTests {
    static let manifest: Manifest = {
        var manifest = ScriptedConnector.manifest
        manifest.writesWholeListing = true
        manifest.zeroIsReversible = false
        return manifest
    }()

    static let goods = [
        OfferRef(listing: "1", variation: "a"): "A", OfferRef(listing: "1", variation: "b"): "B",
        OfferRef(listing: "1", variation: "c"): "C",
    ]

    private static func calm(_ hall: ScriptedHub) async throws {
        for _ in 0..<60 {
            hall.clock.advance(by: 1)
            if (try? await hall.visit()) == nil { continue }
            let offers = try await hall.offers().values
            if offers.allSatisfy({ !$0.escrow.isUnsettled && $0.urgency == 0 }) { return }
        }
        Issue.record("it does not come to rest")
    }

    private static func open(_ engine: Engine, stock: Int, policy: SellingPolicy) async throws -> ScriptedHub {
        let hall = try await ScriptedHub(
            engine, stock: stock, goods: Self.goods, policy: policy, manifest: Self.manifest)
        try await hall.goLive()
        try await Self.calm(hall)
        return hall
    }

    @Test(
        "a new price of one variation repeats the others, sets their units aside, and sets them free once it is settled",
        arguments: Engine.available)
    func price(engine: Engine) async throws {
        let hall = try await Self.open(engine, stock: 60, policy: .guaranteed)
        let before = try await hall.offers()
        let shown = try #require(before["B"]?.shownQuantity)
        #expect(before.values.allSatisfy { $0.escrow.units == $0.shownQuantity })
        let during = Mutex<[String: OfferRecord]>([:])
        let calls = Mutex<[[OfferChange]]>([])
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in
                calls.withLock { $0.append(changes) }
                if let offers = try? await hall.offers() { during.withLock { $0 = offers } }
                return changes.map {
                    OfferResult(ref: $0.ref, outcome: .accepted(quantity: $0.quantity, price: $0.price))
                }
            }
        }
        _ = try await SetPrice(sku: "A", price: Money(minor: 1_250, currency: .gbp)).run(hall.desk)
        hall.clock.advance(by: 1)
        try await hall.visit()
        let sent = calls.withLock { $0 }
        #expect(sent.count == 1)
        #expect(sent.first?.map(\.repeatsQuantity) == [true, true, true])
        #expect(sent.first?.compactMap(\.price?.minor) == [1_250])
        #expect(Set(sent.first?.map(\.quantity) ?? []) == [shown])
        #expect(during.withLock { $0.values.map(\.escrow.units) } == [2 * shown, 2 * shown, 2 * shown])
        try await Self.calm(hall)
        let after = try await hall.offers()
        #expect(after.values.allSatisfy { $0.escrow.units == shown && $0.shownQuantity == shown })
        #expect(after["A"]?.shownPrice == 1_250)
    }

    @Test(
        "a sale of another variation between the call's read and its write does not promise a unit twice",
        arguments: Engine.available)
    func sale(engine: Engine) async throws {
        let hall = try await Self.open(engine, stock: 60, policy: .guaranteed)
        let shown = try #require(try await hall.offers()["B"]?.shownQuantity)
        // The shop reads B, sells one, and then writes what it read: it can sell `shown` again, and sold one unseen.
        _ = try await SetPrice(sku: "A", price: Money(minor: 1_250, currency: .gbp)).run(hall.desk)
        hall.clock.advance(by: 1)
        try await hall.visit()
        let written = try #require(try await hall.offers()["B"])
        #expect(written.escrow.units >= shown + 1)
        #expect(written.escrow.units <= 60)
    }

    @Test("a price waits where there are no units to repeat the others with, and says so", arguments: Engine.available)
    func crowded(engine: Engine) async throws {
        let hall = try await Self.open(engine, stock: 9, policy: .guaranteed)
        hall.shop.written.withLock { $0.removeAll() }
        _ = try await SetPrice(sku: "A", price: Money(minor: 1_250, currency: .gbp)).run(hall.desk)
        for _ in 0..<5 {
            hall.clock.advance(by: 3)
            _ = try? await hall.visit()
        }
        #expect(hall.shop.written.withLock { $0 }.isEmpty)
        #expect(try await hall.offers()["A"]?.wantedReason == "room")
        let story = try await WhyStock(sku: "A").run(hall.desk)
        #expect(story.offers.first?.wantedSentence.contains("replaces a whole listing") == true)
    }

    @Test("where all units are shown everywhere, a price goes out at once", arguments: Engine.available)
    func shared(engine: Engine) async throws {
        let hall = try await Self.open(engine, stock: 9, policy: .shared)
        _ = try await SetPrice(sku: "A", price: Money(minor: 1_250, currency: .gbp)).run(hall.desk)
        hall.clock.advance(by: 1)
        try await hall.visit()
        #expect(hall.shop.written.withLock { $0.map(\.quantity) } == [9, 9, 9])
    }

    @Test("variations that all changed are one call", arguments: Engine.available)
    func together(engine: Engine) async throws {
        let hall = try await Self.open(engine, stock: 9, policy: .shared)
        let calls = Mutex<[Int]>([])
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in
                calls.withLock { $0.append(changes.count) }
                return changes.map {
                    OfferResult(ref: $0.ref, outcome: .accepted(quantity: $0.quantity, price: $0.price))
                }
            }
        }
        for sku in ["A", "B", "C"] { _ = try await SetStock(sku: sku, onHand: 4).run(hall.desk) }
        hall.clock.advance(by: 1)
        try await hall.visit()
        #expect(calls.withLock { $0 } == [3])
        #expect(try await hall.offers().values.map(\.shownQuantity) == [4, 4, 4])
    }

    @Test("a sold-out listing is renewed when units come back, and the fee is mentioned", arguments: Engine.available)
    func renewal(engine: Engine) async throws {
        let hall = try await Self.open(engine, stock: 9, policy: .guaranteed)
        let id = hall.connection
        let now = hall.clock.now
        // All nine were sold there and have left.
        try await hall.desk.write { db in
            for var offer in try OfferRecords.of(db, connection: id) where offer.sku == "A" {
                offer.shownQuantity = 0
                offer.touchedAt = now
                offer.escrow = Escrow(units: 0, isGrounded: true)
                try OfferRecords.save(db, [offer])
            }
        }
        _ = try await SetBuffer(sku: "A", units: 1).run(hall.desk)
        #expect(try await hall.offers()["A"]?.wantedReason == "soldOut")
        _ = try await SetStock(sku: "A", onHand: 30).run(hall.desk)
        #expect(try await hall.offers()["A"]?.wantedReason == "renewal")
        for sku in ["B", "C"] { _ = try await SetStock(sku: sku, onHand: 60).run(hall.desk) }
        try await Self.calm(hall)
        #expect((try await hall.offers()["A"]?.shownQuantity ?? 0) > 0)
        let story = try await WhyStock(sku: "A").run(hall.desk)
        #expect(story.events.contains { $0.summary.contains("costs a fee") })
    }
}
