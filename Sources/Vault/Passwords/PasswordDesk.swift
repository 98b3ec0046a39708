import Dispatch
import Synchronization

/// Hashes passwords one at a time on a thread of its own, with a short queue.
///
/// A hash takes 32 MiB and a good part of a second of one core. Left to whoever asks, a hundred guesses at once
/// would take 3 GiB and every thread that serves pages. Here they take 32 MiB and one core, and the queue's end is told to come
/// back: the answer is 503 with `Retry-After`, and no account is marked.
public actor PasswordDesk {
    /// More wait than the desk can serve in a time that anyone would wait for. Try again in some seconds.
    public struct Busy: Error, Hashable, Sendable {}

    private let thread = SlowThread()
    private let waiting: Mutex<Int>
    private let places: Int
    private let cost: PasswordCost

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.thread.asUnownedSerialExecutor() }

    /// - Parameter places: How many may be served or wait at once; the last of 32 waits some ten seconds.
    public init(cost: PasswordCost = .standard, places: Int = 32) {
        precondition(places > 0, "somebody has to be served")
        self.cost = cost
        self.places = places
        self.waiting = Mutex(0)
    }

    /// - Throws: `Busy`, `CancellationError`.
    public nonisolated func hash(_ password: Password) async throws -> PasswordHash {
        try await self.queued { PasswordHash(password, cost: self.cost) }
    }

    /// Whether `password` is the one in `stored`; as slow for no account as for one.
    ///
    /// - Parameter stored: `nil` where the address has no account: the answer is `false`.
    /// - Throws: `Busy`, `CancellationError`.
    public nonisolated func matches(_ password: Password, _ stored: PasswordHash?) async throws -> Bool {
        try await self.queued { stored?.matches(password) ?? PasswordHash.matchesNobody(password, cost: self.cost) }
    }

    /// Runs any other slow derivation in the same queue, such as that of a recovery code.
    public nonisolated func queued<Result: Sendable>(
        _ work: @Sendable () throws -> Result
    ) async throws -> Result {
        let isAdmitted = self.waiting.withLock { waiting in
            guard waiting < self.places else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else { throw Busy() }
        defer { self.waiting.withLock { $0 -= 1 } }
        return try await self.serve(work)
    }

    /// Whether the next who asks would be sent away.
    nonisolated var isFull: Bool { self.waiting.withLock { $0 >= self.places } }

    private func serve<Result: Sendable>(_ work: @Sendable () throws -> Result) throws -> Result {
        // Who has gone away while waiting costs nothing.
        try Task.checkCancellation()
        return try work()
    }
}

/// A queue that an actor runs on, so that what blocks it blocks nobody else.
private final class SlowThread: SerialExecutor {
    private let queue = DispatchQueue(label: "passwords", qos: .utility)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
