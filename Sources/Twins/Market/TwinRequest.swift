import Foundation

/// One HTTP request, whole, as a twin sees it.
public struct TwinRequest: Sendable, Codable {
    struct Pair: Sendable, Codable, Hashable {
        var name: String
        var value: String

        /// As it stands in a query.
        var encoded: String {
            "\(OAuthBase.percent(self.name, keeping: []))=\(OAuthBase.percent(self.value, keeping: []))"
        }
    }

    public internal(set) var method: String
    /// As sent, still percent-encoded, without the query.
    var rawPath: String
    /// Decoded, in the order sent.
    var query: [Pair]
    /// Names in lower case.
    public internal(set) var headers: [String: String]
    public internal(set) var body: [UInt8]

    /// - Parameters:
    ///   - target: Path and query as they stand in the request line.
    ///   - headers: Names in lower case; `host` among them.
    public init(method: String, target: String, headers: [String: String], body: [UInt8]) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method.uppercased()
        self.rawPath = String(parts.first ?? "/")
        self.query = parts.count > 1 ? Self.pairs(parts[1]) : []
        self.headers = headers
        self.body = body
    }

    /// The path's parts, decoded.
    public var path: [String] {
        self.rawPath.split(separator: "/").map(Self.decoded)
    }

    private static func decoded(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        return text.removingPercentEncoding ?? String(text)
    }

    /// Reads `a=1&b=2`; the woocommerce client sends each pair twice, so that equal pairs are folded into one.
    static func pairs(_ text: Substring) -> [Pair] {
        var pairs: [Pair] = []
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false).map {
                Self.decoded($0.contains(UInt8(ascii: "+")) ? Substring($0).replacing("+", with: " ") : Substring($0))
            }
            let pair = Pair(name: sides[0], value: sides.count > 1 ? sides[1] : "")
            if !pairs.contains(pair) { pairs.append(pair) }
        }
        return pairs
    }
}

/// What a twin sends back, and how badly.
public struct TwinReply: Sendable {
    public enum Ending: Sendable, Hashable {
        case whole
        /// The connection closes without any answer.
        case drop
        /// The connection closes after half of the body.
        case dropMidway
    }

    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Wall seconds before anything is sent.
    public var delay: Double = 0
    public var ending: Ending = .whole
    /// White space sent after the body. Bytes.
    public var padding: Int = 0

    init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
