/// One of Amazon's stores ("Marketplace IDs", "SP-API Endpoints", "Seller Central URLs" in the vendor's documentation).
struct AmazonMarketplace: Sendable, Hashable {
    enum Region: String, Sendable, Hashable {
        case northAmerica = "na"
        case europe = "eu"
        case farEast = "fe"

        var host: String { "https://sellingpartnerapi-\(self.rawValue).amazon.com" }
    }

    var id: String
    /// ISO 3166, except that Amazon's own name for the United Kingdom is taken too.
    var country: String
    var domain: String
    var region: Region
    var currency: String
    /// Where the merchant says yes. Not confirmed for each store (notes, "Not confirmed").
    var sellerCentral: String

    private init(
        _ country: String, _ id: String, _ domain: String, _ region: Region, _ currency: String,
        _ sellerCentral: String? = nil
    ) {
        self.country = country
        self.id = id
        self.domain = domain
        self.region = region
        self.currency = currency
        self.sellerCentral = "https://" + (sellerCentral ?? "sellercentral.\(domain)")
    }

    private static let european = "sellercentral-europe.amazon.com"

    static let all: [AmazonMarketplace] = [
        AmazonMarketplace("US", "ATVPDKIKX0DER", "amazon.com", .northAmerica, "USD"),
        AmazonMarketplace("CA", "A2EUQ1WTGCTBG2", "amazon.ca", .northAmerica, "CAD"),
        AmazonMarketplace("MX", "A1AM78C64UM0Y8", "amazon.com.mx", .northAmerica, "MXN"),
        AmazonMarketplace("BR", "A2Q3Y263D00KWC", "amazon.com.br", .northAmerica, "BRL"),
        AmazonMarketplace("GB", "A1F83G8C2ARO7P", "amazon.co.uk", .europe, "GBP", Self.european),
        AmazonMarketplace("DE", "A1PA6795UKMFR9", "amazon.de", .europe, "EUR", Self.european),
        AmazonMarketplace("FR", "A13V1IB3VIYZZH", "amazon.fr", .europe, "EUR", Self.european),
        AmazonMarketplace("IT", "APJ6JRA9NG5V4", "amazon.it", .europe, "EUR", Self.european),
        AmazonMarketplace("ES", "A1RKKUPIHCS9HS", "amazon.es", .europe, "EUR", Self.european),
        AmazonMarketplace("IE", "A28R8C7NBKEWEA", "amazon.ie", .europe, "EUR"),
        AmazonMarketplace("NL", "A1805IZSGTT6HS", "amazon.nl", .europe, "EUR"),
        AmazonMarketplace("BE", "AMEN7PMS3EDWL", "amazon.com.be", .europe, "EUR"),
        AmazonMarketplace("SE", "A2NODRKZP88ZB9", "amazon.se", .europe, "SEK"),
        AmazonMarketplace("PL", "A1C3SOZRARQ6R3", "amazon.pl", .europe, "PLN"),
        AmazonMarketplace("ZA", "AE08WJ6YKNBMC", "amazon.co.za", .europe, "ZAR"),
        AmazonMarketplace("TR", "A33AVAJ2PDY3EV", "amazon.com.tr", .europe, "TRY"),
        AmazonMarketplace("AE", "A2VIGQ35RCS4UG", "amazon.ae", .europe, "AED"),
        AmazonMarketplace("SA", "A17E79C6D8DWNP", "amazon.sa", .europe, "SAR"),
        AmazonMarketplace("EG", "ARBP9OOSHTCHU", "amazon.eg", .europe, "EGP"),
        AmazonMarketplace("IN", "A21TJRUUN4KGV", "amazon.in", .europe, "INR"),
        AmazonMarketplace("SG", "A19VAU5U5O7RUS", "amazon.sg", .farEast, "SGD"),
        AmazonMarketplace("AU", "A39IBJ37TRP1C6", "amazon.com.au", .farEast, "AUD"),
        AmazonMarketplace("JP", "A1VC38T7YXB528", "amazon.co.jp", .farEast, "JPY"),
    ]

    /// - Parameter name: A country (`DE`, `UK`), a domain (`amazon.de`, with or without `www.`) or Amazon's id.
    static func named(_ name: String) -> AmazonMarketplace? {
        let name = name.lowercased()
        let bare = name.hasPrefix("www.") ? String(name.dropFirst(4)) : name
        let country = bare == "uk" ? "gb" : bare
        return Self.all.first {
            $0.country.lowercased() == country || $0.domain == bare || $0.id.lowercased() == bare
        }
    }
}
