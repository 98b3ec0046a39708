import Foundation
import Records
import Store

/// A workspace's stock in numbers.
public struct StockSummary: Sendable, Hashable, Encodable {
    public var variants: Int
    public var offers: Int
    public var linked: Int
    /// Offers that show what they should.
    public var agreed: Int
    /// Offers that want a write.
    public var pending: Int
    /// Offers with a write on its way or without a usable answer.
    public var underWay: Int
    public var parked: Int
    public var braked: Int
    /// SKUs of which units are owed that are not there.
    public var short: Int
    public var shortUnits: Int
    public var orders: Int
}

public struct SummariseStock: Sendable {
    public init() {}

    public func run(_ desk: Desk) async throws -> StockSummary {
        try await desk.read { db in
            let offers = try OfferRecords.totals(db)
            let shorts = try ReservationRecords.shorts(db)
            return StockSummary(
                variants: try VariantRecords.count(db), offers: offers.offers, linked: offers.linked,
                agreed: offers.agreed, pending: offers.pending, underWay: offers.underWay, parked: offers.parked,
                braked: offers.braked, short: shorts.count, shortUnits: shorts.values.reduce(0, +),
                orders: try OrderRecords.count(db))
        }
    }
}
