/// One of eBay's sites.
public struct EbayMarketplace: Sendable, Codable, Hashable {
    /// `EBAY_GB`.
    public let id: String
    /// ISO 3166.
    public let country: String
    public let currency: String
    /// As answers tell it: `en_GB`.
    let locale: String
    /// Of the site's categories.
    let tree: String

    private init(_ id: String, _ country: String, _ currency: String, _ locale: String, _ tree: String) {
        self.id = id
        self.country = country
        self.currency = currency
        self.locale = locale
        self.tree = tree
    }

    /// Tree numbers as `getDefaultCategoryTreeId` gives them: the site numbers of the older APIs.
    public static let all = [
        EbayMarketplace("EBAY_US", "US", "USD", "en_US", "0"),
        EbayMarketplace("EBAY_GB", "GB", "GBP", "en_GB", "3"),
        EbayMarketplace("EBAY_DE", "DE", "EUR", "de_DE", "77"),
        EbayMarketplace("EBAY_AU", "AU", "AUD", "en_AU", "15"),
        EbayMarketplace("EBAY_CA", "CA", "CAD", "en_CA", "2"),
    ]

    static func of(currency: String) -> EbayMarketplace { Self.all.first { $0.currency == currency } ?? Self.all[0] }
    static func named(_ id: String) -> EbayMarketplace? { Self.all.first { $0.id == id } }
}
