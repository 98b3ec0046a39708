import Commerce
import Foundation
import Records
import Store

/// A SKU that owes units that are not there, and how that came about.
public struct Oversell: Sendable, Hashable, Encodable {
    public var sku: String
    public var title: String
    public var onHand: Int
    public var open: Int
    /// Units owed that are not there.
    public var short: Int
    /// The sales that hold its units, oldest first.
    public var sales: [SaleStory]
    public var sentence: String
    public var wayOut: String
}

/// One sale: who sold when, when the hub heard of it, and when each other shop was told.
public struct SaleStory: Sendable, Hashable, Encodable {
    public var order: String
    public var number: String
    public var connection: String
    /// Units of the SKU that it holds.
    public var units: Int
    public var short: Int
    /// The shop's clock.
    public var placedAt: Date
    public var heardAt: Date
    /// Seconds from the sale until the hub heard of it.
    public var delay: Double
    public var told: [ToldLine]
}

/// When one shop took the first number that was sent after a sale was heard of.
public struct ToldLine: Sendable, Hashable, Encodable {
    public var connection: String
    public var quantity: Int?
    public var sentAt: Date?
    /// Missing while no such write was taken.
    public var toldAt: Date?
}

/// Explains every unit that was sold twice.
public struct OversellReport: Sendable {
    /// `nil` for all.
    public var sku: String?

    public init(sku: String? = nil) { self.sku = sku }

    /// - Returns: One entry for each SKU that is short, by SKU; none when nothing is. A SKU that was named is told of even
    ///   when nothing is owed any more: a cancellation or a delivery may have healed it.
    public func run(_ desk: Desk) async throws -> [Oversell] {
        let sku = self.sku
        return try await desk.read { db in
            var shorts = try ReservationRecords.shorts(db)
            if let sku {
                let id = try Find.variant(db, sku: sku).id
                shorts = [id: shorts[id] ?? 0]
            }
            let names = try PlanDesk.names(db)
            return try VariantRecords.load(db, ids: Set(shorts.keys)).map { variant in
                try Self.explain(variant, short: shorts[variant.id] ?? 0, names: names, db)
            }.sorted { $0.sku < $1.sku }
        }
    }

    private static func explain(
        _ variant: VariantRecord, short: Int, names: [UUID: String], _ db: any SQLConnection
    ) throws -> Oversell {
        let held = try ReservationRecords.load(db, parts: [variant.id])
        // Whatever sells the SKU, alone or in a bundle.
        let bundles = try VariantRecords.links(db, touching: [variant.id]).filter { $0.part == variant.id }.map(
            \.bundle)
        let offers = try OfferRecords.of(db, variants: [variant.id] + bundles)
        let writes = Dictionary(
            uniqueKeysWithValues: try offers.map { ($0.id, try IntentRecords.latest(db, offer: $0.id, limit: 100)) })
        let sales = try (short > 0 ? self.holding(held, db) : self.sold(variant.id, db)).map { sale in
            let others = offers.filter { $0.connection != sale.connection }
            return SaleStory(
                order: sale.order.text, number: sale.number, connection: names[sale.connection] ?? "",
                units: sale.units, short: sale.short, placedAt: sale.placedAt, heardAt: sale.heardAt,
                delay: max(0, sale.heardAt.timeIntervalSince(sale.placedAt)),
                told: others.map { offer in
                    let first = (writes[offer.id] ?? []).reversed().first {
                        $0.quantity != nil && $0.sentAt >= sale.heardAt && $0.state == .accepted
                    }
                    return ToldLine(
                        connection: names[offer.connection] ?? "", quantity: first?.quantity, sentAt: first?.sentAt,
                        toldAt: first?.answeredAt)
                })
        }.sorted { ($0.placedAt, $0.number) < ($1.placedAt, $1.number) }
        let stock = PartStock(
            try StockRecords.levels(db, of: [variant.id]).map(\.level), open: held.reduce(0) { $0 + $1.units })
        return Oversell(
            sku: variant.sku, title: variant.title, onHand: stock.onHand, open: stock.open, short: short, sales: sales,
            sentence: self.sentence(variant.sku, short, sales),
            wayOut:
                "Count again (entrepot stock set \(variant.sku) UNITS), get more, or cancel the youngest order in its shop."
        )
    }

    /// One sale, before it is told as a story.
    private struct Sale {
        var order: UUID
        var number: String
        var connection: UUID
        var units: Int
        var short: Int
        var placedAt: Date
        var heardAt: Date
    }

    /// The sales that hold units now.
    private static func holding(_ held: [Reservation], _ db: any SQLConnection) throws -> [Sale] {
        let orders = Dictionary(
            try OrderRecords.summaries(db, ids: Set(held.map(\.order))).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        return held.compactMap { reservation in
            orders[reservation.order].map { order in
                Sale(
                    order: order.id, number: order.number, connection: order.connection, units: reservation.units,
                    short: reservation.short, placedAt: order.placedAt, heardAt: order.importedAt)
            }
        }
    }

    /// The latest sales, cancelled ones too.
    private static func sold(_ variant: UUID, _ db: any SQLConnection) throws -> [Sale] {
        try OrderRecords.sales(db, of: variant, limit: 50).map { sale in
            Sale(
                order: sale.order, number: sale.number, connection: sale.connection, units: sale.units, short: 0,
                placedAt: sale.placedAt, heardAt: sale.importedAt)
        }
    }

    private static func sentence(_ sku: String, _ short: Int, _ sales: [SaleStory]) -> String {
        guard short > 0 else {
            return
                "No unit of \(sku) is owed now. Its sales, when each was heard of, and when the other shops were told:"
        }
        var text =
            "\(short) \(short == 1 ? "unit" : "units") of \(sku) \(short == 1 ? "is" : "are") owed and not there."
        if let late = sales.last(where: { $0.short > 0 }),
            let earlier = sales.last(where: { $0.connection != late.connection && $0.placedAt <= late.placedAt })
        {
            let told = earlier.told.first { $0.connection == late.connection }?.toldAt
            text += " \(late.connection) sold \(late.number) at \(StockStory.time(late.placedAt))"
            text += ", after \(earlier.connection) had sold \(earlier.number) at \(StockStory.time(earlier.placedAt))"
            text +=
                told.map { "; it was told of that at \(StockStory.time($0))." } ?? "; it had not been told of that yet."
        } else {
            text += " The shops sold more than was counted here."
        }
        return text
    }
}

extension Oversell {
    /// For a terminal.
    public var text: String {
        var lines = [self.sentence]
        for sale in self.sales {
            lines.append(
                "  \(StockStory.time(sale.placedAt))  \(sale.units) × \(self.sku)  \(sale.number) at \(sale.connection)"
                    + (sale.short > 0 ? ", \(sale.short) short" : "") + "; heard \(Int(sale.delay.rounded())) s later")
            lines += sale.told.map { told in
                "      \(told.connection): "
                    + (told.toldAt.map { "told \(StockStory.time($0)) (\(told.quantity ?? 0))" } ?? "not told yet")
            }
        }
        return (lines + [self.wayOut]).joined(separator: "\n")
    }
}
