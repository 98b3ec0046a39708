/// How long to wait before trying again: doubling from `base` up to `cap`, and anywhere between zero and that
/// ("full jitter"), so that those who failed together do not return together.
public struct Backoff: Sendable, Hashable {
    /// The longest wait before the first retry.
    public var base: Duration
    /// The longest wait of all.
    public var cap: Duration

    public init(base: Duration, cap: Duration) {
        precondition(base > .zero && cap >= base, "a wait is positive and its cap not below its base")
        self.base = base
        self.cap = cap
    }

    /// The longest wait before retry number `attempt`, counted from 1.
    public func ceiling(attempt: Int) -> Duration {
        var wait = self.base
        for _ in 1..<max(1, min(attempt, 64)) {
            if wait >= self.cap { break }
            wait = wait + wait
        }
        return min(wait, self.cap)
    }

    /// The wait before retry number `attempt`, counted from 1, between zero and its ceiling.
    public func wait(attempt: Int, using random: inout some RandomNumberGenerator) -> Duration {
        self.ceiling(attempt: attempt) * Double.random(in: 0...1, using: &random)
    }
}
