public import Foundation

/// The most one offer may still sell without our having seen it, in sellable units of that offer.
///
/// The law everything else leans on: at every instant the true number of units the channel can still sell, plus
/// those it sold that we have not imported, is at most `units`. It holds through lost answers, late writes, stale
/// reads and cancellations, because
///
/// - an absolute write of `w` adds `w` when it is intended: the channel may sell all it had just before the write lands;
/// - an imported sale takes its units away, a cancellation gives them back;
/// - a number at the channel that is *known* (a write's answer, a read) bounds `units` from above, but only once it is
///   **settled**: all orders placed until then have been imported, and whatever may have raised the number since is added.
///
/// Time here is the hub's own clock throughout: a sale imported after a fix has settled was made after that fix. No
/// channel's clock takes part, so a skewed one cannot open the gate.
public struct Escrow: Sendable, Hashable, Codable {
    /// Units it may still sell unseen. Never negative.
    public private(set) var units: Int
    /// Whether a settled fix stands behind `units`. Before that, sales may be older than what was read and take nothing away.
    public private(set) var isGrounded: Bool
    /// What may have raised the channel's number and is not settled yet, oldest first.
    public private(set) var raises: [Raise]
    /// A read that waits for its settling.
    public private(set) var reading: Reading?
    /// Whether and since when we keep its listing off sale (`Escrow+Resting`).
    public internal(set) var rest: Rest?

    public init(units: Int = 0, isGrounded: Bool = false) {
        precondition(units >= 0, "an offer cannot sell less than nothing")
        self.units = units
        self.isGrounded = isGrounded
        self.raises = []
        self.reading = nil
        self.rest = nil
    }

    /// Something that may lift the channel's number by `value` at some instant from `from` to `end`.
    public struct Raise: Sendable, Hashable, Codable {
        public enum Cause: Sendable, Hashable, Codable {
            /// Our own write, stored before it was sent.
            case write(UUID)
            /// The same, in a feed: the channel has it, and works it through by itself some time.
            case feed(UUID)
            /// The channel gave units of a cancelled order back by itself.
            case restock
        }
        public var cause: Cause
        /// Sellable units, at least 0.
        public var value: Int
        /// Units set aside for it, where its value did not have to be: the listing was off sale. Else `nil`.
        public var added: Int?
        public var from: Date
        /// When it can no longer take effect: the answer's time, or deadline plus patience while there is none.
        public var end: Date
        /// Whether the channel said that it took the write.
        public var isAnswered: Bool
    }

    /// A number read at the channel.
    public struct Reading: Sendable, Hashable, Codable {
        /// The number as it stood there. Units held by unpaid orders are in it: whether they were still held then
        /// cannot be known, so they count.
        public var value: Int
        /// The earliest instant it may describe.
        public var from: Date
        public var to: Date
    }

    // MARK: Writing

    /// Stores the intent of an absolute write. It must be committed before the call leaves.
    ///
    /// - Parameter value: The number that is written, at least 0. Units held by unpaid orders count: the order may have
    ///   been paid, and its units taken, before the write lands.
    /// - Parameter expires: The call's deadline plus the channel's patience.
    /// - Parameter isFed: Whether it travels in a feed.
    public mutating func intend(
        _ write: UUID, value: Int, at now: Date, expires: Date, isFed: Bool = false
    ) {
        precondition(value >= 0, "a channel shows no less than nothing")
        // Off sale, with all its sales known, it can sell nothing but what the write brings.
        let added = self.isOffSale ? max(0, value - self.units) : nil
        if Plant.isPlanted(.absoluteAfterSale) {
            self.units = value
        } else if !Plant.isPlanted(.writeNotCounted) {
            self.units += added ?? value
        }
        self.raises.append(
            Raise(
                cause: isFed ? .feed(write) : .write(write), value: value, added: added, from: now, end: expires,
                isAnswered: false))
    }

    /// The channel took the write. It settles later.
    ///
    /// - Parameter shows: Units that the answer says can be bought, where it says so. Where that is more than was written,
    ///   the channel said yes and did something else: what it shows is then what settles.
    /// - Parameter stands: What was written in the end, where more was set aside because the channel shows more for a
    ///   moment on the way to it.
    public mutating func answered(_ write: UUID, at now: Date, shows: Int? = nil, stands: Int? = nil) {
        guard let index = self.index(of: write) else { return }
        self.raises[index].isAnswered = true
        self.raises[index].end = now
        if let stands { self.raises[index].value = min(self.raises[index].value, stands) }
        guard let shows, shows > self.raises[index].value else { return }
        self.raises[index].value = shows
        self.units = max(self.units, shows)
    }

