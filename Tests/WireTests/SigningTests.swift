import Foundation
import Testing

@testable import Wire

@Suite("Signatures")
struct SigningTests {
    @Test("HMAC-SHA256 as RFC 4231, case 2")
    func hmac() {
        let code = Signing.hmac(.sha256, "what do ya want for nothing?".utf8, key: "Jefe".utf8)
        #expect(Signing.base64(code) == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=")
    }

    @Test("OAuth 1.0a as RFC 5849, 1.2: the signature of the photo request")
    func photos() throws {
        let oauth = OAuth1(
            consumerKey: "dpf43f3p2l4k3l03", consumerSecret: "kd94hf93k423kf44", token: "nnch734d00sl2jdk",
            tokenSecret: "pfkkdhi9sl3r4s00", method: .hmacSHA1)
        let url = try #require(URL(string: "http://photos.example.net/photos"))
        let all = oauth.signed(
            "GET", url, query: [("file", "vacation.jpg"), ("size", "original")], time: 137_131_202, nonce: "chapoH")
        #expect(all.last?.name == "oauth_signature" && all.last?.value == "MdpQcU8iPSUjWoN/UDMsK2sui9I=")
    }

    @Test("the base string as RFC 5849, 3.4.1.1")
    func baseString() throws {
        let url = try #require(URL(string: "http://EXAMPLE.COM:80/request"))
        let parameters: [(name: String, value: String)] = [
            ("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"), ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"), ("oauth_nonce", "7d8f3e4a"), ("c2", ""), ("a3", "2 q"),
        ]
        #expect(
            OAuth1.baseString("post", url, parameters: parameters)
                == "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540"
                + "%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method"
                + "%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7")
    }

    @Test(
        "equal is equal, and nothing else",
        arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "aa", false)])
    func equal(one: String, other: String, same: Bool) {
        #expect(Signing.equal(Array(one.utf8), Array(other.utf8)) == same)
    }

    @Test("everything but unreserved characters is encoded")
    func encoding() {
        #expect(PercentEncoding.encode("AZaz09-._~ !*'()+&=/?ü") == "AZaz09-._~%20%21%2A%27%28%29%2B%26%3D%2F%3F%C3%BC")
        #expect(PercentEncoding.form([("a b", "1&2"), ("c", "")]) == "a%20b=1%262&c=")
        let read = PercentEncoding.parseForm("a%20b=1%262&c=&d&e=x+y%")
        #expect(read.map(\.name) == ["a b", "c", "d", "e"] && read.map(\.value) == ["1&2", "", "", "x y%"])
    }

    @Test("a trace is 32 hexadecimal digits and not all zero")
    func trace() {
        #expect(Trace("00000000000000000000000000000000") == nil && Trace("XYZ") == nil)
        #expect(Trace.new().id.utf8.count == 32)
        #expect(
            Trace("0af7651916cd43dd8448eb211c80319c")?.header(span: 255)
                == "00-0af7651916cd43dd8448eb211c80319c-00000000000000ff-01")
    }
}
