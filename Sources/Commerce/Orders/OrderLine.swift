/// One line of an order, with where its units are.
///
/// `units == open + shipped + released`, unless more was shipped than is ordered. A refund moves units only out of
/// `open`, when they had not shipped; it never brings anything back: return and restock are facts of their own.
public struct OrderLine: Sendable, Hashable, Identifiable {
    /// The channel's id of the line.
    public var id: String
    public var offer: String
    public var sku: String?
    public var title: String
    /// Units ordered; 0 where the channel took the line away.
    public var units: Int
    public var refunded: Int
    /// Units still to be shipped: what a reservation is needed for.
    public var open: Int
    /// Units that left the house.
    public var shipped: Int
    /// Units that will never be shipped: cancelled, or refunded before shipping.
    public var released: Int
    /// Units the channel holds back without having taken them from its shown stock.
    public var held: Int
    /// Units the channel took from its shown stock and has not given back.
    public var reduced: Int
}
