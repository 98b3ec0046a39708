/// How often a transaction is run again when another one was in its way.
public struct RetryPolicy: Sendable, Hashable {
    /// How often it is run in all, from 1.
    public var attempts: Int
    public var backoff: Backoff

    public init(attempts: Int, backoff: Backoff) {
        precondition(attempts >= 1, "a transaction is run at least once")
        self.attempts = attempts
        self.backoff = backoff
    }

    /// Eight runs within about one second.
    public static let standard = RetryPolicy(
        attempts: 8, backoff: Backoff(base: .milliseconds(5), cap: .milliseconds(250)))
}
