import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("eBay, notifications")
struct EbayNoticeTests {
    /// The vendor's own vector (github eBay/event-notification-nodejs-sdk, test/test.json, "VALID"): message, header and key.
    enum Vendor {
        static let header =
            "eyJhbGciOiJlY2RzYSIsImtpZCI6Ijk5MzYyNjFhLTdkN2ItNDYyMS1hMGYxLTk2Y2NiNDI4YWY0OSIsInNpZ25hdHVyZSI6Ik1FWUNJUUNmeGZJV3V4bVdjSUJRSjljNS9YN2lHREpxczJSQ0dzQkVhQWppbnlycmZBSWhBSVY2d0djVGlCdVY1S0pVaWYyaG9reXJMK1E5c3NIa2FkK214Mm5FRTI1dyIsImRpZ2VzdCI6IlNIQTEifQ=="
        static let key =
            "-----BEGIN PUBLIC KEY-----MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZhhxXKtR+TOvtDbgTPCkSof02qgBB7IsYOyf76ilExJ/upAa/vKIKheOoCyOpcLmi4t0b4uepb7LLjmMr90FUg==-----END PUBLIC KEY-----"
        static let body =
            #"{"metadata":{"topic":"MARKETPLACE_ACCOUNT_DELETION","schemaVersion":"1.0","deprecated":false},"notification":{"notificationId":"49feeaeb-4982-42d9-a377-9645b8479411_33f7e043-fed8-442b-9d44-791923bd9a6d","eventDate":"2021-03-19T20:43:59.462Z","publishDate":"2021-03-19T20:43:59.679Z","publishAttemptCount":1,"data":{"username":"test_user","userId":"ma8vp1jySJC","eiasToken":"nY+sHZ2PrBmdj6wVnY+sEZ2PrA2dj6wJnY+gAZGEpwmdj6x9nY+seQ=="}}}"#
    }

