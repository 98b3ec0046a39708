import Crypto
import Foundation

/// Lets callers in: HTTP Basic, key and secret in the query, or one-legged OAuth 1.0a in the query.
///
/// A real shop takes the first two over HTTPS only; the twin is on loopback, where a proxy would have ended TLS.
struct WooGate: Sendable {
    /// Nonces seen, with the times they were signed at, by key.
    private var nonces: [String: [String: Int]] = [:]

    /// Seconds a signed request may be old or early.
    static let window = 15 * 60

    /// The key of the caller.
    ///
    /// - Throws: 401 in the shop's envelope.
    mutating func key(for request: TwinRequest, among keys: [WooKey], at now: Date) throws(WooError) -> WooKey {
        let query = WooQuery(pairs: request.query)
        let key: WooKey
        if let header = request.headers["authorization"], header.lowercased().hasPrefix("basic ") {
            let text =
                Data(base64Encoded: String(header.dropFirst(6))).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            key = try Self.find(parts.first ?? "", among: keys, secret: parts.count > 1 ? parts[1] : "")
        } else if let name = query["oauth_consumer_key"] {
            key = try Self.find(name, among: keys, secret: nil)
            try self.verify(request, query, key, at: now)
        } else if let name = query["consumer_key"] {
            key = try Self.find(name, among: keys, secret: query["consumer_secret"] ?? "")
        } else {
            throw WooError(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        }
        try Self.permit(request.method, key)
        return key
    }

    private static func find(_ name: String, among keys: [WooKey], secret: String?) throws(WooError) -> WooKey {
        guard let key = keys.first(where: { $0.key == name }), !key.revoked else {
            throw Self.refused("Consumer key is invalid.")
        }
        if let secret, secret != key.secret { throw Self.refused("Consumer secret is invalid.") }
        return key
    }

    private static func permit(_ method: String, _ key: WooKey) throws(WooError) {
        let reads = method == "GET" || method == "HEAD" || method == "OPTIONS"
        switch key.permission {
        case .readWrite: return
        case .read: if !reads { throw Self.refused("The API key provided does not have write permissions.") }
        case .write: if reads { throw Self.refused("The API key provided does not have read permissions.") }
        }
    }

    private mutating func verify(
        _ request: TwinRequest, _ query: WooQuery, _ key: WooKey, at now: Date
    ) throws(WooError) {
        guard let signature = query["oauth_signature"], let nonce = query["oauth_nonce"],
            let stamp = query["oauth_timestamp"].flatMap({ Int($0) })
        else { throw Self.refused("Missing OAuth parameter oauth_signature, oauth_nonce or oauth_timestamp.") }
        let method = query["oauth_signature_method"] ?? ""
        guard method == "HMAC-SHA1" || method == "HMAC-SHA256" else {
            throw Self.refused("Invalid signature - signature method is invalid.")
        }
        let url = "http://\(request.headers["host"] ?? "")\(request.rawPath)"
        let parameters = request.query.filter { $0.name != "oauth_signature" }
        let isRight = OAuthBase.styles.contains { style in
            let text = style.text(method: request.method, url: url, parameters)
            return OAuthBase.sign(text, secret: key.secret, with: method) == signature
        }
        guard isRight else { throw Self.refused("Invalid signature - provided signature does not match.") }
        guard abs(Int(now.timeIntervalSince1970) - stamp) <= Self.window else {
            throw Self.refused("Invalid timestamp.")
        }
        let spent = self.nonces[key.key, default: [:]]
        guard spent[nonce] == nil else { throw Self.refused("Invalid nonce - nonce has already been used.") }
        if spent.count > 20_000 {
            let oldest = Int(now.timeIntervalSince1970) - Self.window
            self.nonces[key.key] = spent.filter { $0.value >= oldest }
        }
        self.nonces[key.key, default: [:]][nonce] = stamp
    }

    private static func refused(_ message: String) -> WooError {
        WooError(401, "woocommerce_rest_authentication_error", message)
    }
}

/// The text that is signed, in the ways that clients build it.
struct OAuthBase: Sendable {
    /// `quote()` of Python leaves slashes in values as they are, RFC 3986 does not.
    var keepsSlashes: Bool
    /// `parse_qsl()` of Python drops pairs without a value.
    var dropsBlanks: Bool

    /// RFC 5849 first, then the woocommerce client (PyPI, 3.0.0).
    static let styles = [
        OAuthBase(keepsSlashes: false, dropsBlanks: false), OAuthBase(keepsSlashes: true, dropsBlanks: true),
        OAuthBase(keepsSlashes: true, dropsBlanks: false), OAuthBase(keepsSlashes: false, dropsBlanks: true),
    ]

    func text(method: String, url: String, _ parameters: [TwinRequest.Pair]) -> String {
        let pairs = parameters.filter { !self.dropsBlanks || !$0.value.isEmpty }
            .map { (name: self.encoded($0.name), value: self.encoded($0.value)) }
            .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
            .map { "\($0.name.replacing("%", with: "%25"))%3D\($0.value.replacing("%", with: "%25"))" }
        return "\(method)&\(Self.percent(url, keeping: []))&\(pairs.joined(separator: "%26"))"
    }

    private func encoded(_ text: String) -> String {
        Self.percent(text, keeping: self.keepsSlashes ? [UInt8(ascii: "/")] : [])
    }

    static func sign(_ text: String, secret: String, with method: String) -> String {
        let key = SymmetricKey(data: Array((secret + "&").utf8))
        let bytes = Array(text.utf8)
        return method == "HMAC-SHA1"
            ? Data(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: key)).base64EncodedString()
            : Data(HMAC<SHA256>.authenticationCode(for: bytes, using: key)).base64EncodedString()
    }

    static func percent(_ text: String, keeping kept: Set<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                out.append(byte)
            case _ where kept.contains(byte): out.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
