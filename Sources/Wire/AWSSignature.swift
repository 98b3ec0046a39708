public import Foundation

/// AWS signature version 4 of one request, in its header ("Authenticating requests (AWS Signature Version 4)", AWS General
/// Reference). Paths and queries are taken as they stand in the address.
public struct AWSSignature: Sendable, Hashable {
    /// `AKIA…`. Public.
    public var keyID: String
    var secret: String
    /// `eu-west-1`.
    public var region: String
    /// `sqs`.
    public var service: String

    public init(keyID: String, secret: String, region: String, service: String) {
        self.keyID = keyID
        self.secret = secret
        self.region = region
        self.service = service
    }

    /// The headers that a call is sent with: those given, `x-amz-date` and `authorization`. All are signed, and the host.
    public func sign(
        _ method: String, _ url: URL, headers: [(name: String, value: String)], body: [UInt8], at date: Date
    ) -> [(name: String, value: String)] {
        let time = Self.time(date)
        let sent = headers + [("x-amz-date", time)]
        let parts = URLComponents(url: url, resolvingAgainstBaseURL: false)
        let path = url.path(percentEncoded: true)
        let authorization = self.authorization(
            method, path: path.isEmpty ? "/" : path, query: PercentEncoding.parseForm(parts?.percentEncodedQuery ?? ""),
            headers: sent + [("host", Self.host(of: url))], body: body, time: time)
        return sent + [("authorization", authorization)]
    }

    /// - Parameters:
    ///   - path: Encoded once more here, slashes excepted, as every service but S3 wants it. Without `.` and `..`.
    ///   - headers: All that are signed, the host and `x-amz-date` among them.
    ///   - time: `20150830T123600Z`.
    func authorization(
        _ method: String, path: String, query: [(name: String, value: String)],
        headers: [(name: String, value: String)], body: [UInt8], time: String
    ) -> String {
        let lines = Self.canonical(headers)
        let names = lines.map(\.name).joined(separator: ";")
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let request = [
            method, parts.map { PercentEncoding.encode(String($0)) }.joined(separator: "/"),
            Self.canonical(query: query), lines.map { "\($0.name):\($0.value)\n" }.joined(), names,
            Signing.sha256Hex(body),
        ].joined(separator: "\n")
        let day = String(time.prefix(8))
        let scope = "\(day)/\(self.region)/\(self.service)/aws4_request"
        let text = ["AWS4-HMAC-SHA256", time, scope, Signing.sha256Hex(request.utf8)].joined(separator: "\n")
        let signature = Self.hex(Signing.hmac(.sha256, text.utf8, key: self.key(day)))
        return "AWS4-HMAC-SHA256 Credential=\(self.keyID)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
    }

    /// What a day's requests to one service of one region are signed with.
    func key(_ day: String) -> [UInt8] {
        [day, self.region, self.service, "aws4_request"].reduce(Array("AWS4\(self.secret)".utf8)) { key, part in
            Signing.hmac(.sha256, part.utf8, key: key)
        }
    }

    /// Names in lower case and in order, values without outer and repeated spaces; several of one name behind each other.
    private static func canonical(
        _ headers: [(name: String, value: String)]
    ) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for header in headers {
            let value = header.value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            values[header.name.lowercased(), default: []].append(value)
        }
        return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.joined(separator: ",")) }
    }

    private static func canonical(query: [(name: String, value: String)]) -> String {
        let pairs = query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
        return pairs.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// As it stands in the request: with its port, where that is not the scheme's own.
    private static func host(of url: URL) -> String {
        let host = url.host(percentEncoded: true) ?? ""
        guard let port = url.port, port != (url.scheme == "https" ? 443 : 80) else { return host }
        return "\(host):\(port)"
    }

    static func time(_ date: Date) -> String {
        UTCTime(date).text.filter { $0 != "-" && $0 != ":" } + "Z"
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension AWSSignature: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "key \(self.keyID)" }
    public var debugDescription: String { self.description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
