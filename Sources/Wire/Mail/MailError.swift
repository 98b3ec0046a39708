/// Why a letter did not go out, sorted by what happens next. No case holds an address or what the server wrote: it may
/// repeat either.
public enum MailError: Error, Hashable, Sendable {
    /// May pass: no connection, a time-out, a 4xx. Try again later.
    case unreachable(String)
    /// The server said no for good: 5xx with this status.
    case refused(status: Int)
    /// The server offers no TLS, or its certificate is not to be trusted; nothing was sent.
    case insecure
    /// The server refused our name or password, or offers no way to give them.
    case unauthorized

    /// A stable word, for lists and logs.
    public var code: String {
        switch self {
        case .unreachable(let what): "unreachable (\(what))"
        case .refused(let status): "refused (\(status))"
        case .insecure: "no TLS"
        case .unauthorized: "sign-in refused"
        }
    }

    /// Whether the same letter may go out later.
    public var mayPass: Bool { if case .refused = self { false } else { true } }
}
