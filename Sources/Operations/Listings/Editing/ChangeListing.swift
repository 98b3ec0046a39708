public import ConnectorKit
import Foundation
import Records

/// A listing after it was changed.
public struct ChangedListing: Sendable, Hashable, Encodable {
    public var connection: String
    /// The shop's number of it.
    public var listing: String
    public var title: String
    /// `active`, `draft`, `inactive` or `ended`.
    public var status: String

    init(_ shop: ListingDesk, _ listing: EditedListing) {
        self.connection = shop.connection.name
        self.listing = listing.listing
        self.title = listing.title
        self.status = listing.status.rawValue
    }
}

/// Puts a listing on sale, which may cost the merchant a fee.
public struct PublishListing: Sendable {
    public var connection: String
    public var listing: String
    /// Whether the merchant was told what it costs, and agreed.
    public var agrees: Bool
    /// Where in the shop, by the ids of `ListChoices`; empty for its main place.
    public var outlets: [String]

    public init(connection: String, listing: String, agrees: Bool, outlets: [String] = []) {
        self.connection = connection
        self.listing = listing
        self.agrees = agrees
        self.outlets = outlets
    }

    /// Safe to repeat: what is on sale stays so.
    ///
    /// - Throws: `ListingError.costs` where there is a fee and nobody agreed; the shop was not called then.
    public func run(_ desk: Desk) async throws -> ChangedListing {
        let shop = try await ListingDesk(desk, connection: self.connection)
        let (number, refs) = try await shop.listing(self.listing)
        if !self.agrees, let costs = shop.catalogue.publishingCosts { throw ListingError.costs(costs) }
        let edited = try await shop.catalogue.setOnSale(number, true, in: self.outlets).value
        try await shop.note("listing.published", "“\(edited.title)” was put on sale.", level: .success)
        try await shop.renew(refs)
        return ChangedListing(shop, edited)
    }
}

/// Takes a listing off sale. Safe to repeat.
public struct DeactivateListing: Sendable {
    public var connection: String
    public var listing: String
    /// Out of these outlets only, by the ids of `ListChoices`; empty for everywhere.
    public var outlets: [String]

    public init(connection: String, listing: String, outlets: [String] = []) {
        self.connection = connection
        self.listing = listing
        self.outlets = outlets
    }

    public func run(_ desk: Desk) async throws -> ChangedListing {
        let shop = try await ListingDesk(desk, connection: self.connection)
        let (number, refs) = try await shop.listing(self.listing)
        let edited = try await shop.catalogue.setOnSale(number, false, in: self.outlets).value
        let place = self.outlets.isEmpty ? "" : " in \(self.outlets.count) of the shop’s outlets"
        try await shop.note("listing.deactivated", "“\(edited.title)” was taken off sale\(place).")
        try await shop.renew(refs)
        return ChangedListing(shop, edited)
    }
}

/// Puts a listing away: it leaves the sale everywhere and is kept in the shop, or is gone where the channel keeps none. Safe to
/// repeat.
public struct EndListing: Sendable {
    public var connection: String
    public var listing: String
    /// Whether it is known that it may not come back.
    public var agrees: Bool

    public init(connection: String, listing: String, agrees: Bool = false) {
        self.connection = connection
        self.listing = listing
        self.agrees = agrees
    }

    /// - Throws: `ListingError.endsForGood` where it does not come back and nobody agreed; the shop was not called then.

    public func run(_ desk: Desk) async throws -> ChangedListing {
        let shop = try await ListingDesk(desk, connection: self.connection)
        let (number, refs) = try await shop.listing(self.listing)
        guard self.agrees || !shop.catalogue.endsForGood else { throw ListingError.endsForGood(listing: number) }
        let edited = try await shop.catalogue.end(number).value
        try await shop.note("listing.ended", "“\(edited.title)” was put away.")
        if shop.catalogue.endsForGood { try await shop.ended(number) } else { try await shop.renew(refs) }
        return ChangedListing(shop, edited)
    }
}

/// Changes what a listing says. What is not named stays. Safe to repeat.
public struct EditListing: Sendable {
    public var connection: String
    public var listing: String
    public var edit: ListingEdit

    public init(connection: String, listing: String, edit: ListingEdit) {
        self.connection = connection
        self.listing = listing
        self.edit = edit
    }

    /// - Throws: `OperationError.invalid` where nothing is named.
    public func run(_ desk: Desk) async throws -> ChangedListing {
        let edit = try self.edit.checked()
        guard edit != ListingEdit() else {
            throw OperationError.invalid(field: "edit", reason: "Nothing to change was named.")
        }
        let shop = try await ListingDesk(desk, connection: self.connection)
        try shop.check(edit)
        let (number, refs) = try await shop.listing(self.listing)
        let edited = try await shop.catalogue.update(number, edit).value
        try await shop.note("listing.edited", "“\(edited.title)” was changed.")
        try await shop.renew(refs)
        return ChangedListing(shop, edited)
    }
}
