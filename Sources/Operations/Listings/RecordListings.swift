import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// Takes a page of a shop's listings into the books, inside the reader's transaction.
///
/// A new offer brings its first numbers with it: what it shows is what it may still sell unseen, until a settled fix
/// says less. Of a known offer only what describes it is renewed, and what was observed; what the shop is believed to
/// show moves on the read path alone.
struct RecordListings {
    let db: any SQLConnection
    let desk: Desk
    let connection: UUID

    struct Outcome: Sendable, Hashable {
        var created = 0
        var updated = 0
        /// Every offer of the page.
        var ids: [UUID] = []
    }

    /// - Parameter callGroup: Which offers can share a write call, as the connector says.
    func record(_ remote: [RemoteOffer], callGroup: (OfferRef) -> String) throws -> Outcome {
        try LockOrder.connection(self.db, self.connection)
        guard let connection = try ConnectionRecords.load(self.db, self.connection) else {
            throw OperationError.unknownConnection(self.connection.text)
        }
        let known = try self.known(Set(remote.map(\.ref.listing)))
        let facts = NewOfferFacts(
            connection: connection, readBack: try self.readBack(of: connection), now: self.desk.now)
        var outcome = Outcome()
        var saved: [OfferRecord] = []
        var stirred = Set<UUID>()
        var seen = Set<String>()
        for offer in remote where seen.insert(offer.ref.key).inserted {
            var record =
                known[offer.ref.key] ?? facts.offer(offer, id: self.desk.hub.id(), callGroup: callGroup(offer.ref))
            let before = record
            record.describe(as: offer, callGroup: callGroup(offer.ref))
            if record.observedAt == nil { facts.count(&record, offer) }
            record.observe(offer, at: facts.now)
            if known[offer.ref.key] == nil { outcome.created += 1 } else { outcome.updated += 1 }
            outcome.ids.append(record.id)
            if record != before || known[offer.ref.key] == nil { saved.append(record) }
            if let variant = record.variant,
                record.countsStock != before.countsStock || record.status != before.status
                    || record.shownQuantity != before.shownQuantity
            {
                stirred.insert(variant)
            }
        }
        try OfferRecords.save(self.db, saved)
        if !stirred.isEmpty {
            var room = try Stockroom(self.db, desk: self.desk, variants: stirred)
            try room.close(cause: .rule)
        }
        return outcome
    }

    /// By key, under lock: what a sale changes at the same time is not overwritten.
    private func known(_ listings: Set<String>) throws -> [String: OfferRecord] {
        let loose = try OfferRecords.of(self.db, connection: self.connection, listings: listings)
        try LockOrder.variants(self.db, Set(loose.compactMap(\.variant)))
        let offers = try OfferRecords.of(self.db, connection: self.connection, listings: listings)
        return Dictionary(offers.map { (OfferRef($0).key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Seconds between two reads of an offer.
    private func readBack(of connection: ConnectionRecord) throws -> TimeInterval {
        if let own = connection.settings.readBack { return own }
        return try self.desk.hub.channel(connection.channel).manifest.readBackInterval / .seconds(1)
    }
}

/// What every offer of one reading has in common when it is new.
private struct NewOfferFacts {
    let connection: ConnectionRecord
    let readBack: TimeInterval
    let now: Date

    func offer(_ remote: RemoteOffer, id: UUID, callGroup: String) -> OfferRecord {
        OfferRecord(
            id: id, connection: self.connection.id, listingRef: remote.ref.listing,
            variationRef: remote.ref.variation ?? "", callGroup: callGroup, title: remote.title,
            currency: remote.price?.currency ?? self.connection.currency ?? .eur, countsStock: remote.countsStock,
            createdAt: self.now)
    }

    /// The first count: all of it may be sold unseen, and sales older than it take nothing away.
    func count(_ record: inout OfferRecord, _ remote: RemoteOffer) {
        record.shownQuantity = remote.quantity
        record.shownPrice = remote.price?.minor
        record.touchedAt = self.now
        record.readDueAt = self.now.addingTimeInterval(self.readBack)
        if !record.escrow.hasUnanswered {
            // It settles like any read: once the orders past it are in. It was answered within the last minute.
            record.escrow = Escrow()
            _ = record.escrow.read(
                remote.quantity ?? 0, begun: self.now.addingTimeInterval(-60), ended: self.now, staleness: 0)
        }
    }
}

extension OfferRecord {
    fileprivate mutating func describe(as remote: RemoteOffer, callGroup: String) {
        self.title = remote.title
        self.options = remote.options
        self.sku = remote.sku
        self.gtin = remote.gtin
        self.status = remote.status.rawValue
        if remote.status == .ended { self.escrow.restEnded() }
        self.image = remote.image
        // What we keep off sale for a moment counts on.
        if !(self.escrow.isResting && remote.offSale != nil) { self.countsStock = remote.countsStock }
        if let currency = remote.price?.currency { self.currency = currency }
        self.callGroup = callGroup
    }

    fileprivate mutating func observe(_ remote: RemoteOffer, at now: Date) {
        self.observedQuantity = remote.quantity
        self.observedPrice = remote.price?.minor
        self.observedAt = now
    }
}
