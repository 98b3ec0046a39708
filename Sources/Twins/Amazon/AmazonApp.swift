import Foundation

/// The one app of a market at Amazon: its ids and secret, its consents and tokens, and how often each seller's operations
/// were called. All sellers are behind it.
struct AmazonApp: TwinApp {
    let clientID: String
    let secret: String
    /// What the consent page knows the app by.
    let applicationID: String
    var clock: TwinClock
    var redirects: [String] = []
    var signedIn: String?
    var denies = false
    var codes: [String: AmazonConsent] = [:]
    var tokens: [String: AmazonGrant] = [:]
    var refreshes: [String: AmazonGrant] = [:]
    /// How many times as fast the published usage plans fill; 1 as published.
    var planFactor = 1.0
    private var buckets: [String: Bucket] = [:]
    var dice: Dice
    /// Missing in files of earlier versions.
    var destinations: [AmazonDestination]?

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
        self.forgetOldTokens(at: now)
        return pair
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

struct AmazonGrant: TwinGrant {
    var seller: String
    var expires: Date
    var isRevoked = false

    var holder: String { self.seller }
}

/// Tokens as the token endpoint gives them. Those of a twin are no secret.
public struct AmazonTokens: Sendable, Codable, Hashable {
    public var sellerID: String
    public var access: String
    public var refresh: String
    /// Seconds of the app's clock.
    public var expiresIn: Int
}
