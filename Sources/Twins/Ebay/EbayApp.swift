import Foundation

/// The one app of a market at eBay: its keys and RuName, its consents and tokens, and how often each API was called.
/// All sellers are behind it.
struct EbayApp: TwinApp {
    let clientID: String
    let secret: String
    /// The name under which the app's addresses are registered: what `redirect_uri` holds.
    let ruName: String
    var clock: TwinClock
    /// The first is where the RuName leads when a seller agrees.
    var redirects: [String] = []
    /// Where the RuName leads when a seller declines; `nil`: to the same.
    var declined: String?
    var signedIn: String?
    var denies = false
    var codes: [String: EbayConsent] = [:]
    var tokens: [String: EbayGrant] = [:]
    var refreshes: [String: EbayGrant] = [:]
    var limits = EbayLimits()
    /// Seconds of the app's clock that an access token lives.
    var tokenLife = 7_200
    var notices: EbayNotices
    /// See `EbayFront.setOrderTopic`.
    var orderTopic: String?
    var dice: Dice

    init(name: String, clock: TwinClock) {
        var dice = Dice(named: "ebay app " + name)
        func hex(_ count: Int) -> String { String((0..<count).map { _ in dice.pick(Array("0123456789abcdef")) }) }
        self.clientID = "Entrepot-Twins-PRD-\(hex(9))-\(hex(8))"
        self.secret = "PRD-\(hex(12))-\(hex(4))-\(hex(4))-\(hex(4))-\(hex(4))"
        self.ruName = "Entrepot-EntrepotT-Twins-\(hex(7))"
        self.clock = clock
        self.notices = EbayNotices(dice: &dice)
        self.dice = dice
    }

    /// What a token stands for.
    func grant(_ token: String?, at now: Date) throws(EbayError) -> EbayGrant {
        guard let token, !token.isEmpty else { throw .tokenMissing }
        guard let grant = self.tokens[token], !grant.isRevoked, now < grant.expires else { throw .tokenInvalid }
        return grant
    }

    /// An access token.
    mutating func access(user: String, scopes: [String], at now: Date) -> String {
        let token = "v^1.1#i^1#r^0#p^3#f^0#I^3#t^H4sIAAAA" + self.text(60) + "=="
        self.tokens[token] = EbayGrant(
            user: user, scopes: scopes, expires: now.addingTimeInterval(Double(self.tokenLife)))
        self.forgetOldTokens(at: now)
        return token
    }

    /// A pair of tokens. The refresh token lives 18 months (not confirmed; the answer tells), 47,304,000 seconds of the
    /// app's clock.
    mutating func issue(user: String, scopes: [String], at now: Date) -> EbayTokens {
        let refresh = "v^1.1#i^1#f^0#p^3#r^1#I^3#t^Ul4x" + self.text(60) + "=="
        self.refreshes[refresh] = EbayGrant(
            user: user, scopes: scopes, expires: now.addingTimeInterval(Double(Self.refreshLife)))
        return EbayTokens(
            userID: user, access: self.access(user: user, scopes: scopes, at: now), refresh: refresh,
            expiresIn: self.tokenLife, refreshExpiresIn: Self.refreshLife)
    }

    static let refreshLife = 47_304_000
}

/// A consent that is waiting to be traded for tokens.
struct EbayConsent: Sendable, Codable {
    var user: String
    var scopes: [String]
    var expires: Date
}

struct EbayGrant: TwinGrant {
    /// Empty: the app's own.
    var user: String
    /// Whole, as URLs.
    var scopes: [String]
    var expires: Date
    var isRevoked = false

    var holder: String { self.user }
}

/// Tokens as the token endpoint gives them. Those of a twin are no secret.
public struct EbayTokens: Sendable, Codable, Hashable {
    public var userID: String
    public var access: String
    public var refresh: String
    /// Seconds of the app's clock.
    public var expiresIn: Int
    public var refreshExpiresIn: Int
}

/// How often an app may call each API within a day, and how often it did; on the app's clock.
///
/// The numbers are those of the vendor's table (2026), but Taxonomy's, which is from memory. A window begins with its first call and lasts 24 hours; what is
/// refused does not count.
struct EbayLimits: Sendable, Codable {
    struct Window: Sendable, Codable {
        var began: Date
        var calls: Int
    }

    struct Limit: Sendable, Codable {
        var context: String
        var name: String
        var version: String
        var perDay: Int
    }

    /// By the base of an API's paths.
    var perDay: [String: Limit] = [
        "/sell/inventory/v1": Limit(context: "sell", name: "inventory", version: "v1", perDay: 2_000_000),
        "/sell/fulfillment/v1": Limit(context: "sell", name: "fulfillment", version: "v1", perDay: 100_000),
        "/sell/account/v1": Limit(context: "sell", name: "account", version: "v1", perDay: 25_000),
        "/commerce/taxonomy/v1": Limit(context: "commerce", name: "taxonomy", version: "v1", perDay: 5_000),
        "/commerce/notification/v1": Limit(
            context: "commerce", name: "notification", version: "v1", perDay: 10_000),
        "/post-order/v2": Limit(context: "sell", name: "post-order", version: "v2", perDay: 5_000),
    ]
    private var windows: [String: Window] = [:]

    static let span = 86_400.0

    func window(_ base: String, at now: Date) -> Window {
        guard let window = self.windows[base], now < window.began.addingTimeInterval(Self.span) else {
            return Window(began: now, calls: 0)
        }
        return window
    }

    /// Counts one call; `false` where it is one too many.
    mutating func take(_ base: String, at now: Date) -> Bool {
        guard let limit = self.perDay[base] else { return true }
        var window = self.window(base, at: now)
        guard window.calls < limit.perDay else { return false }
        window.calls += 1
        self.windows[base] = window
        return true
    }
}
