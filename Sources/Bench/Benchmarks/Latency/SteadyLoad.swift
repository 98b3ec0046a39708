import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Twins

/// Changes of stock that come at random instants, twenty a second on the average, each to one of two hundred SKUs that
/// two shops list; and beside them, as often and in the same seconds, bare pairs of a commit and a write.
struct SteadyLoad: Sendable {
    private let floor: ShopFloor
    private let counts: Counts
    private static let skus = 200
    /// SKUs that nobody changes: their numbers are written as they are.
    private static let still = 10
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
        try await self.floor.open(
            shops: 2, goods: ShopFloor.goods(Self.skus + Self.still, stock: 1_000), settings: settings)
    }

    /// As between arrivals that know nothing of each other.
    private func pause() -> Duration {
        let chance = self.counts.state.withLock { Double.random(in: 0.000_1..<1, using: &$0.order) }
        return .seconds(-log(chance) / Self.perSecond)
    }

    /// The next change. Every quantity is said once only, so that the wire tells which change it carries.
    private func next() -> (sku: Int, quantity: Int) {
        self.counts.state.withLock { state in
            state.last += 1
            return (Int.random(in: 0..<Self.skus, using: &state.order), state.last)
        }
    }

    /// So many changes, and as many bare pairs under the same load.
    func run(_ count: Int) async throws -> (changes: [Double], bare: [Double]) {
        async let bare = self.barePairs(count)
        let changes = try await self.changes(count)
        return (changes, try await bare)
    }

    /// Milliseconds from the call of `SetStock` to the moment at which the write leaves for a shop, for each of the two.
    private func changes(_ count: Int) async throws -> [Double] {
        _ = self.floor.wire.take()
        var begun: [Int: ContinuousClock.Instant] = [:]
        var expected: [Int: Int] = [:]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                try await Task.sleep(for: self.pause())
                let change = self.next()
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
    private func barePairs(_ count: Int) async throws -> [Double] {
        let connections = try await self.floor.connections()
        let desk = self.floor.desk
        var shops: [(connector: any Connector, offers: [OfferRecord])] = []
        for record in connections {
            let connector = try await Connections.connector(desk, record)
            let offers = try await desk.read { try OfferRecords.of($0, connection: record.id) }
            let still = Set(ShopFloor.goods(Self.skus + Self.still, stock: 0).suffix(Self.still).map(\.sku))
            shops.append((connector, offers.filter { still.contains($0.sku ?? "") }))
        }
        var times: [Double] = []
        for number in 0..<count {
            try await Task.sleep(for: self.pause())
            let shop = shops[number % shops.count]
            guard let writer = shop.connector.offers else { throw BenchError("the shop cannot be written to") }
            let offer = shop.offers[number / shops.count % shop.offers.count]
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
