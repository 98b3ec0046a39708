/// One limit of a channel, as data. What is taken from it, and when, is `BudgetState`'s.
public struct Budget: Sendable, Hashable, Codable {
    /// Whom one count of this limit covers.
    public enum Scope: String, Sendable, Hashable, Codable, CaseIterable {
        /// All tenants of this installation together.
        case app
        case connection
        /// One kind of call of one connection.
        case operation
        /// One listing of one connection.
        case listing
    }

    public enum Kind: Sendable, Hashable, Codable {
        /// `refill` units every `per`, at most `capacity` saved up.
        case tokenBucket(capacity: Int, refill: Int, per: Duration)
        /// The same, counted in the channel's own points, which each answer corrects.
        case costPoints(capacity: Int, refill: Int, per: Duration)
        /// `limit` units a day; the day begins this many seconds after midnight UTC, `0..<86400`.
        case dailyQuota(limit: Int, startsAt: Int)
        /// `limit` units in any stretch of this length.
        case rollingWindow(limit: Int, length: Duration)
        /// The same for a stretch shorter than a call may take: all that a call may use is counted as used when it leaves. What
        /// is learnt at its end comes too late, and units held until then would leave a part of each stretch unused.
        case rate(limit: Int, per: Duration)
        /// `limit` calls at once; each gives its unit back with `release`.
        case concurrency(limit: Int)
    }

    /// Unique inside a manifest: `requests`.
    public var name: String
    public var scope: Scope
    public var kind: Kind
    /// Units that only urgent calls may take (a stock falling to zero), `0` to the limit. Default 0.
    public var reserve: Int
    /// The kinds of call that it covers; `nil` for all. A limit of some kinds is charged what such a call is planned to
    /// cost, one of all kinds every request as it leaves.
    public var kinds: Set<CallKind>?

    public init(name: String, scope: Scope, kind: Kind, reserve: Int = 0, kinds: Set<CallKind>? = nil) {
        self.name = name
        self.scope = scope
        self.kind = kind
        self.reserve = reserve
        self.kinds = kinds
    }

    public func covers(_ kind: CallKind) -> Bool { self.kinds?.contains(kind) ?? true }

    /// Whether its units are the channel's own points: calls cost different numbers of them, and answers tell how many.
    public var countsPoints: Bool {
        if case .costPoints = self.kind { true } else { false }
    }

    /// The most units there can ever be at once.
    public var limit: Int {
        switch self.kind {
        case .tokenBucket(let capacity, _, _), .costPoints(let capacity, _, _): capacity
        case .dailyQuota(let limit, _), .rollingWindow(let limit, _), .rate(let limit, _), .concurrency(let limit):
            limit
        }
    }
}
