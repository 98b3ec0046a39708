import Foundation

/// The one app of a market at Amazon: its ids and secret, its consents and tokens, and how often each seller's operations
/// were called. All sellers are behind it.
struct AmazonApp: Sendable, Codable {
    let clientID: String
    let secret: String
    /// What the consent page knows the app by.
    let applicationID: String
    var clock: TwinClock
    /// Exactly these may be redirected to; empty: any on loopback.
    var redirects: [String] = []
    /// Whose browser asks for consent; `nil`: asks which seller, unless there is only one.
    var signedIn: String?
    /// The seller says no.
    var denies = false
    var codes: [String: AmazonConsent] = [:]
    /// By access token.
    var tokens: [String: AmazonGrant] = [:]
    /// By refresh token.
    var refreshes: [String: AmazonGrant] = [:]
    /// How many times as fast the published usage plans fill; 1 as published.
    var planFactor = 1.0
    private var buckets: [String: Bucket] = [:]
    private var dice: Dice

    private struct Bucket: Sendable, Codable {
        var level: Double
        var asOf: Date
    }

    init(name: String, clock: TwinClock) {
        var dice = Dice(named: "amazon app " + name)
        func hex(_ count: Int) -> String { String((0..<count).map { _ in dice.pick(Array("0123456789abcdef")) }) }
        self.clientID = "amzn1.application-oa2-client." + hex(32)
        self.secret = "amzn1.oa2-cs.v1." + hex(64)
        self.applicationID = "amzn1.sp.solution.\(hex(8))-\(hex(4))-\(hex(4))-\(hex(4))-\(hex(12))"
        self.clock = clock
        self.dice = dice
    }

    /// The consent behind an access token.
    func grant(_ token: String?, at now: Date) throws(AmazonError) -> AmazonGrant {
        guard let token, !token.isEmpty else { throw .tokenMissing }
        guard let grant = self.tokens[token], !grant.isRevoked else { throw .tokenRevoked }
        guard now < grant.expires else { throw .tokenExpired }
        return grant
    }

    /// An access token of an hour, and the refresh token it came by or a new one of a year: the seller must say yes again
    /// each year. Both on the app's clock.
    mutating func issue(seller: String, refresh: String? = nil, at now: Date) -> AmazonTokens {
        let known = refresh ?? "Atzr|" + self.text(60)
        let pair = AmazonTokens(sellerID: seller, access: "Atza|" + self.text(60), refresh: known, expiresIn: 3_600)
        self.tokens[pair.access] = AmazonGrant(
            seller: seller, expires: now.addingTimeInterval(Double(pair.expiresIn)))
        if self.refreshes[known] == nil {
            self.refreshes[known] = AmazonGrant(seller: seller, expires: now.addingTimeInterval(365 * 86_400))
        }
        if self.tokens.count > 2_000 { self.tokens = self.tokens.filter { now < $0.value.expires } }
        return pair
    }

    mutating func text(_ length: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
        return String((0..<length).map { _ in self.dice.pick(letters) })
    }

    mutating func revoke(seller: String) {
        for token in self.tokens.keys where self.tokens[token]?.seller == seller {
            self.tokens[token]?.isRevoked = true
        }
        for token in self.refreshes.keys where self.refreshes[token]?.seller == seller {
            self.refreshes[token]?.isRevoked = true
        }
    }

    /// Lets a seller's access tokens, not the refresh tokens, end now.
    mutating func expire(seller: String, at now: Date) {
        for token in self.tokens.keys where self.tokens[token]?.seller == seller { self.tokens[token]?.expires = now }
    }

    /// Counts one call against the operation's bucket of this seller.
    ///
    /// - Returns: The rate for `x-amzn-RateLimit-Limit`; `nil` where the call is one too many.
    mutating func take(_ operation: AmazonOperation, seller: String, at now: Date) -> Double? {
        let key = "\(seller)/\(operation.id)"
        let rate = operation.rate * self.planFactor
        var bucket = self.buckets[key] ?? Bucket(level: operation.burst, asOf: now)
        bucket.level = min(operation.burst, bucket.level + max(0, now.timeIntervalSince(bucket.asOf)) * rate)
        bucket.asOf = max(now, bucket.asOf)
        defer { self.buckets[key] = bucket }
        guard bucket.level >= 1 else { return nil }
        bucket.level -= 1
        return rate
    }
}

/// A consent that is waiting to be traded for tokens.
struct AmazonConsent: Sendable, Codable {
    var seller: String
    var redirect: String?
    var expires: Date
}

/// What one token stands for.
struct AmazonGrant: Sendable, Codable {
    var seller: String
    var expires: Date
    var isRevoked = false
}

/// Tokens as the token endpoint gives them. Those of a twin are no secret.
public struct AmazonTokens: Sendable, Codable, Hashable {
    public var sellerID: String
    public var access: String
    public var refresh: String
    /// Seconds of the app's clock.
    public var expiresIn: Int
}
