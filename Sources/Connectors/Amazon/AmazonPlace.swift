import ConnectorKit
import Foundation
import Wire

/// Where an account is: Amazon's own hosts by its stores, or below one address (a twin, or a relay of one's own).
struct AmazonPlace: Sendable, Hashable {
    /// Where `/listings/…` begins.
    var api: URL
    var consent: URL
    var token: URL
    /// The first is home: its listings and prices are kept in step. Orders are taken in from all.
    var marketplaces: [AmazonMarketplace]

    var home: AmazonMarketplace { self.marketplaces[0] }

    /// - Parameter address: Stores of one region by country, domain or id, with commas: `DE`, `amazon.de, amazon.fr`. With a
    ///   base address `B?marketplaces=DE,FR` the API is at `B`, the consent page at `B/apps/authorize/consent`, tokens at
    ///   `B/auth/o2/token`; without stores there it is the United States'.
    /// - Throws: `forbidden` for what may not be called, `refused` for what names no store, or stores of several regions.
    init(_ address: String) throws(ConnectorError) {
        self = try Self.known.place(of: address) { text throws(ConnectorError) in try AmazonPlace(reading: text) }
    }

    private static let known = KnownPlaces<AmazonPlace>()

    private init(reading text: String) throws(ConnectorError) {
        guard text.contains("://") else {
            self.marketplaces = try Self.stores(text)
            let home = self.marketplaces[0]
            self.api = try Self.url(home.region.host, "")
            self.token = try Self.url("https://api.amazon.com", "/auth/o2/token")
            self.consent = try Self.url(home.sellerCentral, "/apps/authorize/consent")
            return
        }
        let named = URLComponents(string: text)?.queryItems?.first { $0.name == "marketplaces" }?.value
        self.marketplaces = try Self.stores(named ?? "US")
        self.api = try Self.url(text, "")
        self.token = try Self.url(text, "/auth/o2/token")
        self.consent = try Self.url(text, "/apps/authorize/consent")
    }

    /// Each store by itself, as an address in one spelling: an account may have a connection for some of its stores, and another for others.
    var stores: [String] {
        let own = try? Self.url(self.home.region.host, "")
        guard self.api != own else { return self.marketplaces.map(\.id) }
        return self.marketplaces.map { ChannelAddress.spelling(self.api) + "?marketplaces=" + $0.id }
    }

    private static func stores(_ text: String) throws(ConnectorError) -> [AmazonMarketplace] {
        var stores: [AmazonMarketplace] = []
        for name in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isWhitespace }) {
            guard let store = AmazonMarketplace.named(String(name)) else { throw Self.refused }
            if !stores.contains(store) { stores.append(store) }
        }
        guard let home = stores.first else { throw Self.refused }
        guard stores.allSatisfy({ $0.region == home.region }) else {
            throw .refused(
                code: "several-regions", field: "address",
                message: "These stores are in several regions of Amazon. Connect each region by itself.")
        }
        return stores
    }

    private static func url(_ base: String, _ path: String) throws(ConnectorError) -> URL {
        try ChannelAddress.url(base, path, refused: Self.refused)
    }

    private static let refused = ConnectorError.refused(
        code: "bad-address", field: "address",
        message: "Name the store by its country or domain, such as DE or amazon.de; several with commas, home first.")
}
