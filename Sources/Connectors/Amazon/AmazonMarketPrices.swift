import Commerce
import ConnectorKit
import Foundation
import Wire

/// What everybody asks for the goods of the seller's SKUs (productPricingV0.json, getListingOffersBatch). Read only.
struct AmazonMarketPrices: MarketPriceReading {
    let api: AmazonAPI

    /// The published limit of one batch (ListingOffersRequestList).
    static let most = 20

    func read(_ listings: [String]) async throws(ConnectorError) -> Answer<[MarketPrice]> {
        let asked = listings.map { sku in
            AmazonWire.OffersWish(
                uri: "/products/pricing/v0/listings/\(AmazonAPI.part(sku))/offers", method: "GET",
                store: self.api.place.home.id, condition: "New", customers: "Consumer")
        }
        let found = try await self.api.send(
            AmazonWire.OffersAnswers.self, .getListingOffersBatch, "POST", "/batches/products/pricing/v0/listingOffers",
            json: AmazonWire.OffersWishes(requests: asked), timeout: self.api.settings.idleTimeout, effect: .read)
        let known = Set(listings)
        let prices = (found.value.responses ?? []).compactMap { record -> MarketPrice? in
            guard case .value(let one) = record, let payload = one.body.payload,
                let sku = payload.sku ?? one.request?.sku, known.contains(sku)
            else { return nil }
            return Self.price(payload, of: sku, seller: self.api.seller)
        }
        return found.answer(prices)
    }

    private static func price(_ told: AmazonWire.OffersPayload, of sku: String, seller: String) -> MarketPrice {
        let featured = (told.summary?.featured ?? []).first(where: \.isEverybodys)
        let lowest = (told.summary?.lowest ?? []).filter(\.isEverybodys).compactMap(Self.landed)
        let winner = (told.offers ?? []).first { $0.isFeatured == true }
        return MarketPrice(
            listing: sku, featured: featured.flatMap(Self.landed),
            isOurs: winner?.isOurs(seller),
            lowest: lowest.min { $0.minor < $1.minor },
            offers: (told.summary?.counts ?? []).filter { $0.condition?.lowercased() == "new" }
                .reduce(0) { $0 + min(max(0, $1.count ?? 0), 1_000_000) })
    }

    /// With sending, less points; where that is not told, as listed.
    private static func landed(_ told: AmazonWire.OffersPayload.Price) -> Money? {
        guard let amount = told.withSending ?? told.listed, let currency = amount.currency.flatMap({ Currency($0) }),
            let text = amount.amount?.text
        else { return nil }
        return try? Money.parse(text, currency: currency, style: .point)
    }
}

extension AmazonWire {
    struct OffersWishes: Encodable, Sendable { var requests: [OffersWish] }

    struct OffersWish: Encodable, Sendable {
        var uri: String
        var method: String
        var store: String
        var condition: String
        /// `Consumer` or `Business`.
        var customers: String

        enum CodingKeys: String, CodingKey {
            case uri, method
            case store = "MarketplaceId"
            case condition = "ItemCondition"
            case customers = "CustomerType"
        }
    }

    struct OffersAnswers: Decodable, Sendable { var responses: [Lenient<OffersAnswer>]? }

    struct OffersAnswer: NamedRecord, Sendable {
        static let idName = "request"
        struct Body: Decodable, Sendable { var payload: OffersPayload? }
        struct Request: Decodable, Sendable {
            var sku: String?
            enum CodingKeys: String, CodingKey { case sku = "SellerSKU" }
        }
        var body: Body
        var request: Request?
    }

    struct OffersPayload: Decodable, Sendable {
        struct Summary: Decodable, Sendable {
            var counts: [Count]?
            var lowest: [Price]?
            var featured: [Price]?

            enum CodingKeys: String, CodingKey {
                case counts = "NumberOfOffers"
                case lowest = "LowestPrices"
                case featured = "BuyBoxPrices"
            }
        }
        struct Count: Decodable, Sendable {
            var condition: String?
            var count: Int?

            enum CodingKeys: String, CodingKey {
                case condition
                case count = "OfferCount"
            }
        }
        struct Price: Decodable, Sendable {
            var condition: String?
            var offerType: String?
            var quantityTier: Int?
            var withSending: PricingAmount?
            var listed: PricingAmount?

            enum CodingKeys: String, CodingKey {
                case condition, offerType, quantityTier
                case withSending = "LandedPrice"
                case listed = "ListingPrice"
            }

            /// Of new goods, for one unit, to whoever buys.
            var isEverybodys: Bool {
                self.condition?.lowercased() == "new" && self.offerType != "B2B" && (self.quantityTier ?? 1) <= 1
            }
        }
        struct Offer: Decodable, Sendable {
            var isMine: Bool?
            var seller: String?
            var isFeatured: Bool?

            enum CodingKeys: String, CodingKey {
                case isMine = "MyOffer"
                case seller = "SellerId"
                case isFeatured = "IsBuyBoxWinner"
            }

            /// - Returns: `nil` where nothing tells it.
            func isOurs(_ seller: String) -> Bool? {
                if self.isMine == true { return true }
                return self.seller.map { $0 == seller } ?? self.isMine
            }
        }
        var sku: String?
        var summary: Summary?
        var offers: [Offer]?

        enum CodingKeys: String, CodingKey {
            case sku = "SKU"
            case summary = "Summary"
            case offers = "Offers"
        }
    }

    struct PricingAmount: Decodable, Sendable {
        var currency: String?
        var amount: JSONValue?

        enum CodingKeys: String, CodingKey {
            case currency = "CurrencyCode"
            case amount = "Amount"
        }
    }
}
