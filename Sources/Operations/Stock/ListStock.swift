import Commerce
import Foundation
import Records
import Store

/// One SKU with what there is of it and what each shop shows.
public struct StockRow: Sendable, Hashable, Encodable {
    public var id: String
    public var sku: String
    public var title: String
    public var options: [String: String]
    public var image: String?
    public var onHand: Int
    public var open: Int
    public var short: Int
    public var buffer: Int
    public var available: Int
    public var isCounted: Bool
    public var isBundle: Bool
    /// The policy it follows.
    public var policy: String
    /// Whether that is an exception of its own.
    public var policyIsOwn: Bool
    /// What `adaptive` does with it now.
    public var mode: String
    public var price: MoneyView?
    /// What channels keep and count themselves: in no number of ours.
    public var kept: [KeptCount]
    /// One for each offer, and one for each connection without any, oldest connection first.
    public var cells: [StockCell]
}

/// SKUs with their shops, by SKU.
public struct ListStock: Sendable {
    /// Part of SKU or title, in any case.
    public var search: String
    /// Only SKUs of which some shop does not show what it should, and those that are short.
    public var onlyDiffering: Bool
    public var after: String?
    /// 1 to 1,000 rows.
    public var limit: Int

    public init(search: String = "", onlyDiffering: Bool = false, after: String? = nil, limit: Int = 100) {
        self.search = search
        self.onlyDiffering = onlyDiffering
        self.after = after
        self.limit = limit
    }

    public func run(_ desk: Desk) async throws -> Page<StockRow> {
        let limit = min(max(1, self.limit), 1_000)
        let order = self
        let (now, places) = (desk.now, desk.hub.keptPlaces)
        return try await desk.read { db in
            let variants =
                order.onlyDiffering
                ? try VariantRecords.differing(db, after: order.after ?? "", search: order.search, limit: limit + 1)
                : try VariantRecords.page(db, after: order.after ?? "", search: order.search, limit: limit + 1)
            let shelf = try StockShelf(db, variants.prefix(limit).map(\.id), places)
            let rows = variants.prefix(limit).map { shelf.row(of: $0, now: now) }
            return Page(rows: rows, next: variants.count > limit ? rows.last?.sku : nil)
        }
    }
}

/// Stock, reservations and offers of some variants, read at one instant without a lock.
struct StockShelf {
    let workspace: WorkspaceRecord
    let connections: [ConnectionRecord]
    let links: [VariantRecords.PartLink]
    let levels: [UUID: [StockRecords.Level]]
    let reservations: [UUID: [Reservation]]
    let offers: [UUID: [OfferRecord]]
    let counted: Set<UUID>
    let kept: [UUID: [KeptCount]]
    private let market: [MarketKey: MarketView]

    private struct MarketKey: Hashable {
        var connection: UUID
        var listing: String
    }

    /// - Parameter places: What people call the places where channels keep goods themselves, by the channel's id.
    init(_ db: any SQLConnection, _ ids: [UUID], _ places: [String: String]) throws {
        self.workspace = try WorkspaceRecords.load(db) ?? WorkspaceRecord(currency: .eur)
        self.connections = try ConnectionRecords.all(db)
        self.links = try VariantRecords.links(db, touching: ids)
        let parts = Set(ids).union(self.links.map(\.part))
        self.levels = Dictionary(grouping: try StockRecords.levels(db, of: parts), by: \.variant)
        self.reservations = Dictionary(grouping: try ReservationRecords.load(db, parts: parts), by: \.part)
        self.offers = Dictionary(grouping: try OfferRecords.of(db, variants: ids)) { $0.variant ?? $0.id }
        self.counted = Set(try VariantRecords.load(db, ids: parts).filter(\.isCounted).map(\.id))
        let known = Dictionary(self.connections.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        var kept: [UUID: [KeptCount]] = [:]
        for (variant, record) in places.isEmpty ? [] : try KeptStockRecords.of(db, variants: ids) {
            guard let connection = known[record.connection] else { continue }
            let place = places[connection.channel] ?? connection.channel
            kept[variant, default: []].append(KeptCount(record, place: place, connection: connection.name))
        }
        self.kept = kept
        self.market = Dictionary(
            try MarketPriceRecords.of(db, variants: ids).map {
                (MarketKey(connection: $0.connection, listing: $0.price.listing), MarketView($0))
            }, uniquingKeysWith: { $1 })
    }

    func market(of offer: OfferRecord) -> MarketView? {
        self.market[MarketKey(connection: offer.connection, listing: offer.listingRef)]
    }

    func parts(of variant: UUID) -> [VariantRecords.PartLink] { self.links.filter { $0.bundle == variant } }

    func stock(of part: UUID) -> PartStock {
        PartStock(
            (self.levels[part] ?? []).map(\.level), open: (self.reservations[part] ?? []).reduce(0) { $0 + $1.units })
    }

    func row(of variant: VariantRecord, now: Date) -> StockRow {
        let stock = self.stock(of: variant.id)
        let parts = self.parts(of: variant.id)
        let available =
            parts.isEmpty ? stock.available : parts.map { self.stock(of: $0.part).available / $0.units }.min() ?? 0
        return StockRow(
            id: variant.id.text, sku: variant.sku, title: variant.title, options: variant.options, image: variant.image,
            onHand: stock.onHand, open: stock.open, short: stock.short, buffer: stock.buffer, available: available,
            isCounted: parts.isEmpty ? variant.isCounted : parts.allSatisfy { self.counted.contains($0.part) },
            isBundle: !parts.isEmpty, policy: (variant.policy ?? self.workspace.policy).rawValue,
            policyIsOwn: variant.policy != nil, mode: variant.mode.rawValue, price: variant.price.map(MoneyView.init),
            kept: self.kept[variant.id] ?? [], cells: self.cells(of: variant.id, now: now))
    }

    func cells(of variant: UUID, now: Date) -> [StockCell] {
        let mine = Dictionary(grouping: self.offers[variant] ?? [], by: \.connection)
        return self.connections.flatMap { connection -> [StockCell] in
            guard let offers = mine[connection.id] else { return [StockCell(unlinkedAt: connection)] }
            let kept = self.kept[variant] ?? []
            return offers.map { offer in
                let ours = kept.first { $0.connection == connection.name && $0.listing == offer.listingRef }
                return StockCell(offer, at: connection, kept: ours, market: self.market(of: offer), now: now)
            }
        }
    }
}
