import Foundation

/// How many wrong sign-ins an account bears in a row before it waits, and how long.
///
/// Ten, then a quarter of an hour, then twice as long with each five more, to a day at most. (Amazon's Data Protection Policy
/// asks for a lock-out after ten; NIST SP 800-63B-4, 3.2.2, for at most a hundred.) A day without a wrong one forgets them all.
///
/// So that nobody can lock others out for ever, an account has one of these for strangers and one for each browser that has signed in
/// before, known by a token of the kind `device`: guesses from elsewhere do not touch the member's own browser. A reset by mail
/// starts anew. An address without an account is counted all the same, or the wait would tell who is a member.
public struct SignInPatience: Sendable, Hashable {
    public enum Verdict: Sendable, Hashable {
        /// Look at the password.
        case tryIt
        /// Do not look at it: it counts neither way. The answer is 429 with `Retry-After`.
        case wait(until: Date)
    }

    /// Wrong ones in a row that are borne.
    public static let most = 10
    private static let more = 5
    private static let firstWait: TimeInterval = 900
    /// Seconds: the longest wait, and how long wrong ones are remembered.
    private static let day: TimeInterval = 86_400

    /// In a row. Stored, as is `last`.
    public private(set) var failures: Int
    /// When the last wrong one was.
    public private(set) var last: Date?

    public init(failures: Int = 0, last: Date? = nil) {
        self.failures = min(max(0, failures), 1 << 20)
        self.last = last
    }

    /// Asked before the password is hashed, so that a waiting account costs nothing.
    public func verdict(now: Date) -> Verdict {
        guard let last = self.last, now.timeIntervalSince(last) < Self.day, let wait = self.wait else { return .tryIt }
        // A clock that was set back must not make the wait longer than it is.
        let until = min(last, now).addingTimeInterval(wait)
        return now < until ? .wait(until: until) : .tryIt
    }

    /// After a wrong password, one-time password or recovery code.
    public mutating func fail(now: Date) {
        if let last = self.last, now.timeIntervalSince(last) >= Self.day { self.failures = 0 }
        self = SignInPatience(failures: self.failures + 1, last: now)
    }

    /// After a sign-in with all its factors, or a reset by mail.
    public mutating func succeed() {
        self = SignInPatience()
    }

    /// Seconds, where the last failure was one after which there is a wait.
    private var wait: TimeInterval? {
        let beyond = self.failures - Self.most
        guard beyond >= 0, beyond.isMultiple(of: Self.more) else { return nil }
        return min(Self.day, Self.firstWait * TimeInterval(1 << min(beyond / Self.more, 10)))
    }
}
