import Foundation

/// What is stored of an invitation, a verification or a reset, as far as using it goes.
public struct OneTimeToken: Sendable, Hashable {
    /// What a token that is shown can be.
    public enum Verdict: Sendable, Hashable {
        /// Good, now and once. Mark it used in the transaction that does what it is for, where it is not used yet.
        case good
        /// It was used, or another took its place.
        case spent
        /// Its time is over; another can be asked for.
        case expired
    }

    public let kind: TokenKind
    public let made: Date
    /// When it was used or replaced.
    public let spent: Date?

    public init(kind: TokenKind, made: Date, spent: Date?) {
        self.kind = kind
        self.made = made
        self.spent = spent
    }

    /// - Parameter now: A clock that was set back does not lengthen a life by more than it was set back, and ends none.
    public func verdict(now: Date) -> Verdict {
        guard self.spent == nil else { return .spent }
        guard let life = self.kind.life else { return .expired }
        return now.timeIntervalSince(self.made) < TimeInterval(life.components.seconds) ? .good : .expired
    }
}
