import Foundation

/// A way in which a shop misbehaves.
public enum FaultKind: String, Sendable, Codable, Hashable, CaseIterable {
    // Calls that have no effect.
    /// 429 with `Retry-After` (`seconds`, default 1).
    case throttle
    /// 503 with an HTML page and `Retry-After`.
    case unavailable
    /// 500 in the channel's envelope; nothing was done.
    case errorBefore
    /// No answer for `seconds` (default 2), then the connection drops; nothing was done.
    case timeoutBefore
    /// 200 with an HTML page.
    case htmlPage
    /// 200 with an error envelope inside.
    case errorInside200
    /// A write answers 200 with the old values and is not done.
    case silentRejection
    /// The key is refused with 401 for `seconds` (default 1), then works again.
    case keyRefused

    // Calls whose effect has happened.
    /// 500 after the effect.
    case errorAfter
    /// The effect happens, then no answer for `seconds` (default 2), then the connection drops.
    case timeoutAfter
    /// A PHP notice stands before the JSON.
    case phpNotice
    case emptyBody
    /// The connection drops in the middle of the body.
    case truncatedBody
    case notUTF8
    /// A body of `seconds` MB (default 50).
    case hugeBody
    /// The right answer, `seconds` late (default 1).
    case slowAnswer

    // Calls whose effect is not what the answer says.
    /// A write answers 500 (or drops) and is done up to `seconds` (default 4) later, perhaps after a newer one.
    case lateWrite
    /// A read of products shows the state of up to `seconds` (default 2) ago.
    case staleRead
    /// About a third of a batch's rows fail, each with its own error.
    case partialBatch

    // Deliveries.
    case webhookDuplicated
    /// Delivered up to `seconds` (default 3) late.
    case webhookDelayed
    /// Held back until a later one has gone.
    case webhookReordered
    case webhookLost
    case webhookBadSignature

    // Sales.
    /// The order shows up in the API up to `seconds` (default 3) after the sale, dated at the sale.
    case orderLate
    /// A paid sale arrives unpaid instead, and is paid or cancelled up to `seconds` (default 3) later.
    case unpaidHold
    /// The shop cancels the order up to `seconds` (default 3) later and gives its units back.
    case selfCancel
    /// A cancelled order does not give its units back: the seller chose not to restock (Etsy).
    case cancelWithoutRestock
    /// The shop sells one unit it does not have (as real stores do under parallel checkouts).
    case selfOversell

    // Things that happen by themselves; `probability` is per second.
    /// Another program changes a stock number: `lowering` (default) or `any`.
    case secondProgramStock
    /// Another program changes a price by up to 10 %.
    case secondProgramPrice
    /// The shop's clock is off by `seconds`, at once and from then on.
    case clockSkew
    /// The shop's clock jumps by up to ±`seconds` (default 2).
    case clockStep

    /// The time a fault uses when its rule names none: seconds (megabytes for `hugeBody`).
    var usualSeconds: Double {
        switch self {
        case .throttle, .unavailable, .keyRefused, .slowAnswer: 1
        case .timeoutBefore, .timeoutAfter, .staleRead, .clockStep: 2
        case .lateWrite: 4
        case .webhookDelayed, .orderLate, .unpaidHold, .selfCancel: 3
        case .hugeBody: 50
        default: 0
        }
    }

    static let ofCalls: Set<FaultKind> = [
        .throttle, .unavailable, .errorBefore, .timeoutBefore, .htmlPage, .errorInside200, .silentRejection,
        .keyRefused,
        .errorAfter, .timeoutAfter, .phpNotice, .emptyBody, .truncatedBody, .notUTF8, .hugeBody, .slowAnswer,
        .lateWrite,
        .staleRead, .partialBatch,
    ]

    static let ofTime: Set<FaultKind> = [.secondProgramStock, .secondProgramPrice, .clockSkew, .clockStep]
}

/// When and how one fault strikes.
public struct FaultRule: Sendable, Codable, Hashable {
    public enum Direction: String, Sendable, Codable { case lowering, any }

    public var kind: FaultKind
    /// 0…1 for each occasion (for things that happen by themselves: per second). `nil`, with `every` `nil`: always.
    public var probability: Double?
    /// Strikes on each N-th occasion.
    public var every: Int?
    /// Strikes left; `nil`: without end. 1 is a one-shot.
    public var times: Int?
    /// See the kind; wall seconds. Where the kind says "up to", the wait is half to all of it.
    public var seconds: Double?
    /// Only calls whose kind begins so, e.g. `products.batch` or `orders`. `nil`: all.
    public var calls: String?
    /// Only for `throttle`: strikes calls beyond this many within one wall second.
    public var aboveCallsPerSecond: Int?
    /// Only for `secondProgramStock`.
    public var direction: Direction?

    public init(
        _ kind: FaultKind, probability: Double? = nil, every: Int? = nil, times: Int? = nil, seconds: Double? = nil,
        calls: String? = nil, aboveCallsPerSecond: Int? = nil, direction: Direction? = nil
    ) {
        self.kind = kind
        self.probability = probability
        self.every = every
        self.times = times
        self.seconds = seconds
        self.calls = calls
        self.aboveCallsPerSecond = aboveCallsPerSecond
        self.direction = direction
    }

    var span: Double { self.seconds ?? self.kind.usualSeconds }
}

/// The faults of one shop, and the seed of its luck.
public struct FaultPlan: Sendable, Codable, Hashable {
    public var rules: [FaultRule]
    public var seed: UInt64

    public init(_ rules: [FaultRule] = [], seed: UInt64 = 1) {
        self.rules = rules
        self.seed = seed
    }

    /// The same plan with some kinds taken out.
    public func without(_ kinds: FaultKind...) -> FaultPlan {
        FaultPlan(self.rules.filter { !kinds.contains($0.kind) }, seed: self.seed)
    }
}
