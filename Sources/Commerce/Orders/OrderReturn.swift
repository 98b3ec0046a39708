/// Goods that a buyer sends back, or wants to, as the channel tells it.
///
/// It moves nothing by itself: refund, return and restock are three facts. What the channel put back on its own shelf is told
/// by its lines (`OrderSnapshotLine.reducedUnits`); what came back to ours is counted by a person, once.
public struct OrderReturn: Sendable, Hashable, Comparable, Codable {
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// The buyer asked for it; nobody agreed yet.
        case requested
        /// Agreed, and on its way or being looked at.
        case open
        /// All that was to come has come.
        case closed
        case declined, cancelled
    }
    /// The channel's id of it.
    public var id: String
    /// What the merchant sees in the shop: `#1001-R1`.
    public var name: String
    public var state: State
    /// Units that come back, by the channel's id of the order's line.
    public var units: [String: Int]
    /// Of those, units that the channel put back on sale.
    public var restocked: [String: Int]

    public init(id: String, name: String, state: State, units: [String: Int], restocked: [String: Int] = [:]) {
        self.id = id
        self.name = name
        self.state = state
        self.units = units
        self.restocked = restocked
    }

    public static func < (one: OrderReturn, other: OrderReturn) -> Bool {
        one.id == other.id ? one.content.lexicographicallyPrecedes(other.content) : one.id < other.id
    }

    var content: [String] {
        [self.id, self.name, self.state.rawValue]
            + [self.units, self.restocked].flatMap { units in
                ["\(units.count)"] + units.sorted { $0.key < $1.key }.flatMap { [$0.key, "\($0.value)"] }
            }
    }
}
