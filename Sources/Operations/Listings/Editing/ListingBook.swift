import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// What the books say and keep about a listing that is being made.
struct ListingBook {
    let shop: ListingDesk

    enum Begun: Sendable {
        case existing(MappingRow)
        /// The intent is stored; nobody has called for it.
        case call(ListingDraft, ListingIntent)
        /// An attempt before broke off, or another is under way.
        case look(ListingDraft, ListingIntent)
    }

    /// - Throws: `OperationError.notImported` where the shop's own listings are not known yet, `.unknownSKU`, `.invalid`.
    func begin(sku: String, form: ListingForm) async throws -> Begun {
        let (desk, expiry) = (self.shop.desk, self.expiry)
        let id = self.shop.connection.id
        return try await desk.write { db in
            try LockOrder.connection(db, id)
            guard let connection = try ConnectionRecords.load(db, id) else {
                throw OperationError.unknownConnection(id.text)
            }
            guard connection.importedAt != nil else { throw OperationError.notImported(connection.name) }
            let variant = try Find.variant(db, sku: sku)
            let before = try ListingIntentRecords.load(db, connection: id, sku: variant.sku)
            if let offer = try Self.existing(db, variant, at: id) {
                // An attempt whose listing came in with a reading has ended well.
                if let before { try ListingIntentRecords.finish(db, before) }
                return .existing(try MappingBook.row(db, offer.id))
            }
            let draft = try form.draft(
                of: variant, try ProductRecords.load(db, id: variant.productID), at: connection)
            if let before { return .look(draft, before) }
            let intent = ListingIntent(
                id: desk.hub.id(), connection: id, sku: variant.sku, title: draft.title, sentAt: desk.now,
                expiresAt: desk.now.addingTimeInterval(expiry), trace: desk.trace)
            try ListingIntentRecords.save(db, intent)
            return .call(draft, intent)
        }
    }

    /// One that is linked to the SKU, else one that the shop shows it for. What has ended may be listed anew.
    private static func existing(
        _ db: any SQLConnection, _ variant: VariantRecord, at connection: UUID
    ) throws -> OfferRecord? {
        let linked = try OfferRecords.of(db, variants: [variant.id]).filter { $0.connection == connection }
        let named = try OfferRecords.of(db, connection: connection, sku: variant.sku)
        return (linked + named).first { $0.status != RemoteOffer.Status.ended.rawValue }
    }

    /// Seconds after which a call that left now can no longer make a listing: the deadlines of the calls of one creation,
    /// and the channel's patience.
    private var expiry: TimeInterval {
        let timing = SyncTiming(self.shop.opened.manifest, self.shop.connection.settings)
        return 3 * timing.timeout + timing.patience
    }

    /// Which of what the shop shows is what the attempt left: the one with the SKU, else a draft without one that the
    /// books did not know before.
    ///
    /// - Throws: `ListingError.several` where only a person can tell.
    func left(of intent: ListingIntent, among found: [EditedListing]) async throws -> EditedListing? {
        if let named = found.first(where: { $0.sku == intent.sku }) { return named }
        let older = try await self.shop.desk.read { db in
            try OfferRecords.of(db, connection: intent.connection, listings: found.map(\.listing))
                .filter { $0.createdAt < intent.sentAt || $0.mapping == .linked }
        }
        let known = Set(older.map(\.listingRef))
        let nameless = found.filter { $0.sku == nil && !known.contains($0.listing) }
        guard nameless.count < 2 else {
            throw ListingError.several(sku: intent.sku, listings: nameless.map(\.listing).sorted())
        }
        return nameless.first
    }

    /// A new attempt in place of one that left nothing.
    ///
    /// - Throws: `ListingError.inDoubt` while that one may still have its effect, or where another went on with it.
    func again(_ before: ListingIntent, title: String) async throws -> ListingIntent {
        let (desk, expiry) = (self.shop.desk, self.expiry)
        return try await desk.write { db in
            try LockOrder.connection(db, before.connection)
            let stored = try ListingIntentRecords.load(db, connection: before.connection, sku: before.sku)
            guard let stored, stored.id == before.id, stored.expiresAt <= desk.now else {
                throw ListingError.inDoubt(sku: before.sku, until: stored?.expiresAt ?? desk.now)
            }
            var intent = stored
            intent.id = desk.hub.id()
            intent.title = title
            intent.sentAt = desk.now
            intent.expiresAt = desk.now.addingTimeInterval(expiry)
            intent.trace = desk.trace
            try ListingIntentRecords.save(db, intent)
            return intent
        }
    }

    func withdraw(_ intent: ListingIntent) async throws {
        try await self.shop.desk.write { try ListingIntentRecords.withdraw($0, intent) }
    }

    /// Takes the new listing into the books and links it, as a person would have after an import.
    func record(_ listing: EditedListing, _ draft: ListingDraft, _ intent: ListingIntent) async throws -> MappingRow {
        let remote = await self.remote(listing, draft)
        let (desk, callGroup) = (self.shop.desk, self.shop.callGroup)
        return try await desk.write { db in
            let outcome = try RecordListings(db: db, desk: desk, connection: intent.connection).record(
                [remote], callGroup: callGroup)
            let variant = try Find.variant(db, sku: intent.sku)
            var room = try Stockroom(db, desk: desk, variants: [variant.id])
            guard let made = try OfferRecords.load(db, ids: outcome.ids).first else {
                throw OperationError.unknownOffer(listing.listing)
            }
            if made.mapping != .linked {
                try room.link(made, to: variant.id, reason: "It was made from \(intent.sku).")
                let linked = room.offers[made.id]
                room.note(
                    "listing.made", "Listing \(listing.listing) was made from \(intent.sku).", level: .success,
                    offer: linked)
                try room.close(cause: .person)
            }
            try ListingIntentRecords.finish(db, intent)
            try desk.audit(db, .listingMade, on: DeedObject("offer", made.id), ["sku": intent.sku])
            try SyncQueue.wake(db, [], desk: desk, at: desk.now)
            return try MappingBook.row(db, made.id)
        }
    }

    /// As the shop shows it; where that cannot be read now, as it was said: the next reading corrects it.
    private func remote(_ listing: EditedListing, _ draft: ListingDraft) async -> RemoteOffer {
        let ref = OfferRef(listing: listing.listing)
        if let reader = self.shop.opened.connector.listings, let read = try? await reader.read([ref]).value.first {
            return read
        }
        return RemoteOffer(
            ref: ref, title: listing.title, sku: listing.sku ?? draft.sku, price: draft.price,
            quantity: draft.quantity, countsStock: true, status: listing.status)
    }
}
