import Foundation
import Twins

/// How much memory the hub takes with 100,000 variants on WooCommerce and on Etsy: the programs are watched from outside
/// while they import, go live and change every price, against shops in this process.
struct MemoryBenchmark: Benchmark {
    let name = "memory"
    let summary = "resident memory of the hub, 100,000 variants on WooCommerce and Etsy, while converging"
    let needs: [Need] = [.program]

    func run(_ stand: Stand) async throws -> [Figure] {
        let count = stand.either(quick: 5_000, full: 100_000)
        let box: Duration = stand.either(quick: .seconds(60), full: .seconds(360))
        return try await Databases.withFolder { folder in
            let stage = try await LargeCatalogue(stand.tools, folder, variants: count)
            do {
                let figures = try await self.measure(stage, count, box)
                await stage.close()
                return figures
            } catch {
                await stage.close()
                throw error
            }
        }
    }

    private func measure(_ stage: LargeCatalogue, _ count: Int, _ box: Duration) async throws -> [Figure] {
        let begun = ContinuousClock.now
        let end = begun + box
        var peaks: [(what: String, megabytes: Double)] = []
        var last = begun
        /// Notes a step with its peak and how long it took.
        func step(_ what: String, _ megabytes: Double) {
            let took = last.duration(to: .now) / .seconds(1)
            Screen.step("\(what): \(Number.text(megabytes.rounded())) MB after \(Number.text(took.rounded())) s")
            peaks.append(("\(what) (\(Number.text(took.rounded())) s)", megabytes))
            last = .now
        }
        step("reading the file", try await stage.importFile())
        try await stage.connect()
        try stage.startWorking()
        let isRead = try await stage.until(end) { $0.unread == 0 }
        step(isRead ? "reading the shops" : "reading part of the shops in time", stage.workerPeak())
        if isRead {
            step("the plans to go live", try await stage.goLive())
            let isLive = try await stage.until(end) { $0.dirty == 0 }
            step(isLive ? "going live" : "going live, in part", stage.workerPeak())
            step("a price rule for every price", try await stage.changePrices())
            let isPriced = try await stage.until(end) { $0.dirty == 0 }
            step(isPriced ? "sending every price" : "sending prices, not all in time", stage.workerPeak())
        }
        let worker = stage.workerPeak()
        let most = peaks.map(\.megabytes).max() ?? 0
        let detail = peaks.map { "\($0.what) \(Number.text($0.megabytes.rounded())) MB" }.joined(separator: ", ")
        return [
            Figure(
                title:
                    "\(Number.text(Double(count))) variants on WooCommerce and Etsy: largest resident size of the workers",
                bar: .atMost(200, unit: "MB"), result: Spread(worker), detail: detail),
            Figure(
                title: "\(Number.text(Double(count))) variants: largest resident size of any of its commands",
                bar: .atMost(200, unit: "MB"), result: Spread(most), detail: detail),
        ]
    }
}
