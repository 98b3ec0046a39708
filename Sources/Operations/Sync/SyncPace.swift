import ConnectorKit
import Foundation
import Synchronization

/// What this process has learnt about each shop's speed, and which offers wait after a refusal. It need not survive:
/// another process learns it anew.
public final class SyncPace: Sendable {
    private struct State {
        var concurrency: [UUID: AdaptiveConcurrency] = [:]
        var notBefore: [UUID: Date] = [:]
        var refusals: [UUID: Refusals] = [:]
        /// How often in a row an offer did not show what a write of it was to replace.
        var stale: [UUID: Int] = [:]
        /// When it was last looked whether a feed would be worth it.
        var feedsThoughtOf: [UUID: Date] = [:]
    }
    private let state = Mutex(State())

    /// Refusals of a key in a row.
    struct Refusals: Sendable, Hashable {
        var count: Int
        /// When the first of them came.
        var since: Date
    }

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
    /// - Returns: Those in a row, this one included.
    @discardableResult
    func refused(_ connection: UUID, _ isRefusal: Bool, at now: Date) -> Refusals? {
        self.state.withLock { state in
            guard isRefusal else {
                state.refusals[connection] = nil
                return nil
            }
            state.refusals[connection, default: Refusals(count: 0, since: now)].count += 1
            return state.refusals[connection]
        }
    }

    /// Has an offer wait, or a connection that asked us to; of several waits the longest counts.
    func hold(_ offer: UUID, until: Date) {
        self.state.withLock { $0.notBefore[offer] = max($0.notBefore[offer] ?? until, until) }
    }

    func isHeld(_ offer: UUID, at now: Date) -> Bool {
        self.state.withLock { state in
            guard let until = state.notBefore[offer] else { return false }
            if until <= now { state.notBefore[offer] = nil }
            return until > now
        }
    }

    /// An offer did not show what a write of it was to replace.
    ///
    /// - Returns: How often in a row.
    func foundStale(_ offer: UUID) -> Int {
        self.state.withLock {
            $0.stale[offer, default: 0] += 1
            return $0.stale[offer, default: 0]
        }
    }

    func staleness(of offer: UUID) -> Int { self.state.withLock { $0.stale[offer] ?? 0 } }

    /// A write of it was taken.
    func forgetStale(_ offer: UUID) { self.state.withLock { $0.stale[offer] = nil } }

    /// Whether it is time to see again whether a feed would be worth it: counting a long line takes a while.
    func mayThinkOfFeed(_ connection: UUID, gap: Double, at now: Date) -> Bool {
        self.state.withLock { state in
            if let last = state.feedsThoughtOf[connection], now.timeIntervalSince(last) < gap { return false }
            state.feedsThoughtOf[connection] = now
            return true
        }
    }

    /// A feed was not taken: none is thought of until then.
    func thinkOfNoFeed(_ connection: UUID, until: Date) {
        self.state.withLock { $0.feedsThoughtOf[connection] = until }
    }

    /// The earliest instant at which an offer that waits now may be tried again.
    func nextRelease(after now: Date) -> Date? {
        self.state.withLock { $0.notBefore.values.filter { $0 > now }.min() }
    }
}
