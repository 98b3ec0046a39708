import Synchronization

/// What the parts of one running worker tell each other.
final class Shift: Sendable {
    private struct State: Sendable {
        var running = 0
        var claims = 0
        var endedAt: ContinuousClock.Instant?
    }
    private let state = Mutex(State())
    /// Several wakes before a look are one.
    let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (self.wakes, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var running: Int { self.state.withLock(\.running) }
    /// When the worker was told to stop.
    var endedAt: ContinuousClock.Instant? { self.state.withLock(\.endedAt) }

    func wake() { self.continuation.yield() }

    /// A number for each claim of this shift, from 1.
    func nextClaim() -> Int {
        self.state.withLock { state in
            state.claims += 1
            return state.claims
        }
    }

    func begin() { self.state.withLock { $0.running += 1 } }

    func finish() {
        self.state.withLock { $0.running -= 1 }
        self.wake()
    }

    func end() {
        self.state.withLock { $0.endedAt = $0.endedAt ?? .now }
        self.wake()
    }
}
