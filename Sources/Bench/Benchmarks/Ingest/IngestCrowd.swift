import Foundation
import Synchronization

/// Several hands that take orders in side by side, each one transaction after the other.
struct IngestCrowd: Sendable {
    private let stage: IngestStage
    private let spread: Int
    private let seed: UInt64
    private let numbers: Base

    /// - Parameter from: The first order's number.
    init(_ stage: IngestStage, spread: Int, seed: UInt64, from first: Int = 1) {
        self.numbers = Base(from: first)
        self.stage = stage
        self.spread = spread
        self.seed = seed
    }

    /// Numbers that are given once. A class, so that all hands count on one.
    final class Base: Sendable {
        private let value: Mutex<Int>

        init(from first: Int = 1) { self.value = Mutex(first) }

        /// The first of `count` numbers nobody has had.
        func take(_ count: Int) -> Int {
            self.value.withLock { value in
                defer { value += count }
                return value
            }
        }

        func next(_ count: Int) -> String { String(self.take(count)) }
    }

    /// Orders a second of one hand.
    ///
    /// - Parameters:
    ///   - page: Orders in one transaction.
    ///   - pages: Transactions.
    func perSecond(page: Int, pages: Int) async throws -> Double {
        var random = Order(seed: self.seed &+ UInt64(self.numbers.take(1)))
        let start = ContinuousClock.now
        for _ in 0..<pages {
            let first = self.numbers.take(page)
            try await self.stage.take(
                (first..<(first + page)).map { IngestOrder(number: $0, spread: self.spread, using: &random) })
        }
        return Double(page * pages) / (start.duration(to: .now) / .seconds(1))
    }

    /// Orders a second of several hands.
    ///
    /// - Parameter page: Orders in one transaction.
    func perSecond(page: Int, hands: Int, seconds: Int) async throws -> Double {
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for hand in 0..<hands {
                group.addTask {
                    var random = Order(seed: self.seed &+ UInt64(self.numbers.take(1) * 64 + hand))
                    var done = 0
                    while ContinuousClock.now < end {
                        let first = self.numbers.take(page)
                        try await self.stage.take(
                            (first..<(first + page)).map {
                                IngestOrder(number: $0, spread: self.spread, using: &random)
                            })
                        done += page
                    }
                    return done
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(done) / (start.duration(to: .now) / .seconds(1))
    }
}
