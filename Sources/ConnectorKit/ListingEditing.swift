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
    /// Adds the SKU of a draft to a listing that holds other SKUs of its product (`growsListings`), and leaves those as they
    /// are. It begins with the draft's own quantity. Sent twice it is there once.
    func extend(_ listing: String, with draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing>
    /// The listing where it holds the draft's SKU, with that variation alone; empty where it does not.
    func find(_ draft: ListingDraft, in listing: String) async throws(ConnectorError) -> Answer<[EditedListing]>
    /// Changes what is set in `edit` and nothing else.
    func update(_ listing: String, _ edit: ListingEdit) async throws(ConnectorError) -> Answer<EditedListing>
    /// Adds a picture. Sent twice it is there twice.
    func addImage(_ image: ListingImage, to listing: String) async throws(ConnectorError) -> Answer<Void>
    /// Adds a picture that lies at an address of the merchant's. Sent twice it is there twice.
    func addImage(_ link: ListingImageLink, to listing: String) async throws(ConnectorError) -> Answer<Void>
    /// The pictures of a listing in their order, and what became of each.
    func images(of listing: String) async throws(ConnectorError) -> Answer<[ListedImage]>
    /// Puts a listing on sale, or takes it off. Where that costs the merchant a fee, `publishingCosts` says so.
    func setOnSale(_ listing: String, _ isOnSale: Bool) async throws(ConnectorError) -> Answer<EditedListing>
    /// Puts a listing on sale in these outlets of the shop (`ListingChoice.Kind.publications`) or takes it out of them, and
    /// leaves the others as they are.
    func setOnSale(
        _ listing: String, _ isOnSale: Bool, in outlets: [String]
    ) async throws(ConnectorError) -> Answer<EditedListing>
    /// Puts a listing away: off sale everywhere, out of the way, and kept; or gone, where `endsForGood`.
    func end(_ listing: String) async throws(ConnectorError) -> Answer<EditedListing>
    /// What a person must know before putting a listing on sale; `nil` where it costs nothing.
    var publishingCosts: String? { get }
    /// Whether a listing holds all variations of one product (`ListingDraft.variations`); else each SKU is listed by itself.
    var listsWholeProducts: Bool { get }
    /// Whether a SKU can be added to a listing of its product that is there.
    var growsListings: Bool { get }
    /// Whether pictures are worked on after they were taken, so that `images` tells what became of them.
    var worksOnImages: Bool { get }
    /// Whether an ended listing is gone, with its words and pictures.
    var endsForGood: Bool { get }
    /// Whether fields of the channel's own are said by name (`ListingEdit.attributes`), with bullet points and pictures' addresses.
    var takesOwnFields: Bool { get }
}

extension ListingEditing {
    public var listsWholeProducts: Bool { false }
    public var growsListings: Bool { false }
    public var worksOnImages: Bool { false }
    public var endsForGood: Bool { false }
    public var takesOwnFields: Bool { false }

    public func extend(
        _ listing: String, with draft: ListingDraft
    ) async throws(ConnectorError) -> Answer<EditedListing> {
        throw .refused(code: "not-offered", field: "sku", message: "Listings there are made whole.")
    }

    public func find(
        _ draft: ListingDraft, in listing: String
    ) async throws(ConnectorError) -> Answer<[EditedListing]> {
        let found = try await self.find(draft)
        return Answer(
            found.value.filter { $0.listing == listing }, channelTime: found.channelTime, latency: found.latency,
            budgets: found.budgets)
    }

    public func addImage(
        _ link: ListingImageLink, to listing: String
    ) async throws(ConnectorError) -> Answer<Void> {
        throw .refused(code: "not-offered", field: "image", message: "Pictures are sent there as files.")
    }

    public func images(of listing: String) async throws(ConnectorError) -> Answer<[ListedImage]> {
        throw .refused(code: "not-offered", field: "image", message: "Look at the pictures in the shop itself.")
    }

    public func setOnSale(
        _ listing: String, _ isOnSale: Bool, in outlets: [String]
    ) async throws(ConnectorError) -> Answer<EditedListing> {
        guard outlets.isEmpty else {
            throw .refused(code: "not-offered", field: "publication", message: "The shop sells in one place only.")
        }
        return try await self.setOnSale(listing, isOnSale)
    }

