import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Opening the app inside of the Shopify admin")
struct ShopifySessionTests {
    static let app = ChannelApp(clientID: "client1", clientSecret: "hush")
    static let now = Date(timeIntervalSince1970: 1_000)
    static let claims = [
        "iss": #""https://quiet-shop.myshopify.com/admin""#, "dest": #""https://quiet-shop.myshopify.com""#,
        "aud": #""client1""#, "sub": #""42""#, "exp": "1030", "nbf": "970", "iat": "970", "jti": #""j1""#,
    ]

    /// A token as Shopify makes it, but for what is changed.
    static func token(
        _ changes: [String: String] = [:], alg: String = "HS256", key: String = "hush"
    ) -> String {
        let body = Self.claims.merging(changes) { $1 }.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        let text =
            Self.encoded(Array(#"{"alg":"\#(alg)","typ":"JWT"}"#.utf8)) + "." + Self.encoded(Array("{\(body)}".utf8))
        return text + "." + Self.encoded(Signing.hmac(.sha256, text.utf8, key: key.utf8))
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        Signing.base64(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func code(_ token: String) -> String? {
        do {
            _ = try ShopifySessions().open(token, of: Self.app, now: Self.now)
            return nil
        } catch {
            guard case .refused(let code, _, let message) = error else { return "\(error)" }
            // Nobody is shown what a token holds.
            return message.contains("quiet") || message.contains("hush") ? "leaks" : code
        }
    }

    @Test("a token that Shopify signed for our app says which shop it is, and whose pages may show ours")
    func good() throws {
        let session = try ShopifySessions().open(Self.token(), of: Self.app, now: Self.now)
        #expect(session.address == "quiet-shop.myshopify.com")
        #expect(session.expiresAt == Date(timeIntervalSince1970: 1_030))
        #expect(session.frames == ["https://quiet-shop.myshopify.com", "https://admin.shopify.com"])
    }

    @Test(
        "a token of another app, over, of tomorrow, of another shop’s admin, or of nobody is not taken",
        arguments: [
            (["aud": #""client2""#], "other-app"), (["exp": "990"], "expired"), (["nbf": "1011"], "not-yet"),
            (["iss": #""https://other.myshopify.com/admin""#], "bad-shop"),
            (["dest": #""https://evil.example""#, "iss": #""https://evil.example/admin""#], "bad-shop"),
            (["dest": ""], "bad-session"), (["exp": ""], "bad-session"),
        ])
    func bad(change: [String: String], code: String) {
        #expect(Self.code(Self.token(change)) == code)
    }

    @Test("clocks may differ by ten seconds", arguments: [["exp": "991"], ["nbf": "1010"]])
    func skew(change: [String: String]) {
        #expect(Self.code(Self.token(change)) == nil)
    }

    @Test("a token that is signed by nobody, by somebody else, or in another way is not read")
    func forged() {
        let good = Self.token()
        let parts = good.split(separator: ".").map(String.init)
        let other = Self.token(["dest": #""https://other.myshopify.com""#]).split(separator: ".").map(String.init)
        #expect(Self.code(Self.token(key: "guess")) == "bad-signature")
        #expect(Self.code("\(parts[0]).\(other[1]).\(parts[2])") == "bad-signature")
        #expect(Self.code(Self.token(alg: "none")) == "bad-session")
        #expect(Self.code(Self.token(alg: "HS512")) == "bad-session")
        #expect(Self.code("\(parts[0]).\(parts[1]).") == "bad-signature")
        #expect(Self.code("\(parts[0]).\(parts[1])") == "bad-session")
        #expect(Self.code("") == "bad-session")
        #expect(Self.code(good + String(repeating: "A", count: 9_000)) == "bad-session")
    }

    @Test("an app without a secret takes nothing as signed")
    func noSecret() {
        let bare = ChannelApp(clientID: "client1", clientSecret: "")
        #expect(throws: ConnectorError.self) {
            try ShopifySessions().open(Self.token(key: ""), of: bare, now: Self.now)
        }
    }

    private static func place(_ transport: any Transport, _ address: String = "quiet-shop") -> OAuthPlace {
        OAuthPlace(app: Self.app, address: address, transport: transport, now: { Self.now })
    }

    @Test("it is traded for a token that expires, with the words that Shopify asks for")
    func exchange() async throws {
        let transport = ScriptedTransport(
            .json(
                #"{"access_token":"a1","scope":"read_orders,write_products","expires_in":3600,"refresh_token":"r1","refresh_token_expires_in":7776000}"#
            ))
        let token = Self.token()
        let tokens = try await ShopifySessions().exchange(Self.place(transport), session: token)
        #expect(tokens.access == "a1" && tokens.refresh == "r1")
        #expect(tokens.expiresAt == Self.now.addingTimeInterval(3_600))
        let call = try #require(transport.calls.first)
        #expect(call.url.absoluteString == "https://quiet-shop.myshopify.com/admin/oauth/access_token")
        let form = Dictionary(
            PercentEncoding.parseForm(call.text).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        #expect(
            form == [
                "client_id": "client1", "client_secret": "hush", "subject_token": token, "expiring": "1",
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
                "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
            ])
    }

    @Test("a token of one shop opens no other, and nothing is asked")
    func otherShop() async {
        let transport = ScriptedTransport()
        let error = await #expect(throws: ConnectorError.self) {
            try await ShopifySessions().exchange(Self.place(transport, "other-shop"), session: Self.token())
        }
        guard case .refused("other-shop", _, _)? = error else { return #expect(Bool(false)) }
        #expect(transport.calls.isEmpty)
    }

    @Test("a token that Shopify itself refuses is told as refused")
    func refused() async {
        let transport = ScriptedTransport(.json(#"{"error":"invalid_subject_token"}"#, status: 400))
        let error = await #expect(throws: ConnectorError.self) {
            try await ShopifySessions().exchange(Self.place(transport), session: Self.token())
        }
        guard case .unauthorized? = error else { return #expect(Bool(false)) }
    }
}
