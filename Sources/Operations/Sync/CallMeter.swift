import ConnectorKit
import Foundation
import Synchronization
import Wire

/// What the calls of one round truly did: when each request left, and what the answers told about limits.
final class CallMeter: Sendable {
    struct Reading: Sendable {
        var requests: [Date] = []
        var budgets: [[String: BudgetReading]] = []
        /// The longest wait a refusal asked for.
        var pause: Duration?

        /// What all requests together cost of a budget, where each answer told; `nil` where one did not.
        func spent(_ budget: String) -> Int? {
            let told = self.budgets.compactMap { $0[budget]?.spent }
            return told.count >= self.requests.count ? told.reduce(0, +) : nil
        }
    }
    private let reading = Mutex(Reading())

    func left(at instant: Date) { self.reading.withLock { $0.requests.append(instant) } }

    func told(_ budgets: [String: BudgetReading]) {
        guard !budgets.isEmpty else { return }
        self.reading.withLock { $0.budgets.append(budgets) }
    }

    func throttled(_ wait: Duration) { self.reading.withLock { $0.pause = max($0.pause ?? wait, wait) } }

    /// What was seen since the last time, and forgets it.
    func take() -> Reading {
        self.reading.withLock { seen in
            defer { seen = Reading() }
            return seen
        }
    }
}

/// Counts requests as they leave, so that what a call cost is what it cost, and when.
struct MeteredTransport: Transport {
    let inner: any Transport
    let meter: CallMeter
    let now: @Sendable () -> Date

    var uptime: Duration { self.inner.uptime }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        self.meter.left(at: self.now())
        return try await self.inner.send(call)
    }
}
