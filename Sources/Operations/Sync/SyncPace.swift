import ConnectorKit
import Foundation
import Synchronization

/// What this process has learnt about each shop's speed, and which offers wait after a refusal. It need not survive:
/// another process learns it anew.
public final class SyncPace: Sendable {
    private struct State {
        var concurrency: [UUID: AdaptiveConcurrency] = [:]
        var notBefore: [UUID: Date] = [:]
        var refusals: [UUID: Int] = [:]
    }
    private let state = Mutex(State())

    public init() {}

    func parallel(_ connection: UUID, range: ClosedRange<Int>) -> Int {
        self.state.withLock { $0.concurrency[connection]?.limit ?? range.lowerBound }
    }

    func learn(_ connection: UUID, range: ClosedRange<Int>, _ outcome: AdaptiveConcurrency.Outcome, latency: Duration) {
        self.state.withLock {
            $0.concurrency[connection, default: AdaptiveConcurrency(range)].learn(outcome, latency: latency)
        }
    }

    /// Counts refusals of a connection's key; anything else that it answers or fails with ends the row.
    ///
    /// - Returns: How many there were in a row, this one included.
    @discardableResult
    func refused(_ connection: UUID, _ isRefusal: Bool) -> Int {
        self.state.withLock { state in
            state.refusals[connection] = isRefusal ? (state.refusals[connection] ?? 0) + 1 : nil
            return state.refusals[connection] ?? 0
        }
    }

    /// Has an offer wait, or a connection that asked us to.
    func hold(_ offer: UUID, until: Date) { self.state.withLock { $0.notBefore[offer] = until } }

    func isHeld(_ offer: UUID, at now: Date) -> Bool {
        self.state.withLock { state in
            guard let until = state.notBefore[offer] else { return false }
            if until <= now { state.notBefore[offer] = nil }
            return until > now
        }
    }

    /// The earliest instant at which an offer that waits now may be tried again.
    func nextRelease(after now: Date) -> Date? {
        self.state.withLock { $0.notBefore.values.filter { $0 > now }.min() }
    }
}
