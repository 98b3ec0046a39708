public import Commerce

/// Reads what everybody asks for the goods that the merchant lists. Nothing is ever changed there.
public protocol MarketPriceReading: Sendable {
    /// At most `MarketPlan.batch` listings. Of one that the channel does not tell of there is none.
    func read(_ listings: [String]) async throws(ConnectorError) -> Answer<[MarketPrice]>
}

/// How the prices of others are followed, as a channel's manifest says.
public struct MarketPlan: Sendable, Hashable {
    /// Listings in one call.
    public var batch: Int
    /// From the beginning of one reading of all listings to the next.
    public var interval: Duration

    public init(batch: Int, interval: Duration) {
        precondition(batch > 0, "a call is about something")
        self.batch = batch
        self.interval = interval
    }
}
