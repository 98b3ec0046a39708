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
        case call(ListingAttempt)
        /// An attempt before broke off, or another is under way.
        case look(ListingAttempt)
    }

    /// - Throws: `OperationError.notImported` where the shop's own listings are not known yet, `.unknownSKU`, `.invalid`.
    func begin(sku: String, form: ListingForm) async throws -> Begun {
        let (desk, expiry) = (self.shop.desk, self.expiry)
        let (id, isWhole) = (self.shop.connection.id, self.shop.catalogue.listsWholeProducts)
        let grows = self.shop.catalogue.growsListings
        return try await desk.write { db in
            try LockOrder.connection(db, id)
            guard let connection = try ConnectionRecords.load(db, id) else {
                throw OperationError.unknownConnection(id.text)
            }
            guard connection.importedAt != nil else { throw OperationError.notImported(connection.name) }
            let variant = try Find.variant(db, sku: sku)
            let together = isWhole ? try VariantRecords.of(db, product: variant.productID) : [variant]
            let listing = try Self.listing(of: together, but: variant, at: id, grows: grows, db)
            // One listing holds them all: they share an attempt to make it. To be added is each for itself.
            let before = try ListingIntentRecords.load(
                db, connection: id, skus: listing == nil ? together.map(\.sku) : [variant.sku])
            if let offer = try Self.existing(db, variant, at: id) {
                // An attempt whose listing came in with a reading has ended well.
                if let before { try ListingIntentRecords.finish(db, before) }
                return .existing(try MappingBook.row(db, offer.id))
            }
            // Whoever goes on with an attempt looks for the SKU that it was begun with.
            let lead = together.first { $0.sku == before?.sku } ?? variant
            let product = try ProductRecords.load(db, id: variant.productID)
            let said = listing == nil ? form : try form.adding()
            var draft =
                isWhole
                ? try said.draft(of: together, lead: lead, product, at: connection)
                : try said.draft(of: variant, product, at: connection)
            if listing != nil {
                for index in draft.variations.indices { draft.variations[index].quantity = 0 }
            }
            if let before { return .look(ListingAttempt(draft: draft, intent: before, listing: listing)) }
            let intent = ListingIntent(
                id: desk.hub.id(), connection: id, sku: variant.sku, title: draft.title, sentAt: desk.now,
                expiresAt: desk.now.addingTimeInterval(expiry), trace: desk.trace)
            try ListingIntentRecords.save(db, intent)
            return .call(ListingAttempt(draft: draft, intent: intent, listing: listing))
        }
    }

    /// The listing that other SKUs of the product stand in; `nil` where none is listed.
    ///
    /// - Throws: `ListingError.siblingListed` where the channel adds nothing to it, or they stand in several.
    private static func listing(
        of together: [VariantRecord], but variant: VariantRecord, at connection: UUID, grows: Bool,
        _ db: any SQLConnection
    ) throws -> String? {
        guard try Self.existing(db, variant, at: connection) == nil else { return nil }
        var found: (sku: String, listing: String)?
        for sibling in together where sibling.id != variant.id {
            guard let offer = try Self.existing(db, sibling, at: connection) else { continue }
            if grows, found == nil || found?.listing == offer.listingRef {
                found = (sibling.sku, offer.listingRef)
            } else {
                throw ListingError.siblingListed(
                    sku: variant.sku, sibling: sibling.sku, listing: offer.listingRef, others: found?.listing)
            }
        }
        return found?.listing
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

    /// Takes the new listing into the books and links each of its offers by its SKU, as a person would have after an import.
    ///
    /// - Parameter sku: The one that was asked for.
    func record(
        _ listing: EditedListing, _ draft: ListingDraft, _ intent: ListingIntent, for sku: String
    ) async throws -> MappingRow {
        let shown = await self.shown(listing, draft)
        let (desk, callGroup) = (self.shop.desk, self.shop.callGroup)
        let bySKU = Dictionary(shown.map { ($0.sku, $0.offer.ref.key) }, uniquingKeysWith: { first, _ in first })
        return try await desk.write { db in
            let outcome = try RecordListings(db: db, desk: desk, connection: intent.connection).record(
                shown.map(\.offer), callGroup: callGroup)
            let variants = try VariantRecords.find(db, skus: bySKU.keys)
            let made = Dictionary(
                try OfferRecords.load(db, ids: outcome.ids).map { (OfferRef($0).key, $0) },
                uniquingKeysWith: { first, _ in first })
            var room = try Stockroom(db, desk: desk, variants: variants.map(\.id))
            var rows: [String: UUID] = [:]
            for variant in variants {
                guard let offer = bySKU[variant.sku].flatMap({ made[$0] }) else { continue }
                rows[variant.sku] = offer.id
                if offer.mapping != .linked {
                    try room.link(offer, to: variant.id, reason: "It was made from \(variant.sku).")
                    let linked = room.offers[offer.id]
                    room.note(
                        "listing.made", "Listing \(listing.listing) was made from \(variant.sku).", level: .success,
                        offer: linked)
                }
                try desk.audit(db, .listingMade, on: DeedObject("offer", offer.id), ["sku": variant.sku])
            }
            guard let asked = rows[sku] ?? rows[intent.sku] else {
                throw OperationError.unknownOffer(listing.listing)
            }
            try room.close(cause: .person)
            try ListingIntentRecords.finish(db, intent)
            try SyncQueue.wake(db, [], desk: desk, at: desk.now)
            return try MappingBook.row(db, asked)
        }
    }

    /// Each SKU of the listing as the shop shows it; where that cannot be read now, as it was said: the next reading corrects
    /// it.
    private func shown(_ listing: EditedListing, _ draft: ListingDraft) async -> [(sku: String, offer: RemoteOffer)] {
        let parts =
            listing.variations.isEmpty
            ? [(sku: draft.sku, ref: OfferRef(listing: listing.listing))]
            : listing.variations.compactMap { part in part.sku.map { (sku: $0, ref: part.ref) } }
        var read: [OfferRef: RemoteOffer] = [:]
        if let reader = self.shop.opened.connector.listings {
            for chunk in stride(from: 0, to: parts.count, by: max(1, self.shop.opened.manifest.readBatch)) {
                let refs = parts[chunk..<min(parts.count, chunk + max(1, self.shop.opened.manifest.readBatch))].map(
                    \.ref)
                for offer in (try? await reader.read(refs).value) ?? [] { read[offer.ref] = offer }
            }
        }
        return parts.map { part in
            let said = draft.variations.first { $0.sku == part.sku }
            return (
                part.sku,
                read[part.ref]
                    ?? RemoteOffer(
                        ref: part.ref, title: listing.title,
                        options: Dictionary(
                            (said?.options ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }),
                        sku: part.sku, price: said?.price ?? draft.price, quantity: said?.quantity ?? draft.quantity,
                        countsStock: true, status: listing.status)
            )
        }
    }
}

/// One attempt to make a listing, or to add a SKU to one.
struct ListingAttempt: Sendable {
    var draft: ListingDraft
    var intent: ListingIntent
    /// That it is added to; `nil` where one is made.
    var listing: String?
}
