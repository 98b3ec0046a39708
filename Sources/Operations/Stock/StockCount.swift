import Commerce
import Foundation
import Records
import Store

/// What there is of one SKU, over all locations.
public struct StockCount: Sendable, Hashable, Encodable {
    public var sku: String
    public var title: String
    /// Units counted.
    public var onHand: Int
    /// Units sold and not yet shipped, cancelled or released.
    public var open: Int
    /// Of the open units, those that are there.
    public var reserved: Int
    /// Of the open units, those that are not there.
    public var short: Int
    /// Units held back from every channel.
    public var buffer: Int
    /// Units that channels may be told about: on hand less open less buffer, never below zero. Of a bundle, how many
    /// its parts make.
    public var available: Int
    public var isCounted: Bool
    public var isBundle: Bool
    public var levels: [LevelCount]

    init(_ variant: VariantRecord, in room: Stockroom, locations: [LocationRecord]) {
        let stock = room.stock(of: variant.id)
        let isBundle = room.isBundle(variant.id)
        self.sku = variant.sku
        self.title = variant.title
        self.onHand = stock.onHand
        self.open = stock.open
        self.reserved = stock.reserved
        self.short = stock.short
        self.buffer = stock.buffer
        self.isCounted = variant.isCounted || isBundle
        self.isBundle = isBundle
        self.available =
            isBundle
            ? room.draws(of: variant.id).map { room.stock(of: $0.key).available / $0.value }.min() ?? 0
            : stock.available
        let names = Dictionary(locations.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        self.levels = (room.levels[variant.id] ?? []).map {
            LevelCount(location: names[$0.location] ?? "", onHand: $0.level.onHand, buffer: $0.level.buffer)
        }
    }
}

/// One SKU at one location.
public struct LevelCount: Sendable, Hashable, Encodable {
    public var location: String
    public var onHand: Int
    public var buffer: Int
}
