/// Where a mass change stops and asks.
public struct BrakeLimits: Sendable, Hashable, Codable {
    /// Trips when more than this share of a connection's offers would go to zero … Default 25 %.
    public var zeroPercent: Int
    /// … and at least this many do. Default 20.
    public var zeroCount: Int
    /// A price that falls by more than this trips. Default 50 %.
    public var priceFallPercent: Int
    /// A price below this share of the former is a penny price. Default 10 %.
    public var pennyPercent: Int
    /// A price at or below this many minor units is a penny price. Default 5: 0.05 of a currency with two decimals.
    public var pennyMinor: Int64

    public init(
        zeroPercent: Int = 25, zeroCount: Int = 20, priceFallPercent: Int = 50, pennyPercent: Int = 10,
        pennyMinor: Int64 = 5
    ) {
        self.zeroPercent = zeroPercent
        self.zeroCount = zeroCount
        self.priceFallPercent = priceFallPercent
        self.pennyPercent = pennyPercent
        self.pennyMinor = pennyMinor
    }

    public static let standard = BrakeLimits()
}

/// One limit that a set of changes would break.
public struct BrakeTrip: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case manyToZero(count: Int, offers: Int)
        case priceFalls(count: Int, deepestPercent: Int)
        case pennyPrice(count: Int, lowest: Money)
    }

    public var connection: ConnectionID
    public var kind: Kind
    /// The changes that are held until a person releases them, as places in the list that was checked.
    public var held: [Int]
}

extension BrakeTrip: Explained {
    public var code: String {
        switch self.kind {
        case .manyToZero: "brake.many_to_zero"
        case .priceFalls: "brake.price_falls"
        case .pennyPrice: "brake.penny_price"
        }
    }

    public var sentence: String {
        switch self.kind {
        case .manyToZero(let count, let offers): "\(count) of \(offers) offers would go to zero at once."
        case .priceFalls(let count, let percent): "\(count) prices would fall steeply, one by \(percent) %."
        case .pennyPrice(let count, let lowest): "\(count) prices would be next to nothing, the lowest \(lowest)."
        }
    }

    public var wayOut: String { "Look at the changes and release them, or drop them and correct the cause." }
}

/// Stops mass changes. A lowering of stock that an order caused is never counted and never held.
public enum Brake {
    /// - Parameters:
    ///   - changes: What is about to be written.
    ///   - offers: How many offers each connection has; missing means as many as are changed.
    /// - Returns: Trips by connection; a change can be held by several.
    public static func check(
        _ changes: [PlannedChange], offers: [ConnectionID: Int], limits: BrakeLimits = .standard
    ) -> [BrakeTrip] {
        var places: [ConnectionID: [Int]] = [:]
        for (place, change) in changes.enumerated() where !Self.isSaleLowering(change) {
            places[change.connection, default: []].append(place)
        }
        return places.keys.sorted().flatMap { connection in
            let mine = places[connection] ?? []
            let all = offers[connection] ?? Set(mine.map { changes[$0].ref }).count
            return [
                Self.manyToZero(mine, changes, connection, offers: all, limits),
                Self.pennyPrices(mine, changes, connection, limits),
                Self.priceFalls(mine, changes, connection, limits),
            ].compactMap { $0 }
        }
    }

    /// Whether a change can trip any of them at all. The rest need not be kept for `check`, where it is told how many
    /// offers there are.
    public static func looksAt(_ change: PlannedChange, limits: BrakeLimits = .standard) -> Bool {
        guard case .price(let from, let to) = change.change else { return change.goesToZero }
        guard let from, from.currency == to.currency else { return true }
        return to.minor < from.minor || to.minor <= limits.pennyMinor
    }

    private static func isSaleLowering(_ change: PlannedChange) -> Bool {
        guard change.cause == .order, case .quantity(let from, let to) = change.change else { return false }
        return to <= from ?? .max
    }

    private static func manyToZero(
        _ mine: [Int], _ changes: [PlannedChange], _ connection: ConnectionID, offers: Int, _ limits: BrakeLimits
    ) -> BrakeTrip? {
        let zeros = mine.filter { changes[$0].goesToZero }
        guard zeros.count >= limits.zeroCount, zeros.count * 100 > offers * limits.zeroPercent else { return nil }
        return BrakeTrip(connection: connection, kind: .manyToZero(count: zeros.count, offers: offers), held: zeros)
    }

    private static func priceFalls(
        _ mine: [Int], _ changes: [PlannedChange], _ connection: ConnectionID, _ limits: BrakeLimits
    ) -> BrakeTrip? {
        let falls = mine.filter { Self.fallsBelow(changes[$0], percentLeft: 100 - limits.priceFallPercent) }
        guard !falls.isEmpty else { return nil }
        let deepest = falls.compactMap { changes[$0].priceFallPercent }.max() ?? 0
        return BrakeTrip(
            connection: connection, kind: .priceFalls(count: falls.count, deepestPercent: deepest), held: falls)
    }

    private static func pennyPrices(
        _ mine: [Int], _ changes: [PlannedChange], _ connection: ConnectionID, _ limits: BrakeLimits
    ) -> BrakeTrip? {
        let pennies = mine.filter { place in
            guard case .price(let from, let to) = changes[place].change, from != to else { return false }
            return to.minor <= limits.pennyMinor
                || Self.fallsBelow(changes[place], percentLeft: limits.pennyPercent)
        }
        let prices = pennies.compactMap { place -> Money? in
            if case .price(_, let to) = changes[place].change { to } else { nil }
        }
        guard let lowest = prices.min(by: { $0.minor < $1.minor }) else { return nil }
        return BrakeTrip(
            connection: connection, kind: .pennyPrice(count: pennies.count, lowest: lowest), held: pennies)
    }

    /// Whether less than `percentLeft` of the former price would be left.
    private static func fallsBelow(_ change: PlannedChange, percentLeft: Int) -> Bool {
        guard case .price(let from?, let to) = change.change, from.currency == to.currency else { return false }
        return Int128(to.minor) * 100 < Int128(from.minor) * Int128(percentLeft)
    }
}