    /// The channel certainly did not take the write: it refused, throttled, or nothing was sent.
    public mutating func withdrawn(_ write: UUID) {
        guard let index = self.index(of: write) else { return }
        self.units = max(0, self.units - (self.raises[index].added ?? self.raises[index].value))
        self.raises.remove(at: index)
    }

    /// The channel will have applied the write by then, or never will: sooner than it was counted for.
    public mutating func ends(_ write: UUID, by end: Date) {
        guard let index = self.index(of: write), !self.raises[index].isAnswered else { return }
        self.raises[index].end = min(self.raises[index].end, max(end, self.raises[index].from))
    }

    /// Whether it is still open what became of this write.
    public func isOpen(_ write: UUID) -> Bool { self.index(of: write).map { !self.raises[$0].isAnswered } ?? false }

    /// Whether no write was intended after this one.
    public func isLatest(_ write: UUID) -> Bool { self.raises.last(where: \.isWrite)?.write == write }

    /// Whether all that nobody answered for yet travels in feeds: no call of ours is under way, and none is waited for.
    public var awaitsFeedsOnly: Bool {
        let unanswered = self.raises.filter { $0.isWrite && !$0.isAnswered }
        return !unanswered.isEmpty && unanswered.allSatisfy(\.isFed) && self.rest?.state != .asked
    }

    /// Whether a write is on its way, or may still land although nobody answered.
    public func mayStillLand(at now: Date) -> Bool {
        self.raises.contains { $0.isWrite && !$0.isAnswered && $0.end > now }
            || self.rest.map { $0.state == .asked && $0.end > now } ?? false
    }

    /// Whether a write got no answer. Only a read begun after its `end` tells what became of it.
    public var hasUnanswered: Bool {
        self.raises.contains { $0.isWrite && !$0.isAnswered } || self.rest?.state == .asked
    }

    /// The one unanswered write that a number at the channel proves to have landed: as many can be bought as it wrote, and
    /// more than there could be without it. `nil` where it proves nothing.
    ///
    /// - Parameters: as of `read`. No sale of the time since it was read may be in `units` yet.
    public func landed(showing number: Int, held: Int = 0) -> UUID? {
        guard self.isGrounded, self.reading == nil, self.rest == nil, self.raises.count == 1,
            let raise = self.raises.first, let write = raise.write, !raise.isAnswered,
            raise.value == number, number - held > self.units - raise.value
        else { return nil }
        return write
    }

    /// When the earliest answered write or waiting read was made: what a reading of the orders after it would settle.
    public var nextFix: Date? {
        let writes = self.raises.filter { $0.isWrite && $0.isAnswered }.map(\.end)
        let rest = self.rest.flatMap { $0.state == .off ? $0.end : nil }
        return (writes + [self.reading?.to, rest].compactMap { $0 }).min()
    }

    /// Whether anything waits for its settling.
    public var isUnsettled: Bool {
        !self.isGrounded || !self.raises.isEmpty || self.reading != nil
            || self.rest.map { $0.state != .settled } ?? false
    }

    /// Whether there is no more to it than `units`.
    public var isPlain: Bool { !self.isUnsettled && self.rest == nil }

    // MARK: What the channel did

    /// A sale was imported.
    ///
    /// - Returns: Units sold beyond what was set aside: the channel gave units back and sold them again before we
    ///   heard of it, or it does not honour its number. Otherwise 0.
    @discardableResult
    public mutating func sold(_ count: Int) -> Int {
        guard self.isGrounded else { return 0 }
        let excess = max(0, count - self.units)
        self.units -= count - excess
        return excess
    }

    /// A cancellation was imported whose units the channel offers again.
    public mutating func restocked(_ count: Int, at now: Date) {
        self.givenBack(count, adding: count, at: now)
    }

