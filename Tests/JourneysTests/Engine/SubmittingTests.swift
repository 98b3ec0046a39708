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

@Suite("A shop that takes changes now and applies them later")
struct SubmittingTests {
    /// A change is applied within 20 seconds, looked for after 4.
    static let manifest: Manifest = {
        var manifest = ScriptedConnector.manifest
        manifest.patience = .seconds(20)
        manifest.firstLook = .seconds(4)
        return manifest
    }()

    /// The shop shows nine, and agrees with the stockroom; from now on changes are taken and not applied.
    private static func hall(
        _ engine: Engine, policy: SellingPolicy = .guaranteed
    ) async throws -> ScriptedHub {
        let hall = try await ScriptedHub(engine, stock: 9, policy: policy, manifest: self.manifest)
        try await hall.goLive()
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in
                changes.map { OfferResult(ref: $0.ref, outcome: .submitted) }
            }
        }
        try await hall.pass(60) { try await hall.offer().escrow.isPlain }
        return hall
    }

    @Test(
        "units that came are believed as soon as they show, and nothing is written twice", arguments: Engine.available)
    func rises(engine: Engine) async throws {
        let hall = try await Self.hall(engine)
        let before = hall.shop.written.withLock { $0.count }
        _ = try await SetStock(sku: "A", onHand: 60).run(hall.desk)
        try await hall.pass(10) { try await hall.offer().inDoubt }
        let sent = try await hall.offer()
        let wanted = try #require(sent.submittedQuantity)
        #expect(sent.inDoubt && sent.escrow.hasUnanswered && sent.escrow.units >= 9 + wanted && wanted > 9)
        hall.shop.change { $0.listings[0].quantity = wanted }
        let began = hall.clock.now
        try await hall.pass(60) { try await !hall.offer().inDoubt }
        let landed = try await hall.offer()
        #expect(!landed.inDoubt && landed.shownQuantity == wanted)
        #expect(hall.clock.now.timeIntervalSince(began) < 30)
        #expect(hall.shop.written.withLock { $0.count } == before + 1)
    }

    @Test(
        "a lower number may be a sale, so it is believed only when the change must be over, and its units count until then"
    )
    func falls() async throws {
        let hall = try await Self.hall(.sqlite)
        _ = try await SetStock(sku: "A", onHand: 5).run(hall.desk)
        try await hall.pass(10) { try await hall.offer().inDoubt }
        let expires = try #require(try await hall.intents().first?.expiresAt)
        hall.shop.change { $0.listings[0].quantity = 5 }
        try await hall.pass(20)
        let sent = try await hall.offer()
        #expect(sent.inDoubt && sent.escrow.units >= 9 && hall.clock.now < expires)
        try await hall.pass(120) { try await !hall.offer().inDoubt }
        #expect(try await hall.offer().shownQuantity == 5 && hall.clock.now >= expires)
        try await hall.pass(60) { try await hall.offer().escrow.isPlain }
        #expect(try await hall.offer().escrow.units == 5)
    }

    @Test("a change that is never applied is made again, and nobody is blamed")
    func dropped() async throws {
        let hall = try await Self.hall(.sqlite)
        _ = try await SetStock(sku: "A", onHand: 60).run(hall.desk)
        try await hall.pass(10) { try await hall.offer().inDoubt }
        #expect(hall.shop.script.withLock { $0.listings[0].quantity } == 9)
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in hall.shop.script.withLock { $0.apply(changes) } }
        }
        try await hall.pass(300) { hall.shop.script.withLock { $0.listings[0].quantity } ?? 0 > 9 }
        let offer = try await hall.offer()
        #expect(offer.shownQuantity ?? 0 > 9 && offer.parkedCode == nil && offer.repairs == 0)
    }

    @Test("a change that is taken and never applied is not made for ever: a person is asked")
    func never() async throws {
        let hall = try await Self.hall(.sqlite, policy: .shared)
        let before = hall.shop.written.withLock { $0.count }
        _ = try await SetStock(sku: "A", onHand: 60).run(hall.desk)
        try await hall.pass(400) { try await hall.offer().parkedCode != nil }
        #expect(try await hall.offer().parkedCode == "write.not-applied")
        #expect(hall.shop.written.withLock { $0.count } == before + 6)
    }

    @Test("a price is looked at when it must be there, and put right where it is not")
    func price() async throws {
        let hall = try await Self.hall(.sqlite)
        let before = hall.shop.written.withLock { $0.count }
        _ = try await SetPrice(sku: "A", price: Money(minor: 1_250, currency: .gbp)).run(hall.desk)
        try await hall.pass(20)
        #expect(hall.shop.written.withLock { $0.count } == before + 1)
        hall.shop.change {
            $0.write = { changes throws(ConnectorError) in hall.shop.script.withLock { $0.apply(changes) } }
        }
        let gbp = Money(minor: 1_250, currency: .gbp)
        try await hall.pass(180) { hall.shop.script.withLock { $0.listings[0].price } == gbp }
        #expect(hall.shop.script.withLock { $0.listings[0].price } == gbp)
        #expect(hall.shop.written.withLock { $0.count } == before + 2)
    }
}
