import Crypto
import Foundation

/// Checks AWS signature version 4, written for the twins alone: a misreading that the product shares would hide.
enum QueueSignature {
    /// Seconds that a request's time may be off.
    private static let tolerance = 900.0

    static func check(_ request: TwinRequest, key: String, secret: String, at now: Date) throws(QueueRefusal) {
        guard let authorization = request.headers["authorization"],
            let match = authorization.wholeMatch(
                of: /AWS4-HMAC-SHA256 Credential=([^\/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})/),
            let time = request.headers["x-amz-date"], let date = Self.date(time)
        else { throw .unsigned }
        guard match.1 == key else { throw .unknownKey }
        let scope = match.2.split(separator: "/").map(String.init)
        guard scope.count == 4, scope[0] == time.prefix(8), scope[1] == QueueFront.region, scope[2] == "sqs",
            scope[3] == "aws4_request", now.timeIntervalSince(date).magnitude <= Self.tolerance
        else { throw .wrongSignature }
        let names = match.3.split(separator: ";").map(String.init)
        guard names.contains("host"), names.contains("x-amz-date"), names == names.sorted() else {
            throw .wrongSignature
        }
        var lines = [request.method, request.rawPath, ""]
        for name in names { lines.append("\(name):\(request.headers[name] ?? "")") }
        lines += ["", names.joined(separator: ";"), Self.hex(SHA256.hash(data: request.body))]
        let digest = Self.hex(SHA256.hash(data: Data(lines.joined(separator: "\n").utf8)))
        let text = "AWS4-HMAC-SHA256\n\(time)\n\(match.2)\n\(digest)"
        var signing = Data("AWS4\(secret)".utf8)
        for part in scope + [text] {
            let code = HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: SymmetricKey(data: signing))
            signing = Data(code)
        }
        guard Self.hex(signing) == match.4 else { throw .wrongSignature }
    }

    static func md5(_ text: String) -> String { Self.hex(Insecure.MD5.hash(data: Data(text.utf8))) }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// `20150830T123600Z`.
    private static func date(_ text: String) -> Date? {
        let digits = Array(text)
        guard digits.count == 16 else { return nil }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        return TwinDate.date(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z", offset: 0
        )
    }
}
