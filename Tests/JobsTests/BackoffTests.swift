import Foundation
import Store
import Testing
import Workbench

@Suite("Waiting after failures")
struct BackoffTests {
    @Test("each wait lies between zero and its ceiling, and the ceiling doubles up to the cap", arguments: 1...200)
    func bounds(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let base = Duration.milliseconds(Int.random(in: 1...5_000, using: &random))
        let backoff = Backoff(base: base, cap: base * Int.random(in: 1...10_000, using: &random))
        var last = Duration.zero
        for attempt in 1...80 {
            let ceiling = backoff.ceiling(attempt: attempt)
            #expect(ceiling == min(backoff.cap, last == .zero ? base : last + last))
            #expect((Duration.zero...ceiling).contains(backoff.wait(attempt: attempt, using: &random)))
            last = ceiling
        }
    }

    @Test("those who failed together do not return together")
    func spread() {
        var random = SeededRandom(seed: 1)
        let backoff = Backoff(base: .seconds(1), cap: .seconds(60))
        let waits = (0..<1_000).map { _ in backoff.wait(attempt: 7, using: &random) }
        #expect(waits.filter { $0 < .seconds(15) }.count > 200)
        #expect(waits.filter { $0 > .seconds(45) }.count > 200)
    }
}
