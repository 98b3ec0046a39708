import ConnectorKit
import Foundation
import Synchronization
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
        // Each visit to a shop opens its address anew.
        if let known = Self.known.withLock({ $0[address] }) {
            self = known
            return
        }
        try self.init(reading: address.withoutOuterSpace)
        Self.known.withLock { [self] known in
            if known.count >= 1_000 { known.removeAll() }
            known[address] = self
        }
    }

    private static let known = Mutex<[String: EtsyPlace]>([:])

    private init(reading text: String) throws(ConnectorError) {
        let api = text.isEmpty ? "https://openapi.etsy.com" : text
        let site = text.isEmpty ? "https://www.etsy.com" : text
        self.api = try Self.url(api, "/v3/application")
        self.token = try Self.url(api, "/v3/public/oauth/token")
        self.consent = try Self.url(site, "/oauth/connect")
    }

    private static func url(_ base: String, _ path: String) throws(ConnectorError) -> URL {
        let base = base.contains("://") ? base : "https://" + base
        guard var parts = URLComponents(string: base), parts.host?.isEmpty == false else { throw Self.refused }
        parts.query = nil
        parts.fragment = nil
        while parts.percentEncodedPath.hasSuffix("/") { parts.percentEncodedPath.removeLast() }
        parts.percentEncodedPath += path
        guard let url = parts.url else { throw Self.refused }
        do {
            try AddressRule().check(url)
        } catch .forbidden(let reason) {
            throw .forbidden(reason)
        } catch {
            throw Self.refused
        }
        return url
    }

    private static let refused = ConnectorError.refused(
        code: "bad-address", field: "address",
        message: "This is not a web address. Leave it empty for Etsy itself.")
}
