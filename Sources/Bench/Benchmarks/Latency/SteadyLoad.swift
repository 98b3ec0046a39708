import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Twins

/// Changes of stock that come at random instants, twenty a second on the average, each to one of two hundred SKUs that
/// two shops list.
struct SteadyLoad: Sendable {
    private let floor: ShopFloor
    private let counts: Counts
    private static let skus = 200
    private static let perSecond = 20.0

    /// What each SKU was last said to have, so that each change is one.
    private final class Counts: Sendable {
        let state: Mutex<(order: Order, last: Int)>
        init(seed: UInt64) { self.state = Mutex((Order(seed: seed), 1_000)) }
    }

    init(_ floor: ShopFloor, seed: UInt64) {
        self.floor = floor
        self.counts = Counts(seed: seed)
    }

    func open() async throws {
        let settings = ConnectionRecord.Settings(
            patience: 4, orderLag: 1, readStaleness: 1, orderPoll: 5, readBack: 3_600, timeout: 10)
        try await self.floor.open(shops: 2, goods: ShopFloor.goods(Self.skus, stock: 1_000), settings: settings)
    }

    /// A pause as between arrivals that know nothing of each other, and the next change.
    private func next() -> (pause: Duration, sku: Int, quantity: Int) {
        self.counts.state.withLock { state in
            let chance = Double.random(in: 0.000_1..<1, using: &state.order)
            // Every quantity is said once only, so that the wire tells which change it carries.
            state.last += 1
            return (
                .seconds(-log(chance) / Self.perSecond), Int.random(in: 0..<Self.skus, using: &state.order), state.last
            )
        }
    }

    /// Milliseconds from the call of `SetStock` to the moment at which the last of the two shops has answered the write.
    func changes(_ count: Int) async throws -> [Double] {
        _ = self.floor.wire.take()
        var begun: [Int: ContinuousClock.Instant] = [:]
        var expected: [Int: Int] = [:]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                let change = self.next()
                try await Task.sleep(for: change.pause)
                begun[change.quantity] = .now
                expected[change.sku] = change.quantity
                group.addTask {
                    let sku = ShopFloor.goods(change.sku + 1, stock: 0)[change.sku].sku
                    _ = try await SetStock(sku: sku, onHand: change.quantity).run(self.floor.desk)
                }
            }
            try await group.waitForAll()
        }
        try await self.floor.settled()
        var times: [Double] = []
        for write in self.floor.wire.take() {
            for quantity in write.quantities.values {
                // A change that a newer one overtook before it left has no time of its own.
                guard let start = begun[quantity] else { continue }
                times.append(start.duration(to: write.sent) / .milliseconds(1))
            }
        }
        guard times.count >= count else { throw BenchError("only \(times.count) of \(2 * count) writes were seen") }
        return times
    }

    /// Milliseconds of one commit of one changed row and one write of one product, at the same pace.
    func barePairs(_ count: Int) async throws -> [Double] {
        let connections = try await self.floor.connections()
        let desk = self.floor.desk
        var shops: [(connector: any Connector, offers: [OfferRecord])] = []
        for record in connections {
            let connector = try await Connections.connector(desk, record)
            shops.append((connector, try await desk.read { try OfferRecords.of($0, connection: record.id) }))
        }
        var times: [Double] = []
        for number in 0..<count {
            let change = self.next()
            try await Task.sleep(for: change.pause)
            let shop = shops[number % shops.count]
            guard let writer = shop.connector.offers else { throw BenchError("the shop cannot be written to") }
            let offer = shop.offers[change.sku % shop.offers.count]
            let again = OfferChange(
                ref: OfferRef(
                    listing: offer.listingRef, variation: offer.variationRef.isEmpty ? nil : offer.variationRef),
                quantity: offer.shownQuantity)
            let took = try await ContinuousClock().measure {
                _ = try await desk.write { db in
                    try db.execute(
                        "UPDATE offer SET touched_at = touched_at WHERE tenant_id = \(db.tenant) AND id = \(offer.id)")
                }
                _ = try await writer.write([again])
            }
            times.append(took / .milliseconds(1))
        }
        return times
    }
}
