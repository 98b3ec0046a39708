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

@Suite("A shop that compares before it writes")
struct ComparingTests {
    static let manifest: Manifest = {
        var manifest = ScriptedConnector.manifest
        manifest.comparesQuantities = true
        return manifest
    }()

    /// The shop shows nine and agrees with the stockroom; from now on it compares, and shows each change that it takes.
    ///
    /// - Parameter showing: What a buyer, or somebody else, has left of it meanwhile.
    private static func hall(_ engine: Engine, showing units: Int? = nil) async throws -> ScriptedHub {
        let hall = try await ScriptedHub(engine, stock: 9, manifest: self.manifest)
        try await hall.goLive()
        try await hall.pass(60) { try await hall.offer().escrow.isPlain }
        let shop = hall.shop
        shop.change { script in
            if let units { script.listings[0].quantity = units }
            script.write = { changes throws(ConnectorError) in
                shop.script.withLock { script in
                    let isStale = changes.contains {
                        $0.replaces != nil && $0.replaces != script.listings[0].quantity
                    }
                    guard isStale else { return script.apply(changes) }
                    return changes.map { OfferResult(ref: $0.ref, outcome: .stale) }
                }
            }
        }
        return hall
    }

    private static func replaced(_ hall: ScriptedHub, since count: Int) -> [Int?] {
        hall.shop.written.withLock { $0.dropFirst(count).filter { $0.quantity != nil }.map(\.replaces) }
    }

    @Test("a number names the one that it replaces, and is taken where that still stands", arguments: Engine.available)
    func compares(engine: Engine) async throws {
        let hall = try await Self.hall(engine)
        let before = hall.shop.written.withLock { $0.count }
        _ = try await SetStock(sku: "A", onHand: 60).run(hall.desk)
        try await hall.pass(30) { try await hall.offer().quantityDiffers == false }
        #expect(Self.replaced(hall, since: before) == [9])
    }

    @Test(
        "a number that somebody changed is not written over at once; it ends as wanted, and nobody is asked",
        arguments: Engine.available)
    func stale(engine: Engine) async throws {
        let hall = try await Self.hall(engine, showing: 7)
        let before = hall.shop.written.withLock { $0.count }
        _ = try await SetStock(sku: "A", onHand: 60).run(hall.desk)
        try await hall.pass(120) {
            let (offer, shown) = (try await hall.offer(), hall.shop.script.withLock { $0.listings[0].quantity })
            return !offer.quantityDiffers && shown == offer.wantedQuantity
        }
        let offer = try await hall.offer()
        #expect(Self.replaced(hall, since: before).first == .some(9))
        #expect(offer.parkedCode == nil && offer.tries == 0 && !offer.inDoubt)
    }

    @Test("what stays stale is written without comparing after three times", arguments: Engine.available)
    func alwaysStale(engine: Engine) async throws {
        let hall = try await Self.hall(engine)
        let shop = hall.shop
        shop.change { script in
            script.write = { changes throws(ConnectorError) in
                guard changes.allSatisfy({ $0.replaces == nil }) else {
                    return changes.map { OfferResult(ref: $0.ref, outcome: .stale) }
                }
                return shop.script.withLock { $0.apply(changes) }
            }
        }
        let before = shop.written.withLock { $0.count }
        _ = try await SetStock(sku: "A", onHand: 60).run(hall.desk)
        // One process: what it has learnt of the shop goes from visit to visit.
        let pace = SyncPace()
        for _ in 0..<60 where try await hall.offer().quantityDiffers {
            hall.clock.advance(by: 1)
            _ = try? await hall.visit(pace: pace)
        }
        #expect(Self.replaced(hall, since: before) == [9, 9, 9, nil])
        #expect(try await hall.offer().parkedCode == nil)
    }

    @Test("zero is written whatever is there, and at once", arguments: Engine.available)
    func zero(engine: Engine) async throws {
        let hall = try await Self.hall(engine, showing: 7)
        let before = hall.shop.written.withLock { $0.count }
        _ = try await SetStock(sku: "A", onHand: 0).run(hall.desk)
        try await hall.pass(30) { hall.shop.script.withLock { $0.listings[0].quantity == 0 } }
        #expect(Self.replaced(hall, since: before) == [nil])
    }

    @Test(
        "what was passed over because of its neighbour is tried again, and that costs it no try",
        arguments: Engine.available)
    func passedOver(engine: Engine) async throws {
        let hall = try await Self.hall(engine)
        let shop = hall.shop
        let isFirst = Mutex(true)
        shop.change { script in
            script.write = { changes throws(ConnectorError) in
                let passes = isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
                if passes { return changes.map { OfferResult(ref: $0.ref, outcome: .passedOver) } }
                return shop.script.withLock { $0.apply(changes) }
            }
        }
        _ = try await SetStock(sku: "A", onHand: 60).run(hall.desk)
        try await hall.pass(30) { try await hall.offer().quantityDiffers == false }
        let offer = try await hall.offer()
        #expect(offer.tries == 0 && !offer.inDoubt)
    }
}
