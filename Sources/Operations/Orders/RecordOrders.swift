import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// Takes a page of a channel's orders into the books: de-duplicates, reserves, moves stock, sets numbers at their place.
///
/// Any order of arrival and any repetition gives the same books, because orders are folded from facts and only the
/// difference between the old and the new fold has an effect.
///
/// The caller holds the connection's lock (`LockOrder.connection`), as whoever links an offer does: without it an offer
/// linked between two of this transaction's reads would be sold without a reservation.
package struct RecordOrders {
    let db: any SQLConnection
    let desk: Desk
    let connection: ConnectionRecord
    let skew: TimeInterval
    let readAt: Date?
    let era: OrderEra

    /// - Parameters:
    ///   - skew: How far the channel's clock is ahead of ours, in seconds.
    ///   - readAt: The channel's clock when it answered: of two edits within one second, the one read later stands.
    ///   - era: Of the channel's clock as it answered; the connection's own unless it was set since.
    package init(
        db: any SQLConnection, desk: Desk, connection: ConnectionRecord, skew: TimeInterval, readAt: Date?,
        era: Int? = nil
    ) {
        self.db = db
        self.desk = desk
        self.connection = connection
        self.skew = skew
        self.readAt = readAt
        self.era = OrderEra(clock: era ?? connection.clockEra)
    }

    /// What a page brought.
    package struct Outcome: Sendable {
        package var created = 0
        package var changed = 0
        /// Seconds from sale to import, of orders that are new.
        var lags: [Double] = []
        /// What the connection has learnt of sales that call the next.
        var echoes: SaleEchoes
        /// Where settling has come to; `nil` when nothing is left.
        var settledUntil: OfferRecords.Settling?
    }

    /// - Parameter horizon: Offers to settle up to this instant of our own clock, once the orders are in.
    package func record(_ remote: [RemoteOrder], settling horizon: Date?) throws -> Outcome {
        try self.db.planOnce()
        var page = try OrderPageBooks(self.db, connection: self.connection.id, remote)
        var folded: [String: OrderRecord] = page.known
        for order in page.told { folded[order.remoteID] = self.fold(order, into: folded[order.remoteID]) }
        let changed = folded.values.filter { $0.order != page.known[$0.remoteID]?.order }
            .sorted { ($0.placedAt, $0.remoteID) < ($1.placedAt, $1.remoteID) }
        let due = try horizon.map { try SettleOffers.due(self.db, self.connection.id, until: $0, after: nil) } ?? []
        if changed.isEmpty && due.isEmpty { return Outcome(echoes: self.connection.echoes) }

        try page.find(Set(changed.flatMap(\.order.lines).map(\.offer)), self.db)
        try self.makePlaces(changed, in: &page)
        // They hang on the connection, whose lock the caller holds; the variants' locks are not held while they are written,
        // nor while it is told of them.
        try OrderRecords.saveHeads(self.db, changed)
        let records = changed.map { Self.withLines($0, before: page.known[$0.remoteID], places: page.places) }
        try OrderRecords.saveLines(self.db, records)
        try self.tell(records, known: page)
        try self.endCancellations(records, known: page)
        let changes = records.map { Change($0, before: page.known[$0.remoteID]) }
        let variants = page.variants.union(due.compactMap(\.variant))
        var room = try Stockroom(
            self.db, desk: self.desk, page.ground(self.db, for: variants), variants: variants,
            loose: Set(page.loose).union(due.map(\.id)), orders: page.known.values.map(\.id),
            fresh: records.filter { page.known[$0.remoteID] == nil })
        var outcome = Outcome(echoes: self.connection.echoes)
        for change in changes {
            try self.apply(change, to: &room, learning: &outcome.echoes)
            if change.isNew {
                outcome.created += 1
                outcome.lags.append(max(0, room.now.timeIntervalSince(change.record.placedAt)))
            } else {
                outcome.changed += 1
            }
        }
        if let horizon, !due.isEmpty {
            let trusting = try !UnreadableRecords.hidesSales(self.db, connection: self.connection.id)
            try room.settle(self.connection.id, until: horizon, trustingReads: trusting)
            outcome.settledUntil = due.count < SettleOffers.piece ? nil : due.last
        }
        try room.close(cause: .order)
        return outcome
    }

    // MARK: Folding

    private func fold(_ remote: RemoteOrder, into known: OrderRecord?) -> OrderRecord {
        var record =
            known
            ?? OrderRecord(
                id: self.desk.hub.id(), connection: self.connection.id, remoteID: remote.remoteID,
                placedAt: remote.createdAt.addingTimeInterval(-self.skew), importedAt: self.desk.now, order: Order())
        var snapshot = remote.snapshot
        let latest = record.order.latest
        (snapshot.readAt, snapshot.era) = (latest?.readAt, latest?.era)
        guard latest != snapshot else { return record }
        (snapshot.readAt, snapshot.era) = (self.readAt, self.era.of(snapshot, readAt: self.readAt, after: latest))
        record.order.fold(.snapshot(snapshot))
        return record
    }

    /// An offer we never saw gets a place of its own, to be read and matched.
    private func makePlaces(_ orders: [OrderRecord], in page: inout OrderPageBooks) throws {
        let lines = orders.flatMap(\.order.lines)
        let refs = Set(lines.map(\.offer)).filter { page.places[$0] == nil }.compactMap(OfferRef.init(key:))
        for ref in refs.sorted() {
            let line = lines.first { $0.offer == ref.key }
            var offer = OfferRecord(
                id: self.desk.hub.id(), connection: self.connection.id, listingRef: ref.listing,
                variationRef: ref.variation ?? "", callGroup: ref.variation == nil ? "" : ref.listing,
                title: line?.title ?? "", currency: self.connection.currency ?? .eur, countsStock: false,
                createdAt: self.desk.now)
            offer.sku = line?.sku
            offer.mappingReason = "Sold before its listing was read."
            try OfferRecords.save(self.db, [offer])
            page.places[ref.key] = OfferRecords.Place(
                id: offer.id, listing: offer.listingRef, variation: offer.variationRef, variant: nil, isLinked: false)
        }
    }

    // MARK: Effects

    /// The order with its lines as they stand now. Once linked, a line stays with its offer and variant.
    private static func withLines(
        _ record: OrderRecord, before: OrderRecord?, places: [String: OfferRecords.Place]
    ) -> OrderRecord {
        var record = record
        let wasHere = Dictionary((before?.lines ?? []).map { ($0.ref, $0) }, uniquingKeysWith: { first, _ in first })
        let prices = Dictionary(
            (record.order.latest?.lines ?? []).map { ($0.id, $0.unitPrice.minor) },
            uniquingKeysWith: { first, _ in first })
        record.lines = record.order.lines.map { line in
            let place = places[line.offer]
            return OrderRecord.Line(
                ref: line.id, offer: wasHere[line.id]?.offer ?? place?.id,
                variant: wasHere[line.id]?.variant ?? place?.variant, sku: line.sku,
                title: line.title, units: line.units, open: line.open, shipped: line.shipped, held: line.held,
                reduced: line.reduced, priceMinor: prices[line.id] ?? 0)
        }
        return record
    }

    /// What an order's change does to the books. It hangs on no stock, and is worked out before any is locked.
    private struct Change {
        let record: OrderRecord
        let isNew: Bool
        let effects: [LineEffect]
        /// Lines that were there before.
        let known: Set<String>

        init(_ record: OrderRecord, before: OrderRecord?) {
            self.record = record
            self.isNew = before == nil
            self.effects = OrderEffects.between(
                old: Plant.isPlanted(.effectsTwice) ? nil : before?.order, new: record.order)
            self.known = Set((before?.lines ?? []).map(\.ref))
        }
    }

    private func apply(_ change: Change, to room: inout Stockroom, learning echoes: inout SaleEchoes) throws {
        let record = change.record
        // By both clocks: the shop's may have been set back since it was connected, and every new sale would look old.
        let placedBeforeCutover =
            record.placedAt < self.connection.createdAt
            && (record.order.latest?.createdAt ?? .distantFuture) < self.connection.cutoverAt
        for effect in change.effects {
            guard let line = record.lines.first(where: { $0.ref == effect.line }) else { continue }
            let isFirst = !change.known.contains(effect.line)
            if let offer = line.offer {
                self.moveNumbers(
                    of: offer, effect: effect, line: line, isFirst: isFirst && placedBeforeCutover ? nil : isFirst,
                    in: &room)
            }
            if let variant = line.variant {
                let leftUnseen = isFirst && placedBeforeCutover
                try self.moveStock(
                    of: variant, effect: effect, line: line, order: record, leftUnseen: leftUnseen, in: &room)
                if isFirst { self.note(line.units, of: variant, at: record.placedAt, in: &room, &echoes) }
            }
        }
    }

    /// Orders that come late in one page are no rush: what counts is when they were placed.
    private func note(
        _ units: Int, of id: UUID, at placed: Date, in room: inout Stockroom, _ echoes: inout SaleEchoes
    ) {
        guard var rate = room.variants[id]?.rate else { return }
        let placed = min(placed, room.now)
        let window = OversellRisk.lag(heard: self.connection.lagSeconds)
        echoes.sold(units, at: placed, after: rate, within: window)
        rate.sold(units, at: placed)
        room.variants[id]?.rate = rate
    }

    /// What the sale did to the shop's own number, and to what it may still sell unseen.
    ///
    /// - Parameter isFirst: `nil` for an order older than the cut-over, whose units the first count did not hold.
    private func moveNumbers(
        of id: UUID, effect: LineEffect, line: OrderRecord.Line, isFirst: Bool?, in room: inout Stockroom
    ) {
        guard var offer = room.offers[id] else { return }
        defer { room.offers[id] = offer }
        offer.held += effect.held
        guard let isFirst else { return }
        if effect.reduced != 0 {
            offer.shownQuantity = offer.shownQuantity.map { $0 - effect.reduced }
            offer.touchedAt = room.now
            // A sale beside a write that has not settled: the write may have erased it. Look soon.
            if offer.escrow.raises.contains(where: \.isWrite) { offer.readDueAt = min(offer.readDueAt, room.now) }
        }
        let taken = effect.held + effect.reduced
        if taken > 0 {
            let excess = offer.escrow.sold(taken)
            if excess > 0 {
                room.note(
                    "stock.beyond-share",
                    "The shop sold \(excess) units of \(offer.sku ?? offer.title) more than were set aside for it.",
                    level: .warning, offer: offer)
            }
        } else if taken < 0 {
            offer.escrow.restocked(-taken, at: room.now)
        } else if isFirst && line.open == 0 && line.shipped == 0 {
            offer.escrow.soldAndRestocked(line.units, at: room.now)
        }
    }

    /// What the order holds of our stock, and what has left with it.
    private func moveStock(
        of variant: UUID, effect: LineEffect, line: OrderRecord.Line, order: OrderRecord, leftUnseen: Bool,
        in room: inout Stockroom
    ) throws {
        let open = Plant.isPlanted(.unpaidNotHeld) ? max(0, line.open - line.held) : line.open
        for (part, each) in room.draws(of: variant).sorted(by: { $0.key < $1.key }) {
            try room.hold(
                part, order: order.id, line: line.ref,
                units: Plant.isPlanted(.bundleTakesOne) ? open : open * each)
            if effect.shipped > 0 && !leftUnseen {
                try room.ship(part, units: effect.shipped * each, order: order.id.text)
            } else if effect.shipped < 0, let location = room.levels[part]?.first?.location {
                try room.book(
                    part, at: location, change: -effect.shipped * each, cause: .shipped,
                    reference: order.id.text, note: "the shop took the shipment back")
            }
        }
    }

    /// An order that the shop shows as cancelled was cancelled, whoever asked for it: nobody waits for it any more.
    private func endCancellations(_ records: [OrderRecord], known page: OrderPageBooks) throws {
        for record in records where record.order.state == .cancelled {
            guard page.known[record.remoteID].map({ $0.order.state != .cancelled }) ?? false,
                let intent = try OrderIntentRecords.load(self.db, order: record.id), intent.kind == .cancel
            else { continue }
            try OrderIntentRecords.finish(self.db, intent)
        }
    }

    private func tell(_ records: [OrderRecord], known page: OrderPageBooks) throws {
        let skus = page.skus
        var events: [EventRecord] = []
        for record in records {
            events += OrderNews(record, before: page.known[record.remoteID], at: self.connection).events(
                self.desk, skus: skus)
        }
        try EventRecords.insert(self.db, events)
    }
}

extension OfferRef {
    init(_ offer: OfferRecord) { self.init(offer.listingRef, offer.variationRef) }

    init(_ place: OfferRecords.Place) { self.init(place.listing, place.variation) }

    /// - Parameter variation: Empty where the listing is the offer.
    private init(_ listing: String, _ variation: String) {
        self.init(listing: listing, variation: variation.isEmpty ? nil : variation)
    }

    /// One text for both ids: `12` or `12/34`.
    var key: String { self.variation.map { "\(self.listing)/\($0)" } ?? self.listing }

    init?(key: String) {
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let listing = parts.first, !listing.isEmpty else { return nil }
        self.init(listing: String(listing), variation: parts.count > 1 ? String(parts[1]) : nil)
    }
}
