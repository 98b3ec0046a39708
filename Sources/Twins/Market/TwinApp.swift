import Foundation

/// The one app of a market at a channel, as far as it is the same on every channel: its consents and tokens.
protocol TwinApp: Sendable, Codable {
    associatedtype Grant: TwinGrant
    var clock: TwinClock { get set }
    /// Exactly these may be redirected to; empty: any on loopback.
    var redirects: [String] { get set }
    /// Whose browser asks for consent; `nil`: asks which shop, unless there is only one.
    var signedIn: String? { get set }
    /// The seller says no.
    var denies: Bool { get set }
    /// By access token.
    var tokens: [String: Grant] { get set }
    /// By refresh token.
    var refreshes: [String: Grant] { get set }
    var dice: Dice { get set }
}

/// What one token stands for.
protocol TwinGrant: Sendable, Codable {
    associatedtype Holder: Hashable
    /// The seller who gave it.
    var holder: Holder { get }
    /// The app's clock.
    var expires: Date { get set }
    var isRevoked: Bool { get set }
}

extension TwinApp {
    /// A random text of letters, digits, `_` and `-`.
    mutating func text(_ length: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
        return String((0..<length).map { _ in self.dice.pick(letters) })
    }

    /// Ends all consents of a seller, as the seller can on the site and a changed password does.
    mutating func revoke(_ holder: Grant.Holder) {
        for (token, grant) in self.tokens where grant.holder == holder { self.tokens[token]?.isRevoked = true }
        for (token, grant) in self.refreshes where grant.holder == holder { self.refreshes[token]?.isRevoked = true }
    }

    /// Lets a seller's access tokens, not the refresh tokens, end now.
    mutating func expire(_ holder: Grant.Holder, at now: Date) {
        for (token, grant) in self.tokens where grant.holder == holder { self.tokens[token]?.expires = now }
    }

    /// Forgets access tokens that ran out, once there are many.
    mutating func forgetOldTokens(at now: Date) {
        if self.tokens.count > 2_000 { self.tokens = self.tokens.filter { now < $0.value.expires } }
    }
}
