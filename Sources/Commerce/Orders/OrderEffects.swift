/// What changed on one line between two states of an order. Sold lines: bundles are resolved by whoever applies it.
public struct LineEffect: Sendable, Hashable {
    /// The channel's id of the line.
    public var line: String
    public var offer: String
    public var sku: String?
    /// Change in units that need a reservation.
    public var open: Int
    /// Change in units that left the house: on hand goes down by it. Negative where a shipment is taken back.
    public var shipped: Int
    /// Change in units that will never be shipped. Says nothing about on hand.
    public var released: Int
    /// Change in units the channel holds back without having taken them from its shown stock.
    public var held: Int
    /// Change in units the channel took from its shown stock.
    public var reduced: Int
    /// Change in units refunded: money only.
    public var refunded: Int

    var isNothing: Bool {
        [self.open, self.shipped, self.released, self.held, self.reduced, self.refunded].allSatisfy { $0 == 0 }
    }
}

public enum OrderEffects {
    /// Effects add up: from `a` to `b` and from `b` to `c` together are from `a` to `c`, so a crash between two
    /// folds loses nothing as long as the order is stored with its effects.
    ///
    /// - Parameter old: What was stored; `nil` for an order never seen.
    /// - Returns: Lines with a change, by line id. A line that is gone gives everything back that had not shipped.
    public static func between(old: Order?, new: Order) -> [LineEffect] {
        let before = Dictionary((old?.lines ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(before.keys).union(after.keys).sorted().compactMap { id in
            let (was, now) = (before[id], after[id])
            // A line the channel took away may be known by its shipment alone; it was named while it was there.
            guard let named = [now, was].compactMap({ $0 }).first(where: { !$0.offer.isEmpty }) ?? now ?? was
            else { return nil }
            func change(_ units: (OrderLine) -> Int) -> Int { (now.map(units) ?? 0) - (was.map(units) ?? 0) }
            let effect = LineEffect(
                line: id, offer: named.offer, sku: named.sku, open: change(\.open), shipped: change(\.shipped),
                released: change(\.released), held: change(\.held), reduced: change(\.reduced),
                refunded: change(\.refunded))
            return effect.isNothing ? nil : effect
        }
    }
}
