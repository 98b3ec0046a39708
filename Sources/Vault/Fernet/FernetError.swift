/// Why a Fernet key or token was refused. No case carries any of it.
public enum FernetError: Error, Hashable, Sendable {
    /// The key is not 32 bytes in base64url.
    case keyMalformed
    /// The token is not base64url, not of version 0x80, or too short to be one.
    case malformed
    /// None of our keys signed it, or it was changed.
    case notAuthentic
    /// Older than the life the caller allows.
    case expired
    /// Made more than a minute after now: one of the two clocks is wrong.
    case fromTheFuture
}

extension FernetError: CustomStringConvertible {
    /// A stable word for logs, tests and the API.
    public var code: String {
        switch self {
        case .keyMalformed: "fernet-key-malformed"
        case .malformed: "fernet-malformed"
        case .notAuthentic: "fernet-not-authentic"
        case .expired: "fernet-expired"
        case .fromTheFuture: "fernet-from-the-future"
        }
    }

    public var description: String {
        switch self {
        case .keyMalformed:
            "This is not a Fernet key. Give 32 bytes in base64url, 44 characters, as `Fernet.generate_key()` makes them."
        case .malformed:
            "This is not a Fernet token. Check that all of it was copied; it begins with `gAAAAA`."
        case .notAuthentic:
            "This token was made with another key, or was changed. Give the key that it was made with."
        case .expired:
            "This token is older than is allowed here. Make it again."
        case .fromTheFuture:
            "This token was made later than our clock says it is. Set the clock of both machines by network time."
        }
    }
}
