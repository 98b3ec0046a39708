import Commerce
import Foundation
import Records
import Store

/// Gathers one SKU's story at one instant.
struct StoryTeller {
    private let db: any SQLConnection
    private let variant: VariantRecord
    private let now: Date
    private let shelf: StockShelf
    private let names: [UUID: String]

    init(_ db: any SQLConnection, _ variant: VariantRecord, places: [String: String], now: Date) throws {
        self.db = db
        self.variant = variant
        self.now = now
        self.shelf = try StockShelf(db, [variant.id], places)
        self.names = Dictionary(
            self.shelf.connections.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    func tell() throws -> StockStory {
        let row = self.shelf.row(of: self.variant, now: self.now)
        let stock = self.shelf.stock(of: self.variant.id)
        let policy = self.variant.policy ?? self.shelf.workspace.policy
        let locations = Dictionary(
            try LocationRecords.all(self.db).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let levels = self.shelf.levels[self.variant.id] ?? []
        return StockStory(
            sku: self.variant.sku, title: self.variant.title, at: self.now, sentence: StoryWords.sentence(row, policy),
            onHand: stock.onHand, open: stock.open, reserved: stock.reserved, short: stock.short, buffer: stock.buffer,
            available: row.available, isCounted: row.isCounted, policy: policy.rawValue,
            policySentence: StoryWords.policy(
                policy, mode: self.variant.mode, buffer: self.shelf.workspace.policyBuffer),
            parts: try self.parts(),
            levels: levels.map {
                LevelCount(location: locations[$0.location] ?? "", onHand: $0.level.onHand, buffer: $0.level.buffer)
            },
            kept: row.kept, ledger: try self.ledger(onHand: stock.onHand, locations), holds: try self.holds(),
            offers: try self.offers(),
            events: try EventRecords.of(self.db, variant: self.variant.id, limit: 20).map {
                EventLine($0, names: self.names)
            })
    }

    private func parts() throws -> [BundlePart] {
        let links = self.shelf.parts(of: self.variant.id)
        let skus = try self.skus(Set(links.map(\.part)))
        return links.map {
            BundlePart(sku: skus[$0.part] ?? "", units: $0.units, available: self.shelf.stock(of: $0.part).available)
        }.sorted { $0.sku < $1.sku }
    }

    private func skus(_ ids: Set<UUID>) throws -> [UUID: String] {
        Dictionary(
            try VariantRecords.load(self.db, ids: ids).map { ($0.id, $0.sku) }, uniquingKeysWith: { first, _ in first })
    }

    private func ledger(onHand: Int, _ locations: [UUID: String]) throws -> [LedgerLine] {
        var balance = onHand
        return try StockRecords.movements(self.db, of: self.variant.id, limit: 50).map { movement in
            defer { balance -= movement.change }
            return LedgerLine(
                at: movement.at, change: movement.change, cause: movement.cause.rawValue,
                location: locations[movement.location] ?? "", reference: movement.reference, note: movement.note,
                balance: balance)
        }
    }

    /// On the SKU itself; of a bundle, on its parts.
    private func holds() throws -> [HoldLine] {
        let links = self.shelf.parts(of: self.variant.id)
        let parts = links.isEmpty ? [self.variant.id] : links.map(\.part)
        let skus = try self.skus(Set(parts))
        let held = parts.flatMap { self.shelf.reservations[$0] ?? [] }
        let orders = Dictionary(
            try OrderRecords.summaries(self.db, ids: Set(held.map(\.order))).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        return held.compactMap { reservation in
            guard let order = orders[reservation.order] else { return nil }
            return HoldLine(
                order: order.id.text, number: order.number, connection: self.names[order.connection] ?? "",
                state: order.state.rawValue, sku: skus[reservation.part] ?? "", units: reservation.units,
                short: reservation.short, placedAt: order.placedAt, importedAt: order.importedAt,
                since: reservation.since)
        }.sorted { ($0.placedAt, $0.number) < ($1.placedAt, $1.number) }
    }

    private func offers() throws -> [OfferStory] {
        let offers = self.shelf.offers[self.variant.id] ?? []
        return try self.shelf.connections.flatMap { connection in
            try offers.filter { $0.connection == connection.id }.map { offer in
                let kept = self.shelf.kept[self.variant.id]?.first {
                    $0.connection == connection.name && $0.listing == offer.listingRef
                }
                let cell = StockCell(
                    offer, at: connection, kept: kept, market: self.shelf.market(of: offer), now: self.now)
                let wanted = AllocationWords.sentence(offer.wantedReason, countsStock: offer.countsStock)
                return OfferStory(
                    cell: cell, wantedSentence: wanted,
                    submitted: try IntentRecords.latest(self.db, offer: offer.id, limit: 5).map { intent in
                        SubmittedLine(
                            sentAt: intent.sentAt, quantity: intent.quantity,
                            price: MoneyView(intent.price, offer.currency), state: intent.state.rawValue,
                            answeredAt: intent.answeredAt, detail: intent.detail)
                    },
                    escrow: offer.escrow.units, escrowSentence: StoryWords.escrow(offer), held: offer.held,
                    sentence: StoryWords.offer(cell, wanted: wanted))
            }
        }
    }
}
