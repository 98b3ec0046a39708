import Foundation

/// The one app of a market at Etsy: its keys, its consents and tokens, its limits. All shops are behind it.
struct EtsyApp: TwinApp {
    let keystring: String
    let secret: String
    var clock: TwinClock
    var redirects: [String] = []
    var endpoints: [EtsyEndpoint] = []
    var limits = EtsyLimits()
    /// Seconds of the app's clock that an access token lives; `nil`: an hour (not confirmed; `expires_in` tells).
    var tokenLife: Int?
    var signedIn: String?
    var denies = false
    var codes: [String: EtsyConsent] = [:]
    var tokens: [String: EtsyGrant] = [:]
    var refreshes: [String: EtsyGrant] = [:]
    var dice: Dice

    init(name: String, clock: TwinClock) {
        var dice = Dice(named: "etsy app " + name)
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        self.keystring = String((0..<24).map { _ in dice.pick(letters) })
        self.secret = String((0..<10).map { _ in dice.pick(letters) })
        self.clock = clock
        self.dice = dice
    }

    /// Checks `x-api-key: keystring:shared_secret`.
    func checkKey(_ header: String?) throws(EtsyError) {
        guard let header, !header.isEmpty else {
            throw EtsyError(403, "Missing x-api-key header or client_id")
        }
        guard header.contains(":") else {
            throw header == self.keystring ? EtsyError.secretMissing : .keyMalformed
        }
        let parts = header.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw .keyMalformed }
        guard parts[0] == self.keystring, parts[1] == self.secret else { throw .keyUnknown }
    }

    /// The consent behind a bearer token.
    func grant(_ header: String?, at now: Date) throws(EtsyError) -> EtsyGrant {
        guard let header, header.lowercased().hasPrefix("bearer ") else { throw .tokenMissing }
        guard let grant = self.tokens[String(header.dropFirst("bearer ".count))] else { throw .tokenUnknown }
        guard !grant.isRevoked else { throw .tokenRevoked }
        guard now < grant.expires else { throw .tokenExpired }
        return grant
    }

    /// A pair of tokens; the refresh token lives 90 days of the app's clock (not confirmed).
    mutating func issue(user: Int, scopes: [String], at now: Date) -> EtsyTokens {
        let pair = EtsyTokens(
            userID: user, access: "\(user).\(self.text(43))", refresh: "\(user).\(self.text(43))",
            expiresIn: self.tokenLife ?? 3_600)
        self.tokens[pair.access] = EtsyGrant(
            user: user, scopes: scopes, expires: now.addingTimeInterval(Double(pair.expiresIn)))
        self.refreshes[pair.refresh] = EtsyGrant(
            user: user, scopes: scopes, expires: now.addingTimeInterval(90 * 86_400))
        self.forgetOldTokens(at: now)
        if self.refreshes.count > 20_000 {
            self.refreshes = self.refreshes.filter { now < $0.value.expires && !$0.value.isRevoked }
        }
        return pair
    }

    /// A new secret for a webhook endpoint.
    mutating func endpointSecret() -> String {
        "whsec_" + Data((0..<24).map { _ in UInt8(self.dice.whole(0...255)) }).base64EncodedString()
    }
}

/// A consent that is waiting to be traded for tokens.
struct EtsyConsent: Sendable, Codable {
    var user: Int
    var redirect: String
    var scopes: [String]
    /// Base64url of the SHA-256 of the verifier.
    var challenge: String
    var expires: Date
}

struct EtsyGrant: TwinGrant {
    var user: Int
    var scopes: [String]
    var expires: Date
    var isRevoked = false

    var holder: Int { self.user }
}

/// A pair of tokens, as the token endpoint gives it. Those of a twin are no secret.
public struct EtsyTokens: Sendable, Codable, Hashable {
    public var userID: Int
    public var access: String
    public var refresh: String
    /// Seconds of the app's clock.
    public var expiresIn: Int
}
