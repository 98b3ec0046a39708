import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Wire
import Workbench

@Suite("Limits that all tenants share")
struct SpendingTests {
    static let manifest: Manifest = {
        var manifest = ScriptedConnector.manifest
        manifest.writesWholeListing = true
        manifest.callCosts = [.write: 2]
        manifest.writeBatch = 10
        manifest.concurrency = 1...8
        manifest.budgets = [
            Budget(name: "second", scope: .app, kind: .rollingWindow(limit: 10, length: .seconds(1)), reserve: 1)
        ]
        return manifest
    }()

    static func goods(_ count: Int) -> [OfferRef: String] {
        Dictionary(uniqueKeysWithValues: (1...count).map { (OfferRef(listing: "\($0)"), "S\($0)") })
    }

    /// Requests as they left.
    final class Wire: Transport {
        let sent = Mutex<[(at: Date, what: String)]>([])
        let clock = Mutex<(@Sendable () -> Date)?>(nil)

        func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
            let now = self.clock.withLock { $0 }?() ?? .distantPast
            self.sent.withLock { $0.append((now, call.url.lastPathComponent)) }
            throw .unreachable("no network here")
        }
    }

    private static func two(_ engine: Engine, goods count: Int) async throws -> (ScriptedHub, ScriptedHub, Wire) {
        let wire = Wire()
        let one = try await ScriptedHub(
            engine, stock: 30, goods: Self.goods(count), policy: .shared, manifest: Self.manifest, wire: wire)
        let clock = one.clock
        wire.clock.withLock { $0 = { clock.now } }
        let other = try await ScriptedHub(
            engine, stock: 30, goods: Self.goods(count), policy: .shared, manifest: Self.manifest, beside: one)
        return (one, other, wire)
    }

    /// Works on whatever is due, each tenant's as if in a process of its own, for so many seconds of virtual time.
    private static func work(
        _ halls: [ScriptedHub], seconds: Double, until isDone: () async throws -> Bool
    ) async throws {
        let end = halls[0].clock.now.addingTimeInterval(seconds)
        while halls[0].clock.now < end {
            var didWork = false
            for hall in halls where (try? await hall.visit()) != nil { didWork = true }
            if try await isDone() { return }
            if !didWork { halls[0].clock.advance(by: 0.05) }
        }
    }

    private static func waiting(_ hall: ScriptedHub) async throws -> Int {
        try await hall.offers().values.count { $0.urgency > 0 }
    }

    @Test(
        "ten requests a second are never exceeded by two tenants together, and both get on", arguments: Engine.available
    )
    func shared(engine: Engine) async throws {
        let (one, other, wire) = try await Self.two(engine, goods: 12)
        for hall in [one, other] {
            try await Self.work([one, other], seconds: 20) { try await hall.record().importedAt != nil }
        }
        for hall in [one, other] {
            let plan = try await PlanGoLive(connection: "Shop").run(hall.desk)
            _ = try await ApplyPlan(plan.id, releaseBrake: true).run(hall.desk)
        }
        let begun = one.clock.now
        var whenFirstDone: [Int] = []
        try await Self.work([one, other], seconds: 30) {
            let left = try await [Self.waiting(one), Self.waiting(other)]
            if whenFirstDone.isEmpty, left.min() == 0 { whenFirstDone = left }
            return left == [0, 0]
        }
        #expect(try await [Self.waiting(one), Self.waiting(other)] == [0, 0])
        #expect((whenFirstDone.max() ?? 12) <= 6, "one tenant waited until the other was done: \(whenFirstDone)")
        let times = wire.sent.withLock { $0.map(\.at) }.sorted()
        let most = times.map { start in times.count { $0 >= start && $0 < start.addingTimeInterval(0.999) } }.max() ?? 0
        #expect(most <= 10)
        // 48 requests at nine a second, and polls.
        #expect(one.clock.now.timeIntervalSince(begun) < 9)
    }

    @Test(
        "a refusal for too many calls stops every tenant of the app until the wait is over", arguments: Engine.available
    )
    func throttled(engine: Engine) async throws {
        let (one, other, wire) = try await Self.two(engine, goods: 1)
        one.shop.change { $0.orders = { () throws(ConnectorError) in throw .throttled(retryAfter: .seconds(5)) } }
        try await Self.work([one], seconds: 3) { try await one.record().throttled > 0 }
        one.shop.change { $0.orders = { () throws(ConnectorError) in OrderPage(orders: [], next: nil) } }
        let refused = try #require(wire.sent.withLock { $0.first { $0.what == "orders" }?.at })
        try await Self.work([one, other], seconds: 12) { try await other.record().importedAt != nil }
        #expect(try await other.record().importedAt != nil)
        let soon = wire.sent.withLock { $0 }.filter { $0.at > refused && $0.at < refused.addingTimeInterval(5) }
        #expect(soon.isEmpty)
    }

    @Test(
        "shops with more pages of listings than may be read in a second are imported, each page read once",
        arguments: Engine.available)
    func importing(engine: Engine) async throws {
        let (one, other, wire) = try await Self.two(engine, goods: 15)
        one.shop.change { $0.pageSize = 1 }
        for hall in [one, other] {
            try await Self.work([one, other], seconds: 30) { try await hall.record().importedAt != nil }
        }
        #expect(try await [one.offers().count, other.offers().count] == [15, 15])
        #expect(wire.sent.withLock { $0.count { $0.what == "listings" } } == 30)
        #expect(try await [one.record().reading, other.record().reading] == [nil, nil])
    }

    @Test("an import begins anew when the shop does not know its next page any more", arguments: Engine.available)
    func forgotten(engine: Engine) async throws {
        let (one, _, _) = try await Self.two(engine, goods: 15)
        one.shop.change { $0.pageSize = 1 }
        try await Self.work([one], seconds: 20) { try await one.record().reading?.done ?? 0 >= 9 }
        one.shop.change {
            $0.page = { () throws(ConnectorError) in throw .refused(code: "page", field: nil, message: "no such page") }
        }
        try await Self.work([one], seconds: 20) { try await one.record().reading == nil }
        #expect(try await one.record().reading == nil)
        one.shop.change { $0.page = { () throws(ConnectorError) in } }
        try await Self.work([one], seconds: 60) { try await one.record().importedAt != nil }
        #expect(try await one.offers().count == 15)
    }

    @Test("connecting a shop spends what all share, and waits until there is some", arguments: Engine.available)
    func connecting(engine: Engine) async throws {
        let (one, other, wire) = try await Self.two(engine, goods: 1)
        let (begun, before) = (one.clock.now, wire.sent.withLock { $0.count })
        for number in 1...9 {
            for hall in [one, other] {
                _ = try await ConnectShop(
                    channel: "scripted", name: "Shop \(number)", address: "https://shop.example/\(number)",
                    credentials: [:], settings: ConnectionRecord.Settings()
                ).run(hall.desk)
            }
        }
        let times = wire.sent.withLock { $0.dropFirst(before).map(\.at) }
        #expect(times.count == 18)
        let most = times.map { start in times.count { $0 >= start && $0 < start.addingTimeInterval(0.999) } }.max() ?? 0
        #expect(most <= 10)
        #expect((0.9..<3).contains(one.clock.now.timeIntervalSince(begun)))
    }

    @Test("a channel that publishes no limits costs no count", arguments: Engine.available)
    func unlimited(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60)
        try await hall.goLive()
        try await hall.visit()
        let rows = try await hall.hub.store.system { db in
            try db.query("SELECT count(*) FROM budget")[0].get(0, as: Int.self)
        }
        #expect(rows == 0)
    }
}
