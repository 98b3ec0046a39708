/// One of Amazon's stores, as `getMarketplaceParticipations` tells of it.
public struct AmazonStore: Sendable, Codable, Hashable {
    public let id: String
    /// ISO 3166.
    public let country: String
    let name: String
    let domain: String
    public let currency: String
    let language: String

    private init(
        _ country: String, _ id: String, _ name: String, _ domain: String, _ currency: String, _ language: String
    ) {
        self.id = id
        self.country = country
        self.name = name
        self.domain = domain
        self.currency = currency
        self.language = language
    }

    public static let all: [AmazonStore] = [
        AmazonStore("US", "ATVPDKIKX0DER", "Amazon.com", "www.amazon.com", "USD", "en_US"),
        AmazonStore("CA", "A2EUQ1WTGCTBG2", "Amazon.ca", "www.amazon.ca", "CAD", "en_CA"),
        AmazonStore("GB", "A1F83G8C2ARO7P", "Amazon.co.uk", "www.amazon.co.uk", "GBP", "en_GB"),
        AmazonStore("DE", "A1PA6795UKMFR9", "Amazon.de", "www.amazon.de", "EUR", "de_DE"),
        AmazonStore("FR", "A13V1IB3VIYZZH", "Amazon.fr", "www.amazon.fr", "EUR", "fr_FR"),
        AmazonStore("JP", "A1VC38T7YXB528", "Amazon.co.jp", "www.amazon.co.jp", "JPY", "ja_JP"),
    ]

    static func of(currency: String) -> AmazonStore { Self.all.first { $0.currency == currency } ?? Self.all[0] }
}
