import Foundation
import Operations
import Records
import Twins

/// How many calls it takes until a shop shows 10,000 changed counts, against the least that its published limits allow.
///
/// WooCommerce publishes a batch of 100 (REST API documentation, "Batch update products") and no rate, so the least time
/// is 100 calls at whatever pace the shop answers, and the count of calls is the measure. The arithmetic here knows
/// nothing of the planner's.
struct ConvergenceBenchmark: Benchmark {
    let name = "convergence"
    let summary = "calls until 10,000 changed SKUs are shown, against the least that published limits allow"
    let needs: [Need] = []

    private static let batch = 100

    func run(_ stand: Stand) async throws -> [Figure] {
        let count = stand.either(quick: 1_000, full: 10_000)
        return try await Databases.withSQLite { store, _ in
            try await ShopFloor.with(store) { floor in
                let goods = ShopFloor.goods(count, stock: 500)
                let settings = ConnectionRecord.Settings(
                    patience: 4, orderLag: 1, readStaleness: 1, orderPoll: 600, readBack: 36_000, timeout: 300)
                try await floor.open(shops: 1, goods: goods, settings: settings)
                _ = floor.wire.take()
                // Nothing works while the counts change, so that all of them wait together.
                await floor.stopWorking()
                for good in goods { _ = try await SetStock(sku: good.sku, onHand: 400).run(floor.desk) }
                let start = ContinuousClock.now
                floor.work()
                try await floor.settled()
                let took = start.duration(to: .now) / .seconds(1)
                let calls = floor.wire.take()
                let least = (count + Self.batch - 1) / Self.batch
                let refused = calls.filter { $0.status == 429 }.count
                return [
                    Figure(
                        title:
                            "WooCommerce: calls for \(Number.text(Double(count))) changed SKUs / the least, batches of 100",
                        bar: .atMost(1.05), result: Spread(Double(calls.count) / Double(least)),
                        detail: "\(calls.count) calls against \(least), in \(Number.text(took)) s"),
                    Figure(
                        title: "WooCommerce: throttled calls of all", bar: .atMost(0.1, unit: "%"),
                        result: Spread(Double(refused) * 100 / Double(max(1, calls.count))),
                        detail: "\(refused) of \(calls.count)"),
                ]
            }
        }
    }
}
