import Commerce
import Foundation

/// Shops as they truly are, and a hub that knows them only through reads, writes and orders that arrive late.
/// One history: everything follows from the seed.
struct TradingWorld {
    static let lag = 3.0
    static let staleness = 2.0
    static let timeout = 2.0
    static let patience = 4.0

    /// One offer in one shop, as it truly is.
    struct Shop {
        var number = 0
        var held = 0
        /// Whether its listing is off sale.
        var isOff = false
        var past: [(time: Double, number: Int, isOff: Bool)] = [(0, 0, false)]
        var sellable: Int { self.isOff ? 0 : max(0, self.number - self.held) }

        mutating func set(_ number: Int, at time: Double) {
            self.number = number
            self.past.append((time, number, self.isOff))
        }

        mutating func turn(off isOff: Bool, at time: Double) {
            self.isOff = isOff
            self.past.append((time, self.number, isOff))
        }

        func wasOff(at time: Double) -> Bool { self.past.last { $0.time <= time }?.isOff ?? false }

        func number(at time: Double) -> Int { self.past.last { $0.time <= time }?.number ?? self.past[0].number }
    }

    struct Sale {
        var offer: Int
        var units: Int
        var isPaid: Bool
        var isCancelled = false
        /// The state as it becomes readable, at its times.
        var news: [(time: Double, isPaid: Bool, isCancelled: Bool)]
        /// What the hub imported last; `nil` before the first.
        var known: (isPaid: Bool, isCancelled: Bool)?
    }

    /// One call: a whole listing is read, merged and replaced; a listing of one offer is simply written.
    struct Landing {
        struct Item {
            var offer: Int
            var value: Int
            /// Written back because the call replaces the whole listing: the lower of `value` and what was just read.
            var isEcho: Bool
        }
        enum Deed { case write, rest, resume }
        var deed = Deed.write
        /// All offers of the listing, written or not.
        var offers: [Int]
        var write: UUID
        var items: [Item]
        /// When the listing is read before it is replaced.
        var readsAt: Double?
        var landsAt: Double?
        var answersAt: Double?
        var isRefused = false
        /// Whether its seller had put the listing back on sale before, so that nothing was written.
        var wasOnSale = false
    }

    struct Poll {
        var begun: Double
        var endsAt: Double
        var news: [(sale: Int, isPaid: Bool, isCancelled: Bool)]
    }

    struct Read {
        var offer: Int
        var begun: Double
        var endsAt: Double
        var number: Int
        var isOff: Bool
        var heldKnown: Int
    }

    var dice: Dice
    var now = 0.0
    var pool: Pool
    let offers: [UUID]
    let parts: [UUID]
    /// Offers that one call replaces together.
    let listings: [[Int]]
    var shops: [Shop]
    var sales: [Sale] = []
    var landings: [Landing] = []
    /// Offers that an unanswered call may still put back on sale, as they are, until then.
    var doubts: [Int: Double] = [:]
    var polls: [Poll] = []
    var reads: [Read] = []
    /// Units by which channels raised their own numbers so far: the only way more may be out than there is.
    var debts: [UUID: Int] = [:]
    /// A listing that was ended although its units were there, in words.
    var needlessEnd: String?
    var forgets: PlantedMistake?

    init(seed: UInt64, mistake: PlantedMistake? = nil) {
        var dice = Dice(seed: seed)
        let parts = (0...dice.roll(2)).map { Self.id(100 + $0) }
        let offers = (0...(1 + dice.roll(3))).map { Self.id($0) }
        var stock: [UUID: PartStock] = [:]
        for part in parts {
            stock[part] = PartStock(onHand: 1 + dice.roll(dice.chance(40) ? 3 : 20), buffer: dice.roll(5) / 4)
        }
        var shares: [Pool.Share] = []
        for offer in offers {
            var draws = [parts[dice.roll(parts.count)]: 1]
            if dice.chance(25) { draws[parts[dice.roll(parts.count)]] = 1 + dice.roll(2) }
            shares.append(
                Pool.Share(
                    id: offer, draws: draws, escrow: Escrow(units: 0, isGrounded: true), shown: 0, rank: dice.roll(3)))
        }
        var listings = offers.indices.map { [$0] }
        if dice.chance(50) {
            let siblings = 2 + dice.roll(offers.count - 1)
            listings = [Array(0..<siblings)] + (siblings..<offers.count).map { [$0] }
        }
        for listing in listings where listing.count > 1 || dice.chance(25) {
            let isReversible = dice.chance(30)
            for offer in listing {
                shares[offer].zeroIsReversible = isReversible
                shares[offer].isRewritten = true
            }
        }
        self.parts = parts
        self.offers = offers
        self.listings = listings
        self.pool = Pool(parts: stock, shares: shares)
        self.shops = offers.map { _ in Shop() }
        self.dice = dice
        self.forgets = mistake
    }

    static func id(_ number: Int) -> UUID {
        UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(number >> 8), UInt8(number & 255)))
    }

    static func date(_ time: Double) -> Date { Date(timeIntervalSinceReferenceDate: time) }

    func share(_ offer: Int) -> Int { self.pool.shares.firstIndex { $0.id == self.offers[offer] }! }
}

/// A plausible mistake in the hub, to show that the property would see it.
enum PlantedMistake: CaseIterable {
    /// The write in flight is not counted.
    case writeNotCounted
    /// A write counts as settled as soon as it is answered.
    case settledWhenAnswered
    /// A write without an answer is taken for one that did not happen.
    case unansweredForgotten
    /// A read lowers the escrow although a write was just made.
    case staleReadTrusted
    /// A read lowers the escrow before the orders past it were imported.
    case readSettledAtOnce
    /// A cancellation's units are free again, and nobody counts that the shop offers them.
    case restockNotCounted
    /// Siblings that a write of the whole listing repeats are not counted.
    case siblingsNotCounted
    /// Siblings are counted, and nobody asks whether there are units to count.
    case siblingsNotAfforded
    /// A listing is taken to zero, and ended, to gain a unit for another.
    case zeroToGainAUnit
    /// A listing that left the sale is written before the sales before that are known.
    case restSettledWhenAnswered
    /// A listing that is off sale is taken for one that shows nothing, and its units are given away.
    case restSetsUnitsFree
}
