import Commerce

/// Makes and changes listings: what a person does about one listing, beside its stock and price.
///
/// Channels know no idempotency here: a draft created twice is two drafts. Who creates stores the intent first, and after
/// an unknown outcome looks with `find` before it tries again.
public protocol ListingEditing: Sendable {
    /// What a field of a listing may be set to, by the channel's ids.
    ///
    /// - Parameter parent: For `properties` the category they are asked for; else ignored.
    func choices(_ kind: ListingChoice.Kind, of parent: String?) async throws(ConnectorError) -> Answer<[ListingChoice]>
    /// Listings that a lost creation may have left: those with this SKU, and drafts of this title without one.
    func find(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<[EditedListing]>
    /// Makes a draft that no buyer sees, and gives it the draft's SKU.
    func create(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing>
    /// Gives a draft that `find` brought, and that has no SKU yet, the one it was to have.
    func complete(_ listing: String, with draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing>
    /// Changes what is set in `edit` and nothing else.
    func update(_ listing: String, _ edit: ListingEdit) async throws(ConnectorError) -> Answer<EditedListing>
    /// Adds a picture. Sent twice it is there twice.
    func addImage(_ image: ListingImage, to listing: String) async throws(ConnectorError) -> Answer<Void>
    /// Puts a listing on sale, or takes it off. Where that costs the merchant a fee, `publishingCosts` says so.
    func setOnSale(_ listing: String, _ isOnSale: Bool) async throws(ConnectorError) -> Answer<EditedListing>
    /// What a person must know before putting a listing on sale; `nil` where it costs nothing.
    var publishingCosts: String? { get }
}

/// One value that a field may have at a channel.
public struct ListingChoice: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case sections, categories, properties, shippingProfiles = "shipping-profiles"
        case returnPolicies = "return-policies", processing
    }
    public var id: String
    public var name: String
    /// The choice it belongs under, for trees and for a property's values.
    public var parent: String?
    public var isRequired: Bool

    public init(id: String, name: String, parent: String? = nil, isRequired: Bool = false) {
        self.id = id
        self.name = name
        self.parent = parent
        self.isRequired = isRequired
    }
}

/// A listing to be made. Ids are the channel's own, from `choices`.
public struct ListingDraft: Sendable, Hashable {
    /// Our own reference, by which it is found again.
    public var sku: String
    public var title: String
    public var description: String
    public var price: Money
    /// Units, at least 1.
    public var quantity: Int
    public var category: String
    /// Where the channel asks who made it and when, in its own words.
    public var whoMade: String
    public var whenMade: String
    public var details: ListingEdit

    public init(
        sku: String, title: String, description: String, price: Money, quantity: Int, category: String,
        whoMade: String, whenMade: String, details: ListingEdit = ListingEdit()
    ) {
        self.sku = sku
        self.title = title
        self.description = description
        self.price = price
        self.quantity = quantity
        self.category = category
        self.whoMade = whoMade
        self.whenMade = whenMade
        self.details = details
    }
}

/// What of a listing may be changed; `nil` leaves it alone, an empty list empties it.
public struct ListingEdit: Sendable, Hashable {
    public enum Goods: String, Sendable, Hashable, CaseIterable { case physical, download, both }
    public var title: String?
    public var description: String?
    public var tags: [String]?
    public var materials: [String]?
    public var section: String?
    public var shippingProfile: String?
    public var returnPolicy: String?
    /// How long the merchant needs to send it. Only when it is made: later it belongs to each variation.
    public var processing: String?
    public var goods: Goods?

    public init(
        title: String? = nil, description: String? = nil, tags: [String]? = nil, materials: [String]? = nil,
        section: String? = nil, shippingProfile: String? = nil, returnPolicy: String? = nil,
        processing: String? = nil, goods: Goods? = nil
    ) {
        self.title = title
        self.description = description
        self.tags = tags
        self.materials = materials
        self.section = section
        self.shippingProfile = shippingProfile
        self.returnPolicy = returnPolicy
        self.processing = processing
        self.goods = goods
    }
}

public struct ListingImage: Sendable, Hashable {
    public var bytes: [UInt8]
    public var fileName: String
    /// `image/jpeg`.
    public var contentType: String
    /// Place among the pictures, from 1; `nil` leaves it to the channel.
    public var rank: Int?
    /// For people who do not see it.
    public var altText: String?

    public init(bytes: [UInt8], fileName: String, contentType: String, rank: Int? = nil, altText: String? = nil) {
        self.bytes = bytes
        self.fileName = fileName
        self.contentType = contentType
        self.rank = rank
        self.altText = altText
    }
}

/// A listing as it is after it was made, found or changed.
public struct EditedListing: Sendable, Hashable {
    public var listing: String
    public var title: String
    public var sku: String?
    public var status: RemoteOffer.Status

    public init(listing: String, title: String, sku: String?, status: RemoteOffer.Status) {
        self.listing = listing
        self.title = title
        self.sku = sku
        self.status = status
    }
}

extension Connector {
    public var catalogue: (any ListingEditing)? { nil }
    public var resting: (any ListingResting)? { nil }
}
