import Commerce
import Foundation
import Testing

@Suite("A guaranteed stock, over generated histories of trade")
struct EscrowHistoryTests {
    /// CI runs the full count of the issue; a step is a few microseconds.
    static let batches = 50
    static let historiesPerBatch = ProcessInfo.processInfo.environment["ENTREPOT_TORTURE"] == nil ? 2_000 : 20_000

    @Test("no unit is sold twice and every number that may still be sold is covered", arguments: 0..<batches)
    func lawHolds(batch: Int) {
        for number in 0..<Self.historiesPerBatch {
            let seed = UInt64(batch * Self.historiesPerBatch + number)
            if let broken = Self.firstBreach(seed: seed, mistake: nil) {
                Issue.record("seed \(seed), step \(broken.step): \(broken.law)")
                return
            }
        }
    }

    @Test("a plausible mistake in the hub does not go unseen", arguments: PlantedMistake.allCases)
    func mistakesAreSeen(mistake: PlantedMistake) {
        let seen = (0..<4_000).contains { Self.firstBreach(seed: UInt64($0), mistake: mistake) != nil }
        #expect(seen, "4,000 histories did not show \(mistake)")
    }

    static func firstBreach(seed: UInt64, mistake: PlantedMistake?) -> (step: Int, law: String)? {
        var world = TradingWorld(seed: seed, mistake: mistake)
        for step in 0..<60 {
            world.step()
            if let law = world.brokenLaw() { return (step, law) }
        }
        return nil
    }
}

extension TradingWorld {
    /// The first law that does not hold now, in words.
    func brokenLaw() -> String? {
        if let needlessEnd { return needlessEnd }
        for part in self.parts {
            let free = self.pool.free(part) + (self.debts[part] ?? 0)
            if free < 0 { return "offers may sell \(-free) units more than there are" }
            let sold = self.sales.reduce(0) { sum, sale in
                sum + (sale.isCancelled ? 0 : sale.units * (self.pool.shares[self.share(sale.offer)].draws[part] ?? 0))
            }
            if sold > self.pool.parts[part]!.onHand { return "\(sold) units sold of \(self.pool.parts[part]!.onHand)" }
        }
        for offer in self.offers.indices {
            var unseen = 0
            for sale in self.sales where sale.offer == offer {
                unseen +=
                    (sale.isCancelled ? 0 : sale.units) - (sale.known.map { $0.isCancelled ? 0 : sale.units } ?? 0)
            }
            let escrow = self.pool.shares[self.share(offer)].escrow.units
            let may = self.shops[offer].sellable + unseen
            if may > escrow { return "a shop can sell \(may) where \(escrow) are set aside for it" }
        }
        return nil
    }
}