    /// Signed by OpenSSL with a key that was made for this test.
    enum Ours {
        static let key = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKOZFKdotx8fDVMBCne60JPX29DXF
            cUDip1VEQK48fltbEWCfvY3ooQC6/zC1GmDhkHkKYHXhbl85GW7bMVfnFQ==
            -----END PUBLIC KEY-----
            """
        static let body =
            #"{"metadata":{"topic":"AUTHORIZATION_REVOCATION","schemaVersion":"1.0","deprecated":false},"notification":{"notificationId":"n-0001","eventDate":"2025-11-22T05:00:00.000Z","publishDate":"2025-11-22T05:00:01.000Z","publishAttemptCount":1,"data":{"username":"mia-goods","userId":"u-77","eiasToken":"e1","revokeReason":"REVOKED_BY_USER"}}}"#
        static let sha1 =
            "MEUCIQDZG4ColLTGqRCArF9cZRalAw0CX0TqFLgS8mu1LpPXHwIgfqIsB/QioUYgqabcY+Z+Kk878EFh95ggGA5G6Z+7Sg4="
        static let sha256 =
            "MEUCIBctJIs7G4ulJJtUJz8dOBPZSaBw9Sp9y5vTpfAlPtq4AiEAloBwhxnA+f+lAOaZQoMURuB/+5FBNLyN52PYlmpOSUc="
    }

    private static let now = Date(timeIntervalSince1970: 1_763_788_000)

    private static func header(_ signature: String, digest: String?, kid: String = "k-1") -> String {
        let more = digest.map { ",\"digest\":\"\($0)\"" } ?? ""
        return Signing.base64(
            Array("{\"alg\":\"ecdsa\",\"kid\":\"\(kid)\",\"signature\":\"\(signature)\"\(more)}".utf8))
    }

    private func verify(_ header: String, _ body: String, key: String) throws(WebhookError) -> WebhookNotice {
        try EbayNoticeVerifier().verify(
            headers: [("x-ebay-signature", header)], body: Array(body.utf8), secret: key, now: Self.now)
    }

    @Test("believes the vendor's own example, and takes it for a shop whose data is to be erased")
    func vendor() throws {
        let notice = try self.verify(Vendor.header, Vendor.body, key: Vendor.key)
        guard case .subject(let ask) = notice else {
            Issue.record("\(notice)")
            return
        }
        #expect(ask.kind == .shopErasure && ask.days == 30 && ask.person == SubjectAsk.Person())
        #expect(EbayNoticeVerifier().shop(of: Array(Vendor.body.utf8)) == "ma8vp1jySJC")
        #expect(!String(reflecting: notice).contains("test_user"))
    }

    @Test("goes by the digest that the header names", arguments: [("SHA1", true), ("SHA256", false)])
    func digest(name: String, isFirst: Bool) throws {
        let (right, wrong) = isFirst ? (Ours.sha1, Ours.sha256) : (Ours.sha256, Ours.sha1)
        #expect(try self.verify(Self.header(right, digest: name), Ours.body, key: Ours.key) == .accessEnded)
        #expect(throws: WebhookError.badSignature) {
            try self.verify(Self.header(wrong, digest: name), Ours.body, key: Ours.key)
        }
    }

    @Test("believes nothing that was changed, signed by another, or signed in a way that nobody named")
    func forged() {
        let changed = Vendor.body.replacing("ma8vp1jySJC", with: "u-77")
        for (header, body, key) in [
            (Vendor.header, changed, Vendor.key), (Vendor.header, Vendor.body, Ours.key),
            (Vendor.header, Vendor.body, ""), (Vendor.header, Vendor.body, "no key"),
            (Self.header(Ours.sha1, digest: "MD5"), Ours.body, Ours.key),
            (Self.header("AAAA", digest: "SHA1"), Ours.body, Ours.key), ("💥", Ours.body, Ours.key),
            (Self.header(Ours.sha1, digest: "SHA1", kid: "../k"), Ours.body, Ours.key),
        ] {
            #expect(throws: WebhookError.badSignature) { try self.verify(header, body, key: key) }
        }
    }

    @Test("equal for a notification that is sent again, and tells nothing of whom it is about")
    func again() throws {
        guard case .subject(let first) = try self.verify(Vendor.header, Vendor.body, key: Vendor.key),
            case .subject(let second) = try self.verify(Vendor.header, Vendor.body, key: Vendor.key)
        else {
            Issue.record("no subject")
            return
        }
        #expect(first.digest == second.digest && first.digest.count == 32)
    }

    // MARK: Keys

    private static func place(_ transport: ScriptedTransport, now: Date = Self.now) -> OAuthPlace {
        OAuthPlace(app: .ebay, address: "DE", transport: transport, now: { now })
    }

    private static let access = ScriptedTransport.Step.json(#"{"access_token":"app-1","expires_in":7200}"#)
    private static let publicKey = ScriptedTransport.Step.json(
        #"{"key":"-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----","algorithm":"ECDSA","digest":"SHA1"}"#)

    @Test("fetches a key by its name with the app's own access, and keeps it for an hour")
    func keys() async throws {
        let transport = ScriptedTransport(Self.access, Self.publicKey, Self.access, Self.publicKey)
        let keys = EbayNoticeKeys()
        let headers = [(name: "X-EBAY-SIGNATURE", value: Vendor.header)]
        for _ in 0..<3 {
            #expect(try await keys.key(headers, at: Self.place(transport))?.contains("AAAA") == true)
        }
        #expect(transport.calls.count == 2 && transport.calls[0].form["grant_type"] == "client_credentials")
        #expect(
            transport.calls[1].path
                == "/commerce/notification/v1/public_key/9936261a-7d7b-4621-a0f1-96ccb428af49")
        #expect(transport.calls[1].headers.contains { $0.name == "authorization" && $0.value == "Bearer app-1" })
        _ = try await keys.key(headers, at: Self.place(transport, now: Self.now.addingTimeInterval(3_601)))
        #expect(transport.calls.count == 4)
    }

    @Test("has no key for a header that names none, nor for a name that eBay does not know")
    func noKey() async throws {
        let transport = ScriptedTransport(Self.access, .ebayError(195019, "Invalid key", status: 404))
        #expect(try await EbayNoticeKeys().key([], at: Self.place(transport)) == nil)
        #expect(transport.calls.isEmpty)
        let headers = [(name: "x-ebay-signature", value: Vendor.header)]
        #expect(try await EbayNoticeKeys().key(headers, at: Self.place(transport)) == nil)
    }

    @Test("answers eBay's question with the hash of its word, ours and the address, in that order")
    func challenge() throws {
        let address = try #require(URL(string: "https://hub.example/hooks/app/ebay"))
        let body = try #require(
            EbayNoticeKeys().answer(["challenge_code": "a8b3"], secret: "token-0001", address: address))
        // printf 'a8b3token-0001https://hub.example/hooks/app/ebay' | sha256sum
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"challengeResponse":"245345eea17b13f8141603287c0e2c21254844b93dd66308eab477132f9fb36e"}"#)
        #expect(EbayNoticeKeys().answer([:], secret: "token-0001", address: address) == nil)
        #expect(EbayNoticeKeys().answer(["challenge_code": ""], secret: "t", address: address) == nil)
    }
}
