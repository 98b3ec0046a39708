import ConnectorKit
import Foundation
import Wire

/// Where Etsy is: its own hosts, or below one address (a twin, or a relay of one's own).
struct EtsyPlace: Sendable, Hashable {
    /// Where `/shops/…` begins.
    var api: URL
    var consent: URL
    var token: URL

    /// - Parameter address: Empty for Etsy itself; with base address B the API is at `B/v3/application`, the consent page
    ///   at `B/oauth/connect`, tokens at `B/v3/public/oauth/token`.
    /// - Throws: `forbidden` for what may not be called, `refused` for what is no address.
    init(_ address: String) throws(ConnectorError) {
        self = try Self.known.place(of: address) { text throws(ConnectorError) in try EtsyPlace(reading: text) }
    }

    private static let known = KnownPlaces<EtsyPlace>()

    private init(reading text: String) throws(ConnectorError) {
        let api = text.isEmpty ? Self.own : text
        let site = text.isEmpty ? "https://www.etsy.com" : text
        self.api = try Self.url(api, "/v3/application")
        self.token = try Self.url(api, "/v3/public/oauth/token")
        self.consent = try Self.url(site, "/oauth/connect")
    }

    private static let own = "https://openapi.etsy.com"

    /// An address in one spelling: Etsy's own for none.
    static func spelling(_ address: String) throws(ConnectorError) -> String {
        let text = address.withoutOuterSpace
        return ChannelAddress.spelling(try Self.url(text.isEmpty ? Self.own : text, ""))
    }

    private static func url(_ base: String, _ path: String) throws(ConnectorError) -> URL {
        let base = base.contains("://") ? base : "https://" + base
        return try ChannelAddress.url(base, path, refused: Self.refused)
    }

    private static let refused = ConnectorError.refused(
        code: "bad-address", field: "address",
        message: "This is not a web address. Leave it empty for Etsy itself.")
}
