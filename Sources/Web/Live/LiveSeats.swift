import Synchronization

/// How many live pages may be followed at once: each looks into the database twice a second.
final class LiveSeats: Sendable {
    let total: Int
    private let used = Mutex(0)

    init(_ total: Int) { self.total = max(1, total) }

    var taken: Int { self.used.withLock { $0 } }

    var isFree: Bool { self.taken < self.total }

    /// - Returns: whether there was a free one; give it back with `leave`.
    func take() -> Bool {
        self.used.withLock { used in
            guard used < self.total else { return false }
            used += 1
            return true
        }
    }

    func leave() { self.used.withLock { $0 -= 1 } }
}
