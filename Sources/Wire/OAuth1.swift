import Foundation

/// Signs a request with OAuth 1.0a (RFC 5849), its parameters in the query.
///
/// The time and the nonce come in through parameters, so that a signature can be checked against a published one.
public struct OAuth1: Sendable {
    public enum Method: String, Sendable, Hashable {
        case hmacSHA1 = "HMAC-SHA1"
        /// Not in RFC 5849; the same with the newer hash, as WooCommerce takes it.
        case hmacSHA256 = "HMAC-SHA256"
    }

    public var consumerKey: String
    var consumerSecret: String
    var token: String?
    var tokenSecret: String
    public var method: Method

    public init(
        consumerKey: String, consumerSecret: String, token: String? = nil, tokenSecret: String = "",
        method: Method = .hmacSHA256
    ) {
        self.consumerKey = consumerKey
        self.consumerSecret = consumerSecret
        self.token = token
        self.tokenSecret = tokenSecret
        self.method = method
    }

    /// Everything that goes into the query: what was given, the `oauth_` parameters and the signature.
    ///
    /// - Parameters:
    ///   - verb: `GET`, `POST`, …
    ///   - url: Absolute and without a query; its port counts unless it is the scheme's own.
    ///   - query: Not encoded.
    ///   - time: Seconds since 1970; shops refuse what is more than minutes off.
    ///   - nonce: Never the same twice within a second.
    public func signed(
        _ verb: String, _ url: URL, query: [(name: String, value: String)], time: Int, nonce: String
    ) -> [(name: String, value: String)] {
        var all = query
        all.append(("oauth_consumer_key", self.consumerKey))
        if let token = self.token { all.append(("oauth_token", token)) }
        all.append(("oauth_nonce", nonce))
        all.append(("oauth_signature_method", self.method.rawValue))
        all.append(("oauth_timestamp", String(time)))
        let text = Self.baseString(verb, url, parameters: all)
        let key = "\(PercentEncoding.encode(self.consumerSecret))&\(PercentEncoding.encode(self.tokenSecret))"
        let code = Signing.hmac(self.method == .hmacSHA1 ? .sha1 : .sha256, text.utf8, key: key.utf8)
        all.append(("oauth_signature", Signing.base64(code)))
        return all
    }

    /// RFC 5849, 3.4.1: verb, address and sorted parameters, each encoded and joined by `&`.
    static func baseString(_ verb: String, _ url: URL, parameters: [(name: String, value: String)]) -> String {
        let pairs = parameters.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
        let sorted = pairs.sorted { Self.precedes($0, $1) }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return [verb.uppercased(), Self.address(of: url), sorted].map(PercentEncoding.encode).joined(separator: "&")
    }

    /// Bytewise, by name and then by value.
    private static func precedes(_ one: (String, String), _ other: (String, String)) -> Bool {
        if one.0 != other.0 { return one.0.utf8.lexicographicallyPrecedes(other.0.utf8) }
        return one.1.utf8.lexicographicallyPrecedes(other.1.utf8)
    }

    /// Scheme and host in lower case, the port unless it is the scheme's own, the path as sent.
    private static func address(of url: URL) -> String {
        let scheme = (url.scheme ?? "http").lowercased()
        var host = (url.host(percentEncoded: true) ?? "").lowercased()
        if host.contains(":"), !host.hasPrefix("[") { host = "[\(host)]" }
        let own = scheme == "https" ? 443 : 80
        let port = url.port.map { $0 == own ? "" : ":\($0)" } ?? ""
        let path = url.path(percentEncoded: true)
        return "\(scheme)://\(host)\(port)\(path.isEmpty ? "/" : path)"
    }
}
