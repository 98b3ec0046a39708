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

@Suite("Bundles")
struct BundleJourney {
    @Test("two bundles and a single that share a part never sell it twice over two shops", arguments: Engine.available)
    func shared(engine: Engine) async throws {
        let parts = TwinProduct.simple("CUP", "SAUCER", "SPOON", stock: 30)
        let listed =
            TwinProduct.simple("CUP", stock: 30)
            + [
                TwinProduct(sku: "SET", name: "Cup and saucer", price: "18.00", stock: 30),
                TwinProduct(sku: "PAIR", name: "Two cups and a spoon", price: "22.00", stock: 15),
            ]
        let draws = ["CUP": ["CUP": 1], "SET": ["CUP": 1, "SAUCER": 1], "PAIR": ["CUP": 2, "SPOON": 1]]
        try await TradingBench.with(engine, shops: 0, goods: parts, policy: .guaranteed) { bench in
            try await bench.bundle("SET", "18.00", ["CUP": 1, "SAUCER": 1])
            try await bench.bundle("PAIR", "22.00", ["CUP": 2, "SPOON": 1])
            for name in ["shop-0", "shop-1"] { try await bench.connect(name, listed) }
            try await bench.openForBusiness()
            let opening = await bench.market.reports().reduce(0) { sum, report in
                sum + (report.items["CUP"]?.stock ?? 0) + (report.items["SET"]?.stock ?? 0)
                    + 2 * (report.items["PAIR"]?.stock ?? 0)
            }
            #expect(opening <= 30)
            await bench.market.startCrowd(
                CrowdPlan(
                    rate: 12, hot: ["CUP", "SET", "PAIR"], unpaidShare: 0.1, cancelShare: 0.1, purchases: 70, seed: 9))
            try await bench.eventually(seconds: 25, "the crowd has bought") {
                await bench.market.crowdTried ?? 70 >= 70
            }
            await bench.market.settle(keepingFaults: false)
            try await bench.eventually(seconds: 40, "everything agrees") { try await bench.agrees() }
            let supply = ["CUP": 30, "SAUCER": 30, "SPOON": 30]
            #expect(await bench.soldTwice(supply, draws: draws) == [:])
            try await bench.booksAgree()
            let sold = await bench.market.books().values.reduce(0) { sum, book in
                sum + book.unitsSold(of: "CUP") + book.unitsSold(of: "SET") + 2 * book.unitsSold(of: "PAIR")
            }
            #expect(sold > 10)
            // The last cancellations may still be on their way when all numbers agree already.
            try await bench.eventually(seconds: 20, "the books hold what was sold") {
                try await bench.stock(of: "CUP") == (30, sold, 0)
            }
        }
    }
}

extension TradingBench {
    func bundle(_ sku: String, _ price: String, _ parts: [String: Int]) async throws {
        let file = """
            sku,title,price,bundle
            \(sku),Bundle \(sku),\(price),\(parts.map { "\($0.key):\($0.value)" }.sorted().joined(separator: "|"))
            """
        let report = try await ImportCatalogue(bytes: Array(file.utf8), source: "bundles.csv").run(self.desk)
        guard report.created == 1 else { throw BenchError(description: "bundle \(sku): \(report)") }
    }
}
