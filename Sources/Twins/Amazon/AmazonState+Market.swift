import Foundation

/// Another seller's offer of the same goods.
public struct AmazonRival: Sendable, Codable, Hashable {
    public var seller: String
    /// With sending; hundredths.
    public var price: Int

    public init(seller: String, price: Int) {
        self.seller = seller
        self.price = price
    }
}

extension AmazonState {
    /// "minItems": 1, "maxItems": 20 (ListingOffersRequestList).
    private static let batch = 1...20

    /// What everybody asks, SKU by SKU: each with a status of its own.
    func listingOffers(_ call: AmazonCall) throws(AmazonError) -> Json {
        if self.hidesMarket == true { throw .notYours }
        guard let wishes = call.body?["requests"]?.list, Self.batch.contains(wishes.count) else {
            throw .invalid("'requests' takes from 1 to 20.")
        }
        return ["responses": .array(wishes.map(self.offers))]
    }

    private func offers(_ wish: Json) -> Json {
        let parts = (wish["uri"]?.text ?? "").split(separator: "/", omittingEmptySubsequences: false)
        let sku = parts.count == 7 ? String(parts[5]).removingPercentEncoding ?? "" : ""
        let isRight =
            wish["method"]?.text == "GET" && parts.last == "offers" && wish["ItemCondition"]?.text == "New"
            && wish["MarketplaceId"]?.text == self.home.id
        let request: Json = [
            "MarketplaceId": .string(wish["MarketplaceId"]?.text ?? ""),
            "ItemCondition": .string(wish["ItemCondition"]?.text ?? ""), "SellerSKU": .string(sku),
        ]
        guard isRight, let listing = self.listings[sku], !listing.isParent else {
            return [
                "headers": [:], "status": ["statusCode": 400, "reasonPhrase": "Bad Request"], "request": request,
                "body": [
                    "errors": [
                        ["code": "InvalidInput", "message": .string("\(sku) is an invalid SKU for this marketplace.")]
                    ]
                ],
            ]
        }
        return [
            "headers": [:], "status": ["statusCode": 200, "reasonPhrase": "OK"], "request": request,
            "body": ["payload": self.payload(listing)],
        ]
    }

    /// The cheapest is featured, the seller's own where two ask the same.
    private func payload(_ listing: AmazonListing) -> Json {
        var all = (self.rivals?[listing.sku] ?? []).map { (seller: $0.seller, price: $0.price, isOurs: false) }
        if listing.isOffered(in: self.home), listing.quantity > 0, let price = listing.price(in: self.home) {
            all.append((self.sellerID, price, true))
        }
        all.sort { ($0.price, $0.isOurs ? 0 : 1, $0.seller) < ($1.price, $1.isOurs ? 0 : 1, $1.seller) }
        func amount(_ minor: Int) -> Json {
            ["CurrencyCode": .string(self.home.currency), "Amount": .number(Double(minor) / 100)]
        }
        func price(_ minor: Int) -> Json {
            [
                "condition": "new", "LandedPrice": amount(minor), "ListingPrice": amount(minor), "Shipping": amount(0),
            ]
        }
        let offers = all.prefix(20).enumerated().map { index, offer -> Json in
            [
                "MyOffer": .bool(offer.isOurs), "SubCondition": "new", "SellerId": .string(offer.seller),
                "ShippingTime": ["minimumHours": 24, "maximumHours": 48, "availabilityType": "NOW"],
                "ListingPrice": amount(offer.price), "Shipping": amount(0), "IsFulfilledByAmazon": false,
                "IsBuyBoxWinner": .bool(index == 0), "IsFeaturedMerchant": true,
            ]
        }
        let count: Json = ["condition": "new", "fulfillmentChannel": "Merchant", "OfferCount": .integer(all.count)]
        var summary: Json = [
            "TotalOfferCount": .integer(all.count), "NumberOfOffers": .array(all.isEmpty ? [] : [count]),
        ]
        if let least = all.first?.price {
            summary = summary.with("LowestPrices", [price(least).with("fulfillmentChannel", "Merchant")])
                .with("BuyBoxPrices", [price(least)])
        }
        return [
            "marketplaceId": .string(self.home.id), "ASIN": .string(listing.asin), "SKU": .string(listing.sku),
            "ItemCondition": "New", "status": .string(all.isEmpty ? "NoBuyableOffers" : "Success"),
            "Identifier": [
                "MarketplaceId": .string(self.home.id), "SellerSKU": .string(listing.sku), "ItemCondition": "New",
            ],
            "Summary": summary, "Offers": .array(offers),
        ]
    }
}
