/// One thing that applying a plan would write to one offer.
public struct PlannedChange: Sendable, Hashable {
    public enum Field: String, Sendable, Hashable, CaseIterable, Codable { case quantity, price }

    public enum Change: Sendable, Hashable {
        /// Units shown; `from` is `nil` where the channel did not count.
        case quantity(from: Int?, to: Int)
        case price(from: Money?, to: Money)
    }

    public enum Cause: String, Sendable, Hashable, CaseIterable, Codable {
        /// A sale somewhere; its lowering is never held back.
        case order
        case person, rule, goLive, undo
    }

    public var connection: ConnectionID
    /// The offer, by the connection's key.
    public var ref: String
    public var sku: SKU
    public var change: Change
    public var cause: Cause
    /// A sentence for the person who reads the plan.
    public var reason: String

    public init(
        connection: ConnectionID, ref: String, sku: SKU, change: Change, cause: Cause, reason: String
    ) {
        self.connection = connection
        self.ref = ref
        self.sku = sku
        self.change = change
        self.cause = cause
        self.reason = reason
    }

    public var field: Field {
        switch self.change {
        case .quantity: .quantity
        case .price: .price
        }
    }

    /// What the offer shows before, for people; `nothing` where it shows none.
    public var before: String {
        switch self.change {
        case .quantity(let from, _): from.map(String.init) ?? "nothing"
        case .price(let from, _): from?.description ?? "nothing"
        }
    }

    public var after: String {
        switch self.change {
        case .quantity(_, let to): "\(to)"
        case .price(_, let to): to.description
        }
    }

    /// Something that was on sale would not be any more.
    public var goesToZero: Bool {
        if case .quantity(let from, 0) = self.change { return (from ?? 0) > 0 }
        return false
    }

    /// How far the price falls, in percent of the former, rounded down; `nil` where it does not fall or cannot be said.
    public var priceFallPercent: Int? {
        guard case .price(let from?, let to) = self.change, from.currency == to.currency, from.minor > 0,
            to.minor < from.minor
        else { return nil }
        return Int((Int128(from.minor) - Int128(to.minor)) * 100 / Int128(from.minor))
    }
}
