public import Commerce
public import Foundation

/// Why a listing was not made or changed.
public enum ListingError: Error, Sendable, Hashable, Explained, CustomStringConvertible {
    /// The connector has no way to edit listings.
    case notEditable(connection: String, channel: String)
    /// Its sellers share no catalogue.
    case notSearchable(connection: String, channel: String)
    /// It costs the merchant a fee, in the channel's words, and nobody agreed yet.
    case costs(String)
    /// A listing was perhaps made, and is not made again before `until`.
    case inDoubt(sku: String, until: Date)
    /// The shop took the listing and does not show it yet.
    case notShown(sku: String)
    /// Ending is for good, and nobody agreed yet.
    case endsForGood(listing: String)
    /// More than one draft may be the one that was to be made.
    case several(sku: String, listings: [String])
    /// The channel lists whole products, and another SKU of this one is listed already, where none can be added.
    ///
    /// - Parameter others: Another listing that SKUs of the product stand in, where there are several.
    case siblingListed(sku: String, sibling: String, listing: String, others: String?)
    /// A picture was perhaps added.
    case pictureInDoubt(listing: String)

    public var code: String {
        switch self {
        case .notEditable: "listing.not-editable"
        case .notSearchable: "listing.no-catalogue"
        case .costs: "listing.costs"
        case .inDoubt: "listing.in-doubt"
        case .notShown: "listing.not-shown"
        case .endsForGood: "listing.ends-for-good"
        case .several: "listing.several"
        case .siblingListed: "listing.sibling-listed"
        case .pictureInDoubt: "listing.picture-in-doubt"
        }
    }

    public var sentence: String {
        switch self {
        case .notEditable(let connection, let channel):
            "Listings of “\(excerpt(connection))” are not made or changed from here: the connector to \(channel) reads them, and writes stock and prices only."
        case .notSearchable(let connection, let channel):
            "There is nothing to search at “\(excerpt(connection))”: sellers at \(channel) share no catalogue."
        case .costs(let words): "Nothing was done yet. \(words)"
        case .inDoubt(let sku, let until):
            "The shop gave no usable answer when “\(excerpt(sku))” was to be listed, and shows no such listing yet. It may still appear, so it is not made again before \(until.formatted(.iso8601))."
        case .notShown(let sku):
            "The shop took “\(excerpt(sku))” and does not show it yet, which takes some minutes."
        case .endsForGood(let listing):
            "Nothing was done yet. Listing \(excerpt(listing)) would be gone for good, with its words and pictures."
        case .several(let sku, let listings):
            "Several drafts of the shop may be the one for “\(excerpt(sku))”: \(listings.prefix(5).joined(separator: ", "))."
        case .siblingListed(let sku, let sibling, let listing, let others?):
            "The SKUs of one product stand in several listings there, \(excerpt(sibling)) in \(excerpt(listing)) and others in \(excerpt(others)): to which “\(excerpt(sku))” belongs is not known. Nothing was added."
        case .siblingListed(let sku, let sibling, let listing, nil):
            "The shop lists whole products, and “\(excerpt(sibling))”, of the same product as “\(excerpt(sku))”, is there already as \(excerpt(listing)). None was made."
        case .pictureInDoubt(let listing):
            "The shop gave no usable answer: the picture may be on listing \(excerpt(listing)) or not."
        }
    }

    public var wayOut: String {
        switch self {
        case .notEditable: "Change them in the shop; the hub reads them again by itself."
        case .notSearchable: "Describe the product yourself: entrepot listing create"
        case .costs: "If that is meant, say it again with --yes."
        case .inDoubt: "Say the same again then: it is searched first, and made only if it is not there."
        case .notShown: "Say the same again then: it is found, and not made twice."
        case .endsForGood:
            "If that is meant, say it again with --yes. To take it off sale only: entrepot listing deactivate"
        case .several: "Delete those you do not want in the shop, then say it again."
        case .siblingListed:
            "Add it in the shop as another variation of that product, with its SKU; the hub links it by itself."
        case .pictureInDoubt: "Look at the listing in the shop before you add it again."
        }
    }

    public var description: String { "\(self.sentence) \(self.wayOut)" }
}
