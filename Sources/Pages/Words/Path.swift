/// Addresses of our own pages. The only places that spell them.
public enum Path {
    /// The live page.
    public static let board = "/"
    public static let connections = "/connections"
    public static let locations = "/locations"
    public static let diagnostics = "/diagnostics"
    public static let orders = "/orders"
    public static let privacy = "/privacy"
    public static let signIn = "/sign-in"
    public static let code = "/sign-in/code"
    public static let signOut = "/sign-out"
    public static let setup = "/setup"
    public static let join = "/join"
    public static let forgotten = "/forgotten"
    public static let reset = "/reset"
    public static let verify = "/verify"
    public static let account = "/account"
    public static let profile = "/account/profile"
    public static let password = "/account/password"
    public static let verifyAgain = "/account/verify"
    public static let secondFactor = "/account/second-factor"
    public static let secondFactorOff = "/account/second-factor/off"
    public static let recoveryCodes = "/account/recovery-codes"
    public static let sessions = "/account/sessions"
    public static let members = "/members"
    public static let invitations = "/members/invitations"
    public static let leave = "/members/leave"
    public static let audit = "/audit"
    public static let terms = "/terms"
    public static let acceptTerms = "/terms/accept"
    public static let access = "/audit/access"
    public static let workspace = "/workspace"
    public static let suspended = "/suspended"
    public static let export = "/export"
    public static let tokens = "/account/tokens"
    /// The stream of server-sent events that `live.js` opens.
    public static let live = "/live"
    /// Where CSS, script and logo are served from, followed by `Asset.name`.
    public static let assets = "/assets/"

    /// The story of one SKU: "why is it 3?".
    public static func story(_ sku: String) -> String { "/sku/" + escaped(sku) }

    public static func location(_ id: String, after: String? = nil) -> String {
        Self.locations + "/" + escaped(id) + (after.map { "?after=" + escaped($0) } ?? "")
    }

    public static func order(_ id: String) -> String { Self.orders + "/" + escaped(id) }

    public static func diagnostics(after: String) -> String { Self.diagnostics + "?after=" + escaped(after) }

    public static func orders(after: String) -> String { Self.orders + "?after=" + escaped(after) }

    public static func plan(_ id: String) -> String { "/plans/" + escaped(id) }

    /// The audit log with its filter, from one row on.
    public static func audit(_ filter: AuditPage.Filter, after: String) -> String {
        let parts = [
            ("who", filter.who), ("what", filter.what), ("from", filter.from), ("until", filter.until),
            ("after", after),
        ]
        return Self.audit + "?"
            + parts.filter { !$0.1.isEmpty }.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
    }

    /// The board with its filter and place in the list; empty parts are left out.
    ///
    /// - Parameter after: The last SKU of the page before; the list is in SKU order.
    public static func board(search: String = "", onlyDiffering: Bool = false, after: String? = nil) -> String {
        Self.board + Self.query(search: search, onlyDiffering: onlyDiffering, after: after)
    }

    /// The stream that follows exactly the rows `board(search:onlyDiffering:after:)` shows.
    public static func live(search: String = "", onlyDiffering: Bool = false, after: String? = nil) -> String {
        Self.live + Self.query(search: search, onlyDiffering: onlyDiffering, after: after)
    }

    private static func query(search: String, onlyDiffering: Bool, after: String?) -> String {
        var parts: [String] = []
        if !search.isEmpty { parts.append("q=" + Self.escaped(search)) }
        if onlyDiffering { parts.append("differing=1") }
        if let after { parts.append("after=" + Self.escaped(after)) }
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }

    /// A text as the value of a query's parameter.
    public static func escapedQuery(_ text: String) -> String { Self.escaped(text) }

    /// Percent-encodes everything but RFC 3986's unreserved characters, so that a SKU with a slash stays one segment.
    static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%"
                result += byte < 16 ? "0" : ""
                result += String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
