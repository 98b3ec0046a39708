import ConnectorKit
import Foundation
import Wire

/// Turns what a merchant types into the shop's base address.
public enum WooCommerceAddress {
    /// `shop.example/` → `https://shop.example`; `https://shop.example/blog/wp-json/wc/v3` → `https://shop.example/blog`.
    ///
    /// - Throws: `forbidden` for what may not be called, `refused` for what cannot be a shop's address.
    public static func normalised(_ text: String) throws(ConnectorError) -> URL {
        try self.known.place(of: text) { text throws(ConnectorError) in try Self.read(text) }
    }

    /// The site that an address is of, in one spelling: WordPress has one host, and sends `http://` and `www.` there or away from there.
    static func place(_ text: String) throws(ConnectorError) -> String {
        let spelling = ChannelAddress.spelling(try Self.normalised(text))
        let site = spelling.drop { $0 != ":" }.dropFirst("://".count)
        return String(site.hasPrefix("www.") ? site.dropFirst("www.".count) : site)
    }

    private static let known = KnownPlaces<URL>()

    private static func read(_ text: String) throws(ConnectorError) -> URL {
        var text = text
        if !text.contains("://") { text = "https://" + text }
        guard var parts = URLComponents(string: text), let host = parts.host, !host.isEmpty else {
            throw Self.refused("This is not a web address. Give the shop's own, like https://shop.example.")
        }
        if (parts.query ?? "").contains("rest_route") {
            // API keys do not work with ?rest_route= (shop notes, observed).
            throw Self.refused(
                "API keys do not work with ?rest_route= addresses. In WordPress, Settings → Permalinks, choose any "
                    + "structure but \"Plain\", then give the shop's own address.")
        }
        parts.query = nil
        parts.fragment = nil
        parts.scheme = parts.scheme?.lowercased()
        parts.host = host.lowercased()
        parts.percentEncodedPath = Self.basePath(parts.percentEncodedPath)
        guard let url = parts.url else { throw Self.refused("This is not a web address.") }
        try ChannelAddress.check(url, refused: Self.refused("This is not a web address."))
        return url
    }

    /// Without the API's own part, WordPress's admin pages and trailing slashes.
    private static func basePath(_ path: String) -> String {
        guard !path.isEmpty else { return path }
        var path = path
        for cut in ["/wp-json", "/wp-admin", "/wc-api"] {
            if let range = path.range(of: cut), path[range.upperBound...].first.map({ $0 == "/" }) ?? true {
                path = String(path[..<range.lowerBound])
            }
        }
        while path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func refused(_ message: String) -> ConnectorError {
        .refused(code: "bad-address", field: "address", message: message)
    }
}
