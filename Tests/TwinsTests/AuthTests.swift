import Crypto
import Foundation
import Testing
import Twins

@Suite("A twin's keys")
struct AuthTests {
    @Test(
        "no key, a wrong secret and an unknown key get 401 in the shop's envelope",
        arguments: ["none", "secret", "key"])
    func refused(_ wrong: String) async throws {
        try await OpenTwins.run { (twins) async throws in
            var client = await twins.shop()
            if wrong == "secret" { client.secret = "cs_wrong" }
            if wrong == "key" { client.key = "ck_wrong" }
            let answer =
                wrong == "none"
                ? try await Client.fetch("GET", client.root + "products") : try await client.get("products")
            #expect(answer.status == 401)
            #expect(answer.object["code"].string?.hasPrefix("woocommerce_rest_") == true)
            #expect(answer.object["data"]["status"].int == 401)
        }
    }

    @Test("a read key reads and does not write")
    func readOnly() async throws {
        try await OpenTwins.run { (twins) async throws in
            var client = await twins.shop()
            let key = try #require(await client.shop.addKey(permission: "read"))
            (client.key, client.secret) = (key.key, key.secret)
            #expect(try await client.get("products").status == 200)
            #expect(try await client.post("products", #"{"name":"X"}"#).status == 401)
        }
    }

    @Test("a revoked key is refused until it works again")
    func revoked() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            await client.shop.setKey(client.key, revoked: true)
            #expect(try await client.get("products").status == 401)
            await client.shop.setKey(client.key, revoked: false)
            #expect(try await client.get("products").status == 200)
        }
    }

    @Test("the indexes answer anyone")
    func index() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let site = try await Client.fetch("GET", "\(twins.address)/shop-a/wp-json/")
            #expect(site.object["namespaces"].list.contains { $0.string == "wc/v3" })
            #expect(try await Client.fetch("GET", String(client.root.dropLast())).status == 200)
        }
    }

    @Test("a signed call passes with every parameter sent twice", arguments: ["HMAC-SHA1", "HMAC-SHA256"])
    func signed(method: String) async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let url = Self.sign(client, "products", [("search", "mug & co/é"), ("per_page", "5")], method: method)
            let doubled = url + "&per_page=5&search=" + Self.encode("mug & co/é")
            #expect(try await Client.fetch("GET", doubled).status == 200)
        }
    }

    @Test(
        "the signature of another query, an old one and a used one are refused", arguments: ["changed", "old", "used"])
    func badSignature(_ how: String) async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let at = Date().addingTimeInterval(how == "old" ? -16 * 60 : 0)
            var url = Self.sign(client, "products", [("per_page", "5")], at: at)
            if how == "changed" { url = url.replacing("per_page=5", with: "per_page=6") }
            if how == "used" { #expect(try await Client.fetch("GET", url).status == 200) }
            #expect(try await Client.fetch("GET", url).status == 401)
        }
    }

    /// One-legged OAuth 1.0a as RFC 5849 has it, written for this test alone.
    static func sign(
        _ client: Client, _ path: String, _ query: [(String, String)], method: String = "HMAC-SHA256",
        at date: Date = Date()
    ) -> String {
        let all =
            query + [
                ("oauth_consumer_key", client.key), ("oauth_nonce", UUID().uuidString),
                ("oauth_signature_method", method),
                ("oauth_timestamp", String(Int(date.timeIntervalSince1970))),
            ]
        let pairs = all.map { "\(Self.encode($0))=\(Self.encode($1))" }.sorted()
        let base = "GET&\(Self.encode(client.root + path))&\(Self.encode(pairs.joined(separator: "&")))"
        let key = SymmetricKey(data: Data("\(client.secret)&".utf8))
        let signature =
            method == "HMAC-SHA1"
            ? Data(HMAC<Insecure.SHA1>.authenticationCode(for: Data(base.utf8), using: key))
            : Data(HMAC<SHA256>.authenticationCode(for: Data(base.utf8), using: key))
        let query = (pairs + ["oauth_signature=\(Self.encode(signature.base64EncodedString()))"]).joined(separator: "&")
        return "\(client.root)\(path)?\(query)"
    }

    static func encode(_ text: String) -> String {
        let kept = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: kept) ?? text
    }
}
