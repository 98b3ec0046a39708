/// Why a call did not do what was asked, sorted by what happens next. No case holds a secret, a row or a person's data;
/// texts that come from the channel are shortened and redacted before they get here.
public enum ConnectorError: Error, Sendable, Hashable {
    /// Wait at least this long; the channel said so (or its manner did). Nothing happened.
    case throttled(retryAfter: Duration)
    /// One of the manifest's budgets is used up: calls that it covers wait at least this long, others go on. Nothing happened.
    case limited(budget: String, retryAfter: Duration)
    /// Nothing happened and it may pass by itself: the channel could not be reached, or answered 5xx to a read.
    case transient(String)
    /// The request went out and no usable answer came: a time-out, a cut connection, a 5xx or HTML after a write.
    /// It may have had its effect.
    case unknownOutcome(String)
    /// The merchant must reconnect the channel: key wrong, revoked, or without the right.
    case unauthorized(code: String)
    /// The channel understood and said no. Retrying the same request is pointless.
    case refused(code: String, field: String?, message: String)
    /// The channel answered something we cannot read: HTML, truncated, not UTF-8, too large, not the shape we know.
    case unreadable(String)
    /// We may not call this address at all (plain HTTP that is not loopback, no such scheme).
    case forbidden(String)

    /// Whether a write may have had its effect although it failed.
    public var leavesDoubt: Bool {
        switch self {
        case .unknownOutcome, .unreadable: true
        default: false
        }
    }
}
