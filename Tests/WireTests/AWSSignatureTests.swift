import Foundation
import Testing

@testable import Wire

/// The vendor's own vectors: "Signature Version 4 test suite", AWS General Reference.
@Suite("AWS signature version 4")
struct AWSSignatureTests {
    private static let signer = AWSSignature(
        keyID: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: "us-east-1",
        service: "service")
    private static let unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    struct Vector: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var method = "GET"
        var path = "/"
        var query: [(String, String)] = []
        var headers: [(String, String)] = []
        var body = ""
        var signature: String
    }

    private static let vectors = [
        Vector(
            testDescription: "get-vanilla",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Vector(
            testDescription: "get-vanilla-query-order-key-case", query: [("Param2", "value2"), ("Param1", "value1")],
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        Vector(
            testDescription: "get-vanilla-query-unreserved", query: [(unreserved, unreserved)],
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
        Vector(
            testDescription: "get-utf8", path: "/\u{1234}",
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        Vector(
            testDescription: "get-space", path: "/example space/",
            signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        Vector(
            testDescription: "post-vanilla", method: "POST",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        Vector(
            testDescription: "post-vanilla-query", method: "POST", query: [("Param1", "value1")],
            signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"),
        Vector(
            testDescription: "post-x-www-form-urlencoded", method: "POST",
            headers: [("Content-Type", "application/x-www-form-urlencoded")], body: "Param1=value1",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
    ]

    @Test("each published vector has its published signature", arguments: vectors)
    func published(vector: Vector) {
        let authorization = Self.signer.authorization(
            vector.method, path: vector.path, query: vector.query.map { ($0.0, $0.1) },
            headers: vector.headers.map { ($0.0, $0.1) }
                + [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z")],
            body: Array(vector.body.utf8), time: "20150830T123600Z")
        let names = vector.headers.isEmpty ? "host;x-amz-date" : "content-type;host;x-amz-date"
        #expect(
            authorization == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=\(names), Signature=\(vector.signature)")
    }

    @Test("a day's key is the published one")
    func key() {
        let key = Self.signer.key("20150830").map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(key == "938127b5336810ddb6a5d6af445fcac9e371f9ed418ed386b022aed82901be75")
    }

    @Test("a call is sent with its time and signature, and the port is part of the host that is signed")
    func call() throws {
        let date = Date(timeIntervalSince1970: 1_440_938_160)
        let plain = try #require(URL(string: "https://example.amazonaws.com"))
        let sent = Self.signer.sign("GET", plain, headers: [], body: [], at: date)
        #expect(sent.map(\.name) == ["x-amz-date", "authorization"] && sent.first?.value == "20150830T123600Z")
        #expect(sent.last?.value.hasSuffix(Self.vectors[0].signature) == true)
        let ported = try #require(URL(string: "http://127.0.0.1:5000/"))
        let other = try #require(URL(string: "http://127.0.0.1:5001/"))
        #expect(
            Self.signer.sign("GET", ported, headers: [], body: [], at: date).last?.value
                != Self.signer.sign("GET", other, headers: [], body: [], at: date).last?.value)
    }

    @Test("the secret is in nothing that is shown")
    func secret() {
        #expect(!"\(Self.signer) \(String(reflecting: Self.signer))".contains("wJalr"))
        var dumped = ""
        dump(Self.signer, to: &dumped)
        #expect(!dumped.contains("wJalr"))
    }
}
