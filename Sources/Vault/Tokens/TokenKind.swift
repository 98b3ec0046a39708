/// What a token lets its bearer do. One kind is never taken for another: the kind is in the text, and so in the digest.
public enum TokenKind: String, Sendable, CaseIterable {
    /// A signed-in browser. In an `HttpOnly`, `Secure`, `SameSite` cookie.
    case session
    /// A browser that has signed in before: opens nothing, and is counted apart (`SignInPatience`). In a cookie.
    case device
    /// Joining a workspace. In a mail.
    case invitation
    /// Showing that an address is the member's. In a mail.
    case verification
    /// Choosing a password anew. In a mail.
    case reset
    /// Creating the installation's first member. Printed where it was started.
    case setup
    /// Signing in once, at the machine itself. Printed there.
    case entry

    /// Four characters that everything of this kind begins with, so that a scanner of leaked secrets knows it.
    public var prefix: String {
        switch self {
        case .session: "ens_"
        case .device: "end_"
        case .invitation: "eni_"
        case .verification: "env_"
        case .reset: "enr_"
        case .setup: "enu_"
        case .entry: "ene_"
        }
    }

    /// How long it is good for after it was made; `nil` for a session, which has rules of its own (`SessionLimits`).
    public var life: Duration? {
        switch self {
        case .session: nil
        case .device: .seconds(180 * 86_400)
        case .invitation: .seconds(7 * 86_400)
        case .verification: .seconds(86_400)
        case .reset: .seconds(1_800)
        case .setup: .seconds(86_400)
        case .entry: .seconds(3_600)
        }
    }
}
