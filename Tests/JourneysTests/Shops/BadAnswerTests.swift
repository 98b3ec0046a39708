import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Twins
import Wire
import Workbench

@Suite("Bad answers")
struct BadAnswerTests {
    static let kinds: [FaultKind] = [
        .htmlPage, .emptyBody, .truncatedBody, .notUTF8, .errorInside200, .hugeBody, .errorBefore, .errorAfter,
        .timeoutBefore, .timeoutAfter, .throttle, .unavailable, .phpNotice,
    ]

    enum Calls: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case reads, writes
        var prefixes: [String] { self == .reads ? ["orders.list", "products.list"] : ["products.batch"] }
        var testDescription: String { self.rawValue }
    }

    /// One shop for each way to answer badly, and two that are well: whatever a shop says, the others go on, and once it
    /// is well everything agrees, with each sale in the books once and no secret anywhere.
    @Test(
        "HTML, nothing, half, not UTF-8, 50 MB, errors in 200, 5xx, time-outs and throttling delay no other shop, and heal",
        arguments: Engine.available, Calls.allCases)
    func badAnswers(engine: Engine, calls: Calls) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 200)
        try await TradingBench.with(engine, shops: 2, goods: goods) { bench in
            for kind in Self.kinds { try await bench.connect(kind.rawValue, goods) }
            try await bench.openForBusiness()
            for kind in Self.kinds {
                let seconds: Double? =
                    kind == .hugeBody ? 50 : kind == .timeoutBefore || kind == .timeoutAfter ? 2 : nil
                let rules = calls.prefixes.map {
                    FaultRule(kind, times: kind == .hugeBody ? 2 : nil, seconds: seconds, calls: $0)
                }
                await bench.market.shop(kind.rawValue)?.setFaults(FaultPlan(rules))
                await bench.market.shop(kind.rawValue)?.buy("A", units: 2)
            }
            try await bench.eventually(seconds: 30, "every fault has struck") {
                for kind in Self.kinds {
                    if await bench.market.shop(kind.rawValue)?.struck[kind] ?? 0 == 0 { return false }
                }
                return true
            }

            // A sale at a shop that is well reaches the other one that is, beside all that.
            let before = try #require(await bench.item("shop-1", "B")?.stock)
            await bench.market.shop("shop-0")?.buy("B", units: 7)
            try await bench.eventually(seconds: 15, "a sale at one healthy shop shows at the other") {
                await bench.item("shop-1", "B")?.stock == before - 7
            }

            for kind in Self.kinds { await bench.market.shop(kind.rawValue)?.setFaults(FaultPlan()) }
            try await bench.eventually(seconds: 60, "everything agrees once the shops are well") {
                try await bench.agrees()
            }
            try await bench.eventually(seconds: 30, "every sale is in the books") {
                try await bench.stock(of: "A").reserved == 2 * Self.kinds.count
            }
            try await bench.booksAgree()
            #expect(try await bench.leaks() == [])
            for kind in Self.kinds {
                #expect(try await bench.record(kind.rawValue).state == .live, "\(kind)")
            }
        }
    }
}
