import ConnectorKit
import Foundation
import Wire

/// Where an account is: eBay's own hosts and one of its sites, or below one address (a twin, or a relay of one's own).
struct EbayPlace: Sendable, Hashable {
    var marketplace: EbayMarketplace
    /// Where `/sell/…` begins.
    var api: URL
    /// The same for who is there (`/commerce/identity/…`), which has a host of its own (notes, "Hosts").
    var identity: URL
    /// And for pictures (`/commerce/media/…`).
    var media: URL
    var consent: URL
    var token: URL
    /// `production`, `sandbox` or another host's address: where accounts are other accounts.
    private var realm: String

    /// - Parameter address: One site by id, country or domain: `EBAY_DE`, `DE`, `ebay.de`; with the word `sandbox` beside it
    ///   eBay's sandbox. With a base address `B?marketplace=EBAY_DE` everything is below `B`, by eBay's own paths; without a site
    ///   there it is the United States'.
    /// - Throws: `forbidden` for what may not be called, `refused` for what names no site, or several.
    init(_ address: String) throws(ConnectorError) {
        self = try Self.known.place(of: address) { text throws(ConnectorError) in try EbayPlace(reading: text) }
    }

    private static let known = KnownPlaces<EbayPlace>()

    private init(reading text: String) throws(ConnectorError) {
        guard text.contains("://") else {
            var names = text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isWhitespace }).map(String.init)
            let isSandbox = names.contains { $0.lowercased() == "sandbox" }
            names.removeAll { $0.lowercased() == "sandbox" }
            guard names.count == 1, let site = EbayMarketplace.named(names[0]) else { throw Self.refused }
            let middle = isSandbox ? ".sandbox" : ""
            self.marketplace = site
            self.realm = isSandbox ? "sandbox" : "production"
            self.api = try Self.url("https://api\(middle).ebay.com", "")
            self.identity = try Self.url("https://apiz\(middle).ebay.com", "")
            self.media = try Self.url("https://apim\(middle).ebay.com", "")
            self.consent = try Self.url("https://auth\(middle).ebay.com", "/oauth2/authorize")
            self.token = try Self.url("https://api\(middle).ebay.com", "/identity/v1/oauth2/token")
            return
        }
        let named = URLComponents(string: text)?.queryItems?.first { $0.name == "marketplace" }?.value
        guard let site = EbayMarketplace.named(named ?? "EBAY_US") else { throw Self.refused }
        self.marketplace = site
        self.api = try Self.url(text, "")
        self.identity = self.api
        self.media = self.api
        self.consent = try Self.url(text, "/oauth2/authorize")
        self.token = try Self.url(text, "/identity/v1/oauth2/token")
        self.realm = ChannelAddress.spelling(self.api)
    }

    /// In one spelling: an account may have a connection for each of its sites.
    var spelling: String { "\(self.realm)?marketplace=\(self.marketplace.id)" }

    private static func url(_ base: String, _ path: String) throws(ConnectorError) -> URL {
        try ChannelAddress.url(base, path, refused: Self.refused)
    }

    private static let refused = ConnectorError.refused(
        code: "bad-address", field: "address",
        message:
            "Name one eBay site by its id, country or domain, such as EBAY_DE, DE or ebay.de. Connect each site by itself."
    )
}
