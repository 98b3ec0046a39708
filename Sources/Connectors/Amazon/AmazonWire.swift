import Foundation
import Wire

/// The shapes of Amazon's JSON, only the members we use and no buyer's; what is not named here is passed over unread.
enum AmazonWire {
    struct Participations: Decodable, Sendable {
        var payload: [Participation]?
    }

    struct Participation: Decodable, Sendable {
        struct Store: Decodable, Sendable {
            var id: String
            var countryCode: String
            var defaultCurrencyCode: String?
        }
        struct Share: Decodable, Sendable {
            var isParticipating: Bool
        }
        var marketplace: Store
        var participation: Share
        var storeName: String?
    }

    struct Money: Codable, Sendable, Hashable {
        /// A decimal text.
        var amount: String
        var currencyCode: String
    }

    struct Pagination: Decodable, Sendable {
        var nextToken: String?
    }

    // MARK: Listings

    struct Items: Decodable, Sendable {
        var numberOfResults: Int
        var pagination: Pagination?
        var items: [Lenient<Item>]
    }

    struct Item: NamedRecord, Sendable {
        static let idName = "sku"
        static func isID(_ text: String) -> Bool { text.count <= 60 && !text.contains("@") }
        var sku: String
        var summaries: [Summary]?
        var offers: [Offer]?
        var fulfillmentAvailability: [Availability]?
        var issues: [Issue]?
        /// Only where it was asked for.
        var attributes: [String: JSONValue]?
    }

    struct Summary: Decodable, Sendable {
        var marketplaceId: String
        var asin: String?
        var productType: String?
        var status: [String]
        var itemName: String?
        var createdDate: String?
        var lastUpdatedDate: String?
        var mainImage: Image?
    }

    struct Image: Decodable, Sendable {
        var link: String
    }

    struct Offer: Decodable, Sendable {
        var marketplaceId: String
        /// `B2C` or `B2B`.
        var offerType: String
        var price: Money?
    }

    struct Availability: Decodable, Sendable {
        var fulfillmentChannelCode: String
        var quantity: Int?
    }

    struct Issue: Decodable, Sendable {
        var code: String
        var message: String
        var severity: String
        var attributeNames: [String]?
        var enforcements: Enforcements?
        var marketplaceIds: [String]?

        struct Enforcements: Decodable, Sendable {
            struct Action: Decodable, Sendable { var action: String }
            var actions: [Action]?
        }
    }

    struct Patches: Encodable, Sendable {
        var productType: String
        var patches: [Patch]
    }

    struct Patch: Encodable, Sendable {
        var op: String
        var path: String
        var value: [JSONValue]
    }

    /// All of a listing.
    struct WholeItem: Encodable, Sendable {
        var productType: String
        /// `LISTING`, or `LISTING_OFFER_ONLY`.
        var requirements: String
        var attributes: [String: JSONValue]
    }

    struct ProductTypes: Decodable, Sendable {
        struct Kind: Decodable, Sendable {
            var name: String
            var displayName: String
        }
        var productTypes: [Kind]
    }

    /// Where the definition of a product type lies.
    struct Definition: Decodable, Sendable {
        struct Schema: Decodable, Sendable { var link: Link }
        struct Link: Decodable, Sendable { var resource: String }
        var schema: Schema
        var locale: String
        var productType: String
    }

    struct Submission: Decodable, Sendable {
        var sku: String
        /// `ACCEPTED`, `INVALID`, or `VALID` after a preview.
        var status: String
        var issues: [Issue]?
    }
}