    private mutating func givenBack(_ count: Int, adding units: Int, at now: Date) {
        guard count > 0, !Plant.isPlanted(.restockNotCounted) else { return }
        self.units += units
        self.raises.append(Raise(cause: .restock, value: count, from: now, end: now, isAnswered: true))
    }

    /// An order was imported that is cancelled already, so its sale was never taken away here.
    ///
    /// Sale and cancellation cancel out in what is set aside already: its units were in there all the time. But a number
    /// fixed between the two (a write, a read) does not hold the units that the channel gave back afterwards: they are
    /// remembered for its settling. Before the first number has settled, nothing else stands for them.
    ///
    /// - Returns: Units added.
    @discardableResult
    public mutating func soldAndRestocked(_ count: Int, at now: Date) -> Int {
        let added = self.isGrounded ? 0 : count
        self.givenBack(count, adding: added, at: now)
        return added
    }

    /// What a read says about the offer.
    public enum ReadVerdict: Sendable, Hashable {
        /// Begun before a write's answer, or too soon after a change to be sure it saw it.
        case provesNothing
        /// The channel offers more than it should by our books: someone else raised it. It counts at once.
        case rise(by: Int)
        /// It may show fewer or as many; fewer is a presumed sale until orders past the read were imported.
        case noted
    }

    /// Whether a number read at the channel, at whatever time, changes nothing here and settles nothing.
    ///
    /// - Parameters: as of `read`.
    public func isConfirmed(by number: Int, held: Int = 0) -> Bool {
        self.isPlain && number - held <= self.units && self.units <= number
    }

    /// Takes in a number read at the channel.
    ///
    /// - Parameter number: What the channel shows.
    /// - Parameter held: Units of it that unpaid orders we know hold back from other buyers.
    /// - Parameter staleness: How old a number the channel may answer with, in seconds.
    public mutating func read(
        _ number: Int, held: Int = 0, begun: Date, ended: Date, staleness: TimeInterval
    ) -> ReadVerdict {
        let value = max(0, number)
        let from = begun.addingTimeInterval(-staleness)
        guard
            self.raises.allSatisfy({ $0.end <= from }) || !self.isGrounded && self.raises.isEmpty
                || Plant.isPlanted(.staleReadUsed)
        else {
            return .provesNothing
        }
        self.reading = Reading(value: value, from: from, to: ended)
        let rise = value - held - self.units
        guard rise > 0 else { return .noted }
        self.units += rise
        return .rise(by: rise)
    }

    // MARK: Settling

    /// Settles every fix made until `horizon`: all orders placed until then have been imported.
    ///
    /// - Parameter trustingReads: `false` while an order of this connection could not be read: a missing number
    ///   may then be a sale we do not know, and a read must not set its units free.
    public mutating func settle(until horizon: Date, trustingReads: Bool = true) {
        // A read that waits is older than every write that is still to settle, and comes first.
        if let reading = self.reading, reading.to <= horizon {
            self.reading = nil
            let from = Plant.isPlanted(.staleReadUsed) ? reading.to : reading.from
            if trustingReads { self.bound(reading.value, from: from) }
        }
        while let index = self.raises.firstIndex(where: { $0.isWrite && $0.isAnswered && $0.end <= horizon }) {
            let write = self.raises.remove(at: index)
            self.bound(write.value, from: write.from)
        }
        if let rest = self.rest, rest.state == .off, rest.end <= horizon { self.rest?.state = .settled }
    }

    /// A number known at some instant after `from`: no more can be sold than it, and what may have raised it since.
    private mutating func bound(_ value: Int, from: Date) {
        self.raises.removeAll { $0.end <= from }
        self.units = min(self.units, value + self.raises.reduce(0) { $0 + $1.value })
        self.isGrounded = true
    }

    /// What was stored beside its units.
    mutating func restore(raises: [Raise], reading: Reading?, rest: Rest?) {
        self.raises = raises
        self.reading = reading
        self.rest = rest
    }

    private func index(of write: UUID) -> Int? {
        self.raises.firstIndex { $0.write == write }
    }
}

extension Escrow.Raise {
    public var isWrite: Bool { self.write != nil }

    /// Which write of ours it is.
    var write: UUID? {
        switch self.cause {
        case .write(let id), .feed(let id): id
        case .restock: nil
        }
    }

    var isFed: Bool {
        if case .feed = self.cause { true } else { false }
    }
}
