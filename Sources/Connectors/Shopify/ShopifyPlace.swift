import ConnectorKit
import Foundation
import Wire

/// Where a shop is: its own host at Shopify, or a base on this machine (a twin).
struct ShopifyPlace: Sendable, Hashable {
    /// `https://quiet.myshopify.com`, without a slash at its end.
    var base: URL
    /// `quiet.myshopify.com`; `nil` on this machine.
    var domain: String?

    /// - Parameter address: `quiet`, `quiet.myshopify.com`, with or without `https://` and a path behind it, the address of its
    ///   back office (`admin.shopify.com/store/quiet`), or an address of this machine.
    /// - Throws: `forbidden` for what may not be called, `refused` for what is no shop of Shopify's: a token goes nowhere else.
    init(_ address: String) throws(ConnectorError) {
        let text = address.withoutOuterSpace
        guard !text.isEmpty else { throw Self.refused }
        let typed = text.contains("://") ? text : text.contains(".") || text.contains(":") ? "https://" + text : nil
        guard let typed else {
            self = try Self.shop(text.lowercased() + ".myshopify.com")
            return
        }
        guard let parts = URLComponents(string: typed), let host = parts.host?.lowercased(), let url = parts.url else {
            throw Self.refused
        }
        try ChannelAddress.check(url, refused: Self.refused)
        guard !AddressRule.isLoopback(host) else {
            self.init(base: try ChannelAddress.url(typed, "", refused: Self.refused), domain: nil)
            return
        }
        let path = parts.path.split(separator: "/")
        if host == "admin.shopify.com", path.count >= 2, path[0] == "store" {
            self = try Self.shop(path[1].lowercased() + ".myshopify.com")
        } else {
            self = try Self.shop(host)
        }
    }

    private init(base: URL, domain: String?) {
        self.base = base
        self.domain = domain
    }

    private static func shop(_ domain: String) throws(ConnectorError) -> ShopifyPlace {
        guard Self.isShop(domain), let base = URL(string: "https://" + domain) else { throw Self.refused }
        return ShopifyPlace(base: base, domain: domain)
    }

    /// `^[a-z0-9][a-z0-9-]*\.myshopify\.com$` (notes, "Auth").
    static func isShop(_ domain: String) -> Bool {
        let suffix = ".myshopify.com"
        guard domain.hasSuffix(suffix), domain.utf8.count <= 200 else { return false }
        let name = domain.dropLast(suffix.count)
        guard let first = name.utf8.first, first != UInt8(ascii: "-") else { return false }
        return name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    }

    /// Whose shops are numbered together: a shop may get another name there and keeps its number.
    var market: String {
        self.domain == nil ? ChannelAddress.spelling(self.base) : "myshopify.com"
    }

    /// Scheme, host and port, as a browser names who a page is from.
    var origin: String {
        var parts = URLComponents(url: self.base, resolvingAgainstBaseURL: false)
        parts?.path = ""
        return parts?.string ?? self.base.absoluteString
    }

    /// - Parameter path: Begins with a slash.
    func url(_ path: String, query: [(name: String, value: String)] = []) throws(ConnectorError) -> URL {
        var parts = URLComponents(url: self.base, resolvingAgainstBaseURL: false)
        parts?.percentEncodedPath += path
        if !query.isEmpty { parts?.percentEncodedQuery = PercentEncoding.form(query) }
        guard let url = parts?.url else { throw Self.refused }
        return url
    }

    private static let refused = ConnectorError.refused(
        code: "bad-address", field: "address",
        message: "This is no shop at Shopify. Give its own address there, like quiet-shop.myshopify.com.")
}
