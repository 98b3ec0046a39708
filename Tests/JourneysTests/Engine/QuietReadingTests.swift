import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Workbench

@Suite("Readings that find everything as it should be")
struct QuietReadingTests {
    private static let goods = [OfferRef(listing: "1"): "A", OfferRef(listing: "2"): "B"]

    /// A hub that is live and at rest, and how often its shop was asked for orders.
    private static func open(_ engine: Engine) async throws -> (ScriptedHub, PollCount) {
        let hall = try await ScriptedHub(engine, stock: 9, goods: self.goods, policy: .shared)
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in hall.shop.script.withLock { $0.apply(changes) } }
        }
        let polls = PollCount()
        hall.shop.change {
            $0.orders = { () throws(ConnectorError) in
                polls.count.withLock { $0 += 1 }
                return OrderPage(orders: [], unreadable: [], next: nil)
            }
        }
        try await hall.goLive()
        try await Self.pass(30, hall)
        return (hall, polls)
    }

    private static func pass(_ seconds: Int, _ hall: ScriptedHub) async throws {
        for _ in 0..<seconds {
            hall.clock.advance(by: 1)
            let now = hall.clock.now
            _ = try await hall.hub.store.system { try $0.execute("UPDATE job SET due_at = \(now)") }
            _ = try? await hall.visit()
        }
    }

    private static func readDue(_ sku: String, in seconds: Double, _ hall: ScriptedHub) async throws {
        let due = hall.clock.now.addingTimeInterval(seconds)
        let offer = try #require(try await hall.offers()[sku])
        _ = try await hall.desk.write { db in
            try db.execute(
                "UPDATE offer SET read_due_at = \(due) WHERE tenant_id = \(db.tenant) AND id = \(offer.id)")
        }
    }

    @Test("no orders are asked for after a reading that shows what is believed", arguments: Engine.available)
    func confirmed(engine: Engine) async throws {
        let (hall, polls) = try await Self.open(engine)
        let id = hall.connection
        let late = hall.clock.now.addingTimeInterval(86_400)
        _ = try await hall.desk.write { db in
            try db.execute(
                "UPDATE connection SET orders_due_at = \(late) WHERE tenant_id = \(db.tenant) AND id = \(id)")
        }
        let before = polls.count.withLock { $0 }
        try await Self.readDue("A", in: 0, hall)
        try await Self.pass(20, hall)
        #expect(try await hall.offers()["A"]?.observedAt ?? .distantPast > hall.clock.now.addingTimeInterval(-20))
        #expect(polls.count.withLock { $0 } == before)
        // A number that differs may be a sale: the orders are asked.
        hall.shop.change { $0.listings[0].quantity = 7 }
        try await Self.readDue("A", in: 0, hall)
        try await Self.pass(20, hall)
        #expect(polls.count.withLock { $0 } > before)
    }

    @Test(
        "what is due soon is read with what is due, what is due much later or this very minute is not",
        arguments: Engine.available, [(600.0, true), (30, false), (3_000, false)])
    func alongside(engine: Engine, wait: (seconds: Double, isRead: Bool)) async throws {
        let (hall, _) = try await Self.open(engine)
        try await Self.readDue("A", in: 0, hall)
        try await Self.readDue("B", in: wait.seconds, hall)
        let start = hall.clock.now
        try await Self.pass(5, hall)
        let offers = try await hall.offers()
        #expect(offers["A"]?.observedAt ?? .distantPast > start)
        #expect((offers["B"]?.observedAt ?? .distantPast > start) == wait.isRead)
    }

    @Test("a webhook that echoes our own write makes no visit, another's does", arguments: Engine.available)
    func echo(engine: Engine) async throws {
        let (hall, _) = try await Self.open(engine)
        _ = try await SetStock(sku: "A", onHand: 4).run(hall.desk)
        try await Self.pass(3, hall)
        #expect(hall.shop.script.withLock { $0.listings[0].quantity } == 4)
        let webhook = EnterWebhook(connection: hall.connection, notice: .listing(key: "1"))
        try await webhook.run(hall.desk)
        #expect(try await Self.waiting(hall) == 0)
        try await Self.pass(20, hall)
        let start = hall.clock.now
        try await webhook.run(hall.desk)
        #expect(try await Self.waiting(hall) == 1)
        try await Self.pass(5, hall)
        #expect(try await Self.waiting(hall) == 0)
        #expect(try await hall.offers()["A"]?.observedAt ?? .distantPast > start)
    }

    private static func waiting(_ hall: ScriptedHub) async throws -> Int {
        let id = hall.connection
        return try await hall.desk.read { db in
            try db.query("SELECT id FROM inbox WHERE tenant_id = \(db.tenant) AND connection_id = \(id)").count
        }
    }
}

/// How often a shop was asked for its orders.
private final class PollCount: Sendable {
    let count = Mutex(0)
}
