import Foundation
import Operations
import Records
import Twins

/// Ten thousand changes of a hundred SKUs while the connection is busy: what goes over the wire when it is free again.
/// Counted at the wire, not timed.
struct CoalescingBenchmark: Benchmark {
    let name = "coalescing"
    let summary = "10,000 changes on 100 hot SKUs while the connection is busy, counted at the wire"
    let needs: [Need] = []

    private static let hot = 100
    /// What the write that keeps the connection busy brings; no other one brings it.
    private static let busy = 400
    /// SKUs that rise meanwhile, and may wait.
    private static let patient = 300

    func run(_ stand: Stand) async throws -> [Figure] {
        try await Databases.withSQLite { store, _ in
            try await ShopFloor.with(store) { floor in
                let goods = ShopFloor.goods(1 + Self.hot + Self.patient, stock: 500)
                let settings = ConnectionRecord.Settings(
                    patience: 4, orderLag: 1, readStaleness: 1, orderPoll: 600, readBack: 3_600, timeout: 300)
                try await floor.open(shops: 1, goods: goods, settings: settings)
                let skus = goods.map(\.sku)
                return try await self.measure(floor, skus, changes: stand.either(quick: 1_000, full: 10_000), stand)
            }
        }
    }

    private func measure(_ floor: ShopFloor, _ skus: [String], changes: Int, _ stand: Stand) async throws -> [Figure] {
        let hot = Array(skus[1...Self.hot])
        let patient = Array(skus[(Self.hot + 1)...])
        let zero = hot[Self.hot / 2]
        Screen.step("changing \(changes) times while a write is held up")
        _ = floor.wire.take()
        floor.wire.hold()
        _ = try await SetStock(sku: skus[0], onHand: Self.busy).run(floor.desk)
        try await floor.wire.somebodyWaits()
        for sku in patient { _ = try await SetStock(sku: sku, onHand: 900).run(floor.desk) }
        var order = Order(seed: stand.seed)
        for number in 0..<changes {
            let sku = hot[Int.random(in: 0..<Self.hot, using: &order)]
            _ = try await SetStock(sku: sku, onHand: 100 + number % 300).run(floor.desk)
        }
        for sku in hot where sku != zero { _ = try await SetStock(sku: sku, onHand: 50).run(floor.desk) }
        _ = try await SetStock(sku: zero, onHand: 0).run(floor.desk)
        floor.wire.release()
        try await floor.settled()

        // The first write kept the connection busy; where its line was closed meanwhile, it is sent once more.
        let calls = floor.wire.take().sorted { $0.sent < $1.sent }.dropFirst()
        let values = calls.map { $0.quantities.values.filter { $0 != Self.busy } }
        let lowered = values.map { $0.filter { $0 <= 50 }.count }
        let raised = values.map { $0.filter { $0 == 900 }.count }
        let others = values.joined().filter { $0 > 50 && $0 != 900 }.count
        let firstZero = (values.firstIndex { $0.contains(0) } ?? 999) + 1
        let lastFall = lowered.lastIndex { $0 > 0 } ?? 0
        let early = raised[..<lastFall].reduce(0, +)
        return [
            Figure(
                title: "writes of \(Self.hot) SKUs after \(Number.text(Double(changes))) changes, one connection",
                bar: .atMost(100, unit: "writes"), result: Spread(Double(lowered.reduce(0, +) + others)),
                detail: "in \(calls.count) calls of up to 100, with \(Self.patient) others that rose"),
            Figure(
                title: "calls until a zero is on the wire", bar: .atMost(2, unit: "calls"),
                result: Spread(Double(firstZero)), detail: "set last of all, behind \(Self.patient) that rose"),
            Figure(
                title: "rises sent in a call before the last fall", bar: .atMost(0, unit: "writes"),
                result: Spread(Double(early)), detail: "the most urgent go first"),
        ]
    }
}