    public func end(_ listing: String) async throws(ConnectorError) -> Answer<EditedListing> {
        throw .refused(code: "not-offered", field: nil, message: "A listing is ended in the shop itself.")
    }
}

/// One value that a field may have at a channel.
public struct ListingChoice: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case sections, categories, properties, shippingProfiles = "shipping-profiles"
        case returnPolicies = "return-policies", processing, publications
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
    /// All variations of the product, in their order, the one with `sku` among them, where the channel lists whole products
    /// (`ListingEditing.listsWholeProducts`); else empty.
    public var variations: [ListingVariation] = []
    /// Whose make it is; empty where nobody is named.
    public var vendor = ""
    /// The product of the channel's own catalogue that is sold, by the channel's number (`ProductSearching`); title, description
    /// and category are then the catalogue's. Empty where the draft describes it.
    public var product = ""

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

/// One variation of a listing to be made.
public struct ListingVariation: Sendable, Hashable {
    public var sku: String
    /// What tells it from the others, in the listing's order: `Size`, `Large`. Empty for the only one.
    public var options: [ListingOption]
    public var price: Money
    /// Units, at least 1; none of one that is added to a listing which may be on sale.
    public var quantity: Int
    /// GTIN, UPC, EAN or ISBN: digits.
    public var barcode: String?
    /// What it weighs when it is sent.
    public var grams: Int?

    public init(
        sku: String, options: [ListingOption], price: Money, quantity: Int, barcode: String? = nil, grams: Int? = nil
    ) {
        self.sku = sku
        self.options = options
        self.price = price
        self.quantity = quantity
        self.barcode = barcode
        self.grams = grams
    }
}

public struct ListingOption: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
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
    /// What it is told by in short, in their order, where the channel has such.
    public var bullets: [String]?
    /// Web addresses of all its pictures, in their order, where the channel fetches them itself.
    public var images: [String]?
    /// What the channel's own fields say, by its names.
    public var attributes: [Attribute]?

    /// One field of the channel's own, as a person writes it. Said twice under one name it has two values.
    public struct Attribute: Sendable, Hashable {
        public var name: String
        /// Empty to take it away.
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        title: String? = nil, description: String? = nil, tags: [String]? = nil, materials: [String]? = nil,
        section: String? = nil, shippingProfile: String? = nil, returnPolicy: String? = nil,
        processing: String? = nil, goods: Goods? = nil, bullets: [String]? = nil, images: [String]? = nil,
        attributes: [Attribute]? = nil
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
        self.bullets = bullets
        self.images = images
        self.attributes = attributes
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

/// A picture that the channel gets by itself.
public struct ListingImageLink: Sendable, Hashable {
    /// `https://…`, open to everybody.
    public var address: String
    /// Place among the pictures, from 1; `nil` leaves it to the channel.
    public var rank: Int?
    /// For people who do not see it.
    public var altText: String?

    public init(address: String, rank: Int? = nil, altText: String? = nil) {
        self.address = address
        self.rank = rank
        self.altText = altText
    }
}

/// A picture of a listing as the channel has it.
public struct ListedImage: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        /// Buyers see it.
        case ready
        /// The channel still works on it.
        case processing
        /// Nobody sees it, and why.
        case failed(code: String, message: String)
    }
    public var id: String
    public var altText: String?
    public var state: State

    public init(id: String, altText: String?, state: State) {
        self.id = id
        self.altText = altText
        self.state = state
    }
}

/// A listing as it is after it was made, found or changed.
public struct EditedListing: Sendable, Hashable {
    /// What can be bought of it.
    public struct Variation: Sendable, Hashable {
        public var ref: OfferRef
        public var sku: String?

        public init(ref: OfferRef, sku: String?) {
            self.ref = ref
            self.sku = sku
        }
    }
    public var listing: String
    public var title: String
    public var sku: String?
    public var status: RemoteOffer.Status
    /// Empty where the listing is bought as one thing under `sku`.
    public var variations: [Variation] = []
    /// Whether the channel shows it already. Where it does not, it took the listing and applies it shortly.
    public var isShown = true

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
