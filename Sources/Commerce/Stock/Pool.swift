public import Foundation

/// Variants and the offers that draw on them, as one thing to decide about: everything that shares a unit with
/// anything else in it, through bundles or through several listings of one variant.
public struct Pool: Sendable, Hashable {
    /// The stock of each part.
    public var parts: [UUID: PartStock]
    /// Every offer of every connection that draws on a part, in a fixed order.
    public var shares: [Share]

    public init(parts: [UUID: PartStock], shares: [Share]) {
        self.parts = parts
        self.shares = shares.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }
    }

    /// One offer's place in the pool.
    public struct Share: Sendable, Hashable, Identifiable {
        public var id: UUID
        /// How many units of each part one sold unit of the offer takes; at least 1 each.
        public var draws: [UUID: Int]
        public var escrow: Escrow
        /// What the channel is believed to show now; `nil` when nobody knows.
        public var shown: Int?
        /// Units of `shown` that unpaid orders hold back from other buyers.
        public var held: Int
        /// Whether a quantity can be written at all: connection live, not paused, stock counted there.
        public var isWritable: Bool
        /// Whether it must be left alone for now: a write is on its way, or one got no answer and was not read back.
        public var isBusy: Bool
        /// Lower is served first where there are fewer units than offers.
        public var rank: Int
        /// Whether zero costs nothing and can be taken back. Where it cannot (on Etsy it ends the listing, and coming back
        /// costs a fee), zero is written only when its units are truly not there.
        public var zeroIsReversible: Bool
        /// Whether an offer that a zero has ended may be raised again: because units came back, never to share out anew.
        public var mayReturn: Bool
        /// Whether writes meant for its siblings write its number too, so that room must be kept for repeating it.
        public var isRewritten: Bool

        public init(
            id: UUID, draws: [UUID: Int], escrow: Escrow, shown: Int?, held: Int = 0, isWritable: Bool = true,
            isBusy: Bool = false, rank: Int = 0, zeroIsReversible: Bool = true, mayReturn: Bool = true,
            isRewritten: Bool = false
        ) {
            precondition(draws.values.allSatisfy { $0 >= 1 }, "an offer draws at least one unit of each of its parts")
            self.id = id
            self.draws = draws
            self.escrow = escrow
            self.shown = shown
            self.held = held
            self.isWritable = isWritable
            self.isBusy = isBusy
            self.rank = rank
            self.zeroIsReversible = zeroIsReversible
            self.mayReturn = mayReturn
            self.isRewritten = isRewritten
        }

        /// Whether it shows zero where zero has ended it.
        public var hasEnded: Bool { !self.zeroIsReversible && self.shown.map { $0 <= 0 } ?? false }

        /// Whether its number may be changed now.
        public var isChangeable: Bool { self.isWritable && !self.isBusy }

        /// Whether zero may be written now: a feed that is out does not hold it up, and is counted on.
        public var mayEmpty: Bool { self.isChangeable || self.isWritable && self.escrow.awaitsFeedsOnly }

        /// What buyers are believed to be able to buy now.
        public var sellable: Int? { self.shown.map { max(0, $0 - self.held) } }
    }

    /// Sales after which some offer that has any has nothing left, its parts' other offers being as they are.
    public var fewestSales: Int {
        self.shares.map { share in share.most { self.parts[$0]?.available ?? 0 } }.filter { $0 > 0 }.min() ?? 0
    }

    /// Units of a part that no offer may still sell. Negative when offers may sell more than there is.
    public func free(_ part: UUID) -> Int {
        (self.parts[part]?.available ?? 0) - self.escrowed(part)
    }

    /// Units of a part that offers may still sell unseen.
    public func escrowed(_ part: UUID) -> Int {
        if Plant.isPlanted(.raiseBeforeLowering) {
            return self.shares.reduce(0) { $0 + ($1.sellable ?? 0) * ($1.draws[part] ?? 0) }
        }
        return self.shares.reduce(0) { $0 + $1.escrow.units * ($1.draws[part] ?? 0) }
    }

    /// The parts for which offers may sell more than there is: where the guarantee does not hold (yet).
    public var overdrawn: [UUID] {
        self.parts.keys.filter { self.free($0) < 0 }.sorted()
    }
}
