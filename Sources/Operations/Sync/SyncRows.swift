import ConnectorKit
import Foundation
import Records
import Store

/// What the database says of one connection's work, asked for in one round trip.
struct SyncRows: Sendable {
    var connection: ConnectionRecord
    /// The head of the line of offers that want a write, most urgent first.
    var dirty: [OfferRecord]
    /// Whether there may be more than that.
    var mayHoldMore: Bool
    /// Offers whose read-back is due, longest overdue first, then those that may be read with them.
    var readsDue: [OfferRecord]
    var times: OfferRecords.Times?
    var shipments: [(shipment: ShipmentRecord, remoteOrder: String)]
    /// Those that are not closed.
    var feeds: [FeedRecord]
    /// Orders to be read one by one.
    var named: [InboxRecords.Item]
    /// Cancellations that the channel does in its own time, the next to be asked after first.
    var followed: [OrderIntent]
    /// How far the reading of what the channel keeps itself is; `nil` where it keeps nothing, or was never asked.
    var kept: KeptReading?
    /// How far the reading of how the channel books money is; `nil` where that cannot be read.
    var finances: FinanceProgress?
    /// How far the reading of what others ask is; `nil` where that cannot be read.
    var market: MarketProgress?

    init(_ db: any SQLConnection, _ connection: ConnectionRecord, _ manifest: Manifest, at now: Date) throws {
        let near = max(manifest.writeBatch * 4, 100)
        let (dirty, readsDue, times, shipments, feeds, named, kept, finances, market, followed) = try db.ask(
            OfferRecords.asking(db, dirtyOf: connection.id, limit: near),
            OfferRecords.asking(db, readDueOf: connection.id, at: now, limit: manifest.readBatch * 4),
            OfferRecords.asking(db, timesOf: connection.id),
            ShipmentRecords.asking(db, wantedOf: connection.id, limit: 5),
            manifest.feed == nil ? .nothing : FeedRecords.asking(db, openOf: connection.id),
            manifest.readsNamedOrders
                ? InboxRecords.asking(db, ordersNamedTo: connection.id, limit: 20) : .nothing,
            manifest.keptStock == nil ? .nothing : KeptStockRecords.asking(db, readingOf: connection.id),
            manifest.finances == nil ? .nothing : FinanceProgressRecords.asking(db, of: connection.id),
            manifest.market == nil ? .nothing : MarketPriceRecords.asking(db, progressOf: connection.id),
            manifest.cancelsLater ? OrderIntentRecords.asking(db, followedOf: connection.id, limit: 5) : .nothing)
        self.connection = connection
        self.dirty = dirty
        self.mayHoldMore = dirty.count == near
        // A reading that is due anyhow takes others along.
        let soon = now.addingTimeInterval(SyncTiming(manifest, connection.settings).readBack / 4)
        self.readsDue =
            readsDue.isEmpty || readsDue.count >= manifest.readBatch
            ? readsDue
            : try db.ask(
                OfferRecords.asking(
                    db, readDueOf: connection.id, at: now, alongside: soon, limit: manifest.readBatch * 4))
        self.times = times.first
        self.shipments = shipments
        self.feeds = feeds
        self.named = named
        self.followed = followed
        self.kept = manifest.keptStock == nil ? nil : kept.first ?? KeptReading(dueAt: now)
        self.finances = manifest.finances == nil ? nil : finances.first ?? FinanceProgress(dueAt: now)
        self.market = manifest.market == nil ? nil : market.first ?? MarketProgress(dueAt: now)
    }
}
