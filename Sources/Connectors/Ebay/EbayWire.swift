import Foundation
import Wire

/// The shapes of eBay's JSON, only the members we use and no buyer's: orders come with names, addresses and messages, and what
/// is not named here is passed over unread.
enum EbayWire {
    struct Amount: Codable, Sendable, Hashable {
        var value: String?
        var currency: String?
    }

    struct User: Decodable, Sendable {
        /// Stays when the account is renamed.
        var userId: String
        var username: String?
        var status: String?
        var registrationMarketplaceId: String?
    }

    struct Programs: Decodable, Sendable {
        struct Program: Decodable, Sendable { var programType: String? }
        var programs: [Program]?
    }

    // MARK: Inventory

    struct Items: Decodable, Sendable {
        var total: Int?
        /// The address of the next page; missing on the last.
        var next: String?
        var inventoryItems: [Lenient<Item>]

        enum CodingKeys: String, CodingKey { case total, next, inventoryItems }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            self.total = try members.decodeIfPresent(Int.self, forKey: .total)
            self.next = try members.decodeIfPresent(String.self, forKey: .next)
            self.inventoryItems = try EbayWire.list(members, .inventoryItems, total: self.total)
        }
    }

    struct Item: NamedRecord, Sendable {
        static let idName = "sku"
        static func isID(_ text: String) -> Bool { EbayWire.isSKU(text) }
        var sku: String
        var product: Product?
        var availability: Availability?
        /// "This array is returned if the inventory item is associated with any inventory item group(s)": their keys. The one is in every
        /// answer, the other in lists alone.
        var inventoryItemGroupKeys: [String]?
        var groupIds: [String]?

        /// The group that it is sold in as a variation.
        var group: String? {
            let keys = [self.inventoryItemGroupKeys ?? [], self.groupIds ?? []].first { !$0.isEmpty } ?? []
            return keys.filter { !$0.isEmpty }.min()
        }
    }

    struct Product: Decodable, Sendable {
        var title: String?
        /// Names with lists of values. (The contract calls it a text; what is sent and answered is an object.)
        var aspects: JSONValue?
        var imageUrls: [String]?
        var ean: [String]?
        var upc: [String]?
        var isbn: [String]?
    }

    struct Availability: Decodable, Sendable {
        struct Home: Decodable, Sendable { var quantity: Int? }
        var shipToLocationAvailability: Home?
    }

    struct Offers: Decodable, Sendable {
        var total: Int?
        var offers: [Lenient<Offer>]

        enum CodingKeys: String, CodingKey { case total, offers }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            self.total = try members.decodeIfPresent(Int.self, forKey: .total)
            self.offers = try EbayWire.list(members, .offers, total: self.total)
        }
    }

    struct Offer: NamedRecord, Sendable {
        static let idName = "offerId"
        var offerId: String
        var sku: String
        var marketplaceId: String?
        var format: String?
        /// `PUBLISHED`, `UNPUBLISHED`.
        var status: String?
        /// "if set in the offer overrides the quantity" of the item (contract, "shipToLocationAvailability.quantity").
        var availableQuantity: Int?
        var pricingSummary: Pricing?
        /// Of a published one.
        var listing: Listing?
        var categoryId: String?
    }

    struct Pricing: Decodable, Sendable {
        var price: Amount?
    }

    struct Listing: Decodable, Sendable {
        var listingId: String?
        /// `ACTIVE`, `OUT_OF_STOCK`, `INACTIVE`, `ENDED`, `EBAY_ENDED`, `NOT_LISTED` (vendor's `ListingStatusEnum`).
        var listingStatus: String?
    }

    struct Group: Decodable, Sendable {
        struct Varying: Decodable, Sendable {
            struct Specification: Decodable, Sendable {
                var name: String?
                var values: [String]?
            }
            var specifications: [Specification]?
        }
        var title: String?
        var variantSKUs: [String]?
        var variesBy: Varying?

        var varying: [String] { (self.variesBy?.specifications ?? []).compactMap(\.name) }
    }

    /// Up to 25 items by SKU.
    struct ItemsAsked: Encodable, Sendable {
        struct One: Encodable, Sendable { var sku: String }
        var requests: [One]

        init(_ skus: [String]) { self.requests = skus.map(One.init) }
    }

    struct ItemsAnswered: Decodable, Sendable {
        struct One: Decodable, Sendable {
            var sku: String?
            var statusCode: Int?
            var inventoryItem: ItemBody?
        }
        var responses: [One]
    }

    /// An item whose SKU stands beside it, and may stand in it.
    struct ItemBody: Decodable, Sendable {
        var sku: String?
        var product: Product?
        var availability: Availability?
        var inventoryItemGroupKeys: [String]?

        func item(_ sku: String) -> Item {
            Item(
                sku: sku, product: self.product, availability: self.availability,
                inventoryItemGroupKeys: self.inventoryItemGroupKeys)
        }
    }

    // MARK: Writing

    struct Updates: Encodable, Sendable {
        struct One: Encodable, Sendable {
            struct Home: Encodable, Sendable { var quantity: Int }
            struct Offer: Encodable, Sendable {
                var offerId: String
                var availableQuantity: Int?
                var price: Amount?
            }
            var sku: String
            var shipToLocationAvailability: Home?
            var offers: [Offer]
        }
        var requests: [One]
    }

    struct Updated: Decodable, Sendable {
        struct One: Decodable, Sendable {
            var sku: String?
            var offerId: String?
            var statusCode: Int?
            var errors: [EbayErrors.Problem.Item]?

            var isTaken: Bool { self.statusCode.map { (200..<300).contains($0) } ?? false }
        }
        var responses: [One]
    }

    /// A list may be missing where there is nothing in it, and nowhere else.
    static func list<Element: Decodable, Key: CodingKey>(
        _ members: KeyedDecodingContainer<Key>, _ name: Key, total: Int?
    ) throws -> [Element] {
        if total == 0, !members.contains(name) { return [] }
        return try members.decode([Element].self, forKey: name)
    }

    /// Letters, digits and what sellers put between them; at most 50 (contract, "sku").
    static func isSKU(_ text: String) -> Bool {
        (1...50).contains(text.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./ +#".contains($0)) }
    }
}
