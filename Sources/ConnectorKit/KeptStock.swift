import Commerce
public import Foundation

/// Reads what a channel keeps and counts in warehouses of its own. It is the channel's to count and to send: nothing is ever
/// written there, and none of it is the merchant's own stock.
public protocol KeptStockReading: Sendable {
    /// One page of all of it; a SKU of which the channel has kept some before may be among it with nothing.
    func page(_ token: PageToken?) async throws(ConnectorError) -> Answer<KeptStockPage>
}

/// One listing's units in a channel's own warehouses.
public struct KeptStock: Sendable, Hashable {
    /// As `OfferRef.listing`.
    public var listing: String
    public var title: String
    /// Units that can be bought there now.
    public var sellable: Int
    /// Units promised to the channel's buyers, or moved between its warehouses.
    public var reserved: Int
    /// Units on their way there.
    public var incoming: Int
    /// Units there that cannot be sold, or are looked for.
    public var unsellable: Int
    /// The channel's clock.
    public var changedAt: Date?

    public init(
        listing: String, title: String, sellable: Int, reserved: Int = 0, incoming: Int = 0, unsellable: Int = 0,
        changedAt: Date? = nil
    ) {
        func units(_ number: Int) -> Int { min(max(0, number), RemoteOrderLine.mostUnits) }
        self.listing = listing
        self.title = title
        self.sellable = units(sellable)
        self.reserved = units(reserved)
        self.incoming = units(incoming)
        self.unsellable = units(unsellable)
        self.changedAt = changedAt
    }
}

public struct KeptStockPage: Sendable {
    public var items: [KeptStock]
    public var next: PageToken?

    public init(items: [KeptStock], next: PageToken?) {
        self.items = items
        self.next = next
    }
}

/// What a channel keeps itself, as its manifest says.
public struct KeptStockPlan: Sendable, Hashable {
    /// What people call the place: `Fulfilment by Amazon`.
    public var place: String
    /// How often it is read.
    public var interval: Duration

    public init(place: String, interval: Duration) {
        self.place = place
        self.interval = interval
    }
}
