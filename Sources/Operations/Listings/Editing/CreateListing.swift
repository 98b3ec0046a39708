import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// What became of a listing that was to be made.
public struct CreatedListing: Sendable, Hashable, Encodable {
    public enum How: String, Sendable, Hashable, Encodable {
        case made
        /// To a listing of other SKUs of its product.
        case added
        /// An attempt before had made it, and its answer was lost.
        case found
        /// The shop had it already; nothing was made.
        case existing
    }
    public var how: How
    public var offer: MappingRow
    public var sentence: String
}

/// Makes a draft of one SKU at one shop, once: the intent is stored before the call leaves, and where the answer is
/// lost the draft is searched before it may be made again. What is made is linked to the SKU like an imported listing;
/// nothing is written to it before the connection goes live.
///
/// Where the channel lists whole products and other SKUs of this one are listed, the SKU is added to their listing, in the same way.
public struct CreateListing: Sendable {
    public var connection: String
    public var sku: String
    public var form: ListingForm

    public init(connection: String, sku: String, form: ListingForm) {
        self.connection = connection
        self.sku = sku
        self.form = form
    }

    /// - Throws: `ListingError`, `OperationError`, and `ConnectorError` where the shop said no: then nothing was made.
    public func run(_ desk: Desk) async throws -> CreatedListing {
        let shop = try await ListingDesk(desk, connection: self.connection)
        try shop.check(self.form)
        let book = ListingBook(shop: shop)
        switch try await book.begin(sku: self.sku, form: self.form) {
        case .existing(let row):
            return CreatedListing(how: .existing, offer: row, sentence: Self.existing(row, sku: self.sku))
        case .call(let attempt):
            return try await self.make(attempt, book)
        case .look(var attempt):
            let title = attempt.draft.title
            attempt.draft.title = attempt.intent.title
            if let found = try await self.look(for: attempt, book) { return found }
            attempt.draft.title = title
            attempt.intent = try await book.again(attempt.intent, title: title)
            return try await self.make(attempt, book)
        }
    }

    private func make(_ attempt: ListingAttempt, _ book: ListingBook) async throws -> CreatedListing {
        let (catalogue, draft) = (book.shop.catalogue, attempt.draft)
        let made: EditedListing
        do throws(ConnectorError) {
            if let listing = attempt.listing {
                made = try await catalogue.extend(listing, with: draft).value
            } else {
                made = try await catalogue.create(draft).value
            }
        } catch {
            guard error.leavesDoubt else {
                try await book.withdraw(attempt.intent)
                throw error
            }
            return try await self.doubt(attempt, book)
        }
        // Taken and not shown yet: the intent stays, and what comes after it looks for the listing first.
        guard made.isShown else { throw ListingError.notShown(sku: draft.sku) }
        return try await self.done(attempt.listing == nil ? .made : .added, made, attempt, book)
    }

    /// The answer was lost. A listing that is there already is taken; else it may still come.
    private func doubt(_ attempt: ListingAttempt, _ book: ListingBook) async throws -> CreatedListing {
        let sku = attempt.draft.sku
        try await book.shop.note(
            "listing.doubtful", "The shop gave no usable answer when \(sku) was to be listed.", level: .warning,
            sku: sku)
        if let found = try await self.look(for: attempt, book) { return found }
        throw ListingError.inDoubt(sku: sku, until: attempt.intent.expiresAt)
    }

    /// Looks for what an attempt left, and ends what it had begun.
    private func look(for attempt: ListingAttempt, _ book: ListingBook) async throws -> CreatedListing? {
        let (catalogue, draft) = (book.shop.catalogue, attempt.draft)
        if let listing = attempt.listing {
            guard let left = try await catalogue.find(draft, in: listing).value.first else { return nil }
            return try await self.done(.found, left, attempt, book)
        }
        let found = try await catalogue.find(draft).value
        guard let left = try await book.left(of: attempt.intent, among: found) else { return nil }
        let whole = left.sku == draft.sku ? left : try await catalogue.complete(left.listing, with: draft).value
        return try await self.done(.found, whole, attempt, book)
    }

    private func done(
        _ how: CreatedListing.How, _ listing: EditedListing, _ attempt: ListingAttempt, _ book: ListingBook
    ) async throws -> CreatedListing {
        let row = try await book.record(listing, attempt.draft, attempt.intent, for: self.sku)
        return CreatedListing(how: how, offer: row, sentence: Self.sentence(how, row, attempt))
    }

    private static func sentence(_ how: CreatedListing.How, _ row: MappingRow, _ attempt: ListingAttempt) -> String {
        let (sku, siblings) = (attempt.draft.sku, attempt.draft.variations.count - 1)
        if attempt.listing != nil {
            return how == .found
                ? "\(sku) had been added to its product’s listing as \(row.ref) by an attempt before; nothing was added now."
                : "\(sku) was added to its product’s listing as \(row.ref), with no units; while the shop is live the hub writes what is there."
        }
        let what = siblings > 0 ? "\(sku) and its product’s \(siblings) other SKUs" : sku
        return how == .made
            ? "Listing \(row.ref) was made for \(what); no buyer sees it before it is published."
            : "Listing \(row.ref) had been made for \(what) by an attempt before; none was made now."
    }

    private static func existing(_ row: MappingRow, sku: String) -> String {
        row.variantSKU == sku
            ? "\(sku) is listed there already as \(row.ref) (\(row.status)); none was made."
            : "Listing \(row.ref) of that shop shows the SKU \(excerpt(sku)) already and is not linked to it; none was made. To link it: entrepot mapping link \(row.connectionName) \(row.ref) \(excerpt(sku))"
    }
}
