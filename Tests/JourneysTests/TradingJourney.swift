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

@Suite("A day of trading")
struct TradingJourney {
    @Test(
        "no order is lost or doubled and no guaranteed unit sold twice, whatever goes wrong",
        arguments: Engine.available)
    func guaranteed(engine: Engine) async throws {
        let goods = Array(TwinSeed.catalogue(named: "journey", simple: 12, variable: 4))
        let supply = Dictionary(uniqueKeysWithValues: goods.map { ($0.sku, $0.stock ?? 0) })
        try await TradingBench.with(
            engine, shops: 3, goods: goods, policy: .guaranteed, settings: TradingBench.settings
        ) {
            bench in
            try await bench.openForBusiness()
            for (index, name) in await bench.market.shopNames.enumerated() {
                await bench.market.shop(name)?.setFaults(.everything(seed: UInt64(index)))
            }
            await bench.market.startCrowd(CrowdPlan(rate: 8, purchases: 100, seed: 5))
            try await bench.eventually(seconds: 40, "the crowd has bought") {
                await bench.market.crowdTried ?? 100 >= 100
            }
            await bench.market.settle(keepingFaults: true)
            // The second program goes home too, or nothing would ever agree for longer than a moment.
            for (index, name) in await bench.market.shopNames.enumerated() {
                let plan = FaultPlan.everything(seed: UInt64(index)).without(.secondProgramStock, .secondProgramPrice)
                await bench.market.shop(name)?.setFaults(plan)
            }

            try await bench.eventually(seconds: 90, "everything agrees after trading") { try await bench.agrees() }
            let placed = await bench.market.books().values.reduce(0) { $0 + Set($1.orderIDs).count }
            // How many of them find something on sale depends on how quick the machine is.
            #expect(placed > 0)
            try await bench.booksAgree()
            #expect(await bench.soldTwice(supply) == [:])
            #expect(try await bench.leaks() == [])
        }
    }
}
