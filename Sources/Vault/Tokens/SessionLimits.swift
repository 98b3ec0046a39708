import Foundation

/// How long a session lives when nothing is done in it, and at most.
///
/// The defaults are what NIST SP 800-63B-4 (2.2.3) advises for two factors: an hour, and a day.
public struct SessionLimits: Sendable, Hashable {
    public enum Verdict: Sendable, Hashable {
        case alive
        /// Nothing was done for too long. The way out: sign in again.
        case idle
        /// It has lasted as long as one may, however busy.
        case over
    }

    /// Seconds without a request.
    public let idle: TimeInterval
    /// Seconds since the sign-in.
    public let absolute: TimeInterval

    public static let standard = SessionLimits(idle: 3_600, absolute: 86_400)

    /// - Parameters:
    ///   - idle: Positive, at most `absolute`.
    public init(idle: TimeInterval, absolute: TimeInterval) {
        precondition(idle > 0 && idle <= absolute, "a session may be idle for a while, and no longer than it lives")
        self.idle = idle
        self.absolute = absolute
    }

    /// - Parameters:
    ///   - signedIn: When the password was given; a rotated token keeps it.
    ///   - lastSeen: When the last request came.
    public func verdict(signedIn: Date, lastSeen: Date, now: Date) -> Verdict {
        if now.timeIntervalSince(signedIn) >= self.absolute { return .over }
        if now.timeIntervalSince(lastSeen) >= self.idle { return .idle }
        return .alive
    }

    /// Whether `lastSeen` is worth writing again: once in a sixtieth of the idle time, so that reading pages does not write
    /// rows. A session may end by that much early.
    public func isNoteworthy(lastSeen: Date, now: Date) -> Bool {
        now.timeIntervalSince(lastSeen) >= self.idle / 60
    }
}
