import ConnectorKit
import Connectors
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Operations
import Records
import Store
import Testing
import Wire
import Workbench

@testable import Web

/// Deliveries that a channel signs with keys of its own, as eBay's are.
@Suite("Webhooks signed with a channel's own key")
struct KeyedHookTests {
    /// Knows one key, by whatever name; asked for another place it fails.
    private struct OneKey: HookKeyFinding {
        var key: String?
        var error: ConnectorError?

        func key(
            _ headers: [(name: String, value: String)], at place: OAuthPlace
        ) async throws(ConnectorError) -> String? {
            if let error = self.error { throw error }
            return self.key
        }

        func answer(_ query: [String: String], secret: String, address: URL) -> [UInt8]? {
            query["challenge_code"].map { Array("{\"told\":\"\($0) \(secret) \(address.absoluteString)\"}".utf8) }
        }
    }

    /// Made for these tests with OpenSSL, as are the signatures.
    private static let key = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKOZFKdotx8fDVMBCne60JPX29DXF
        cUDip1VEQK48fltbEWCfvY3ooQC6/zC1GmDhkHkKYHXhbl85GW7bMVfnFQ==
        -----END PUBLIC KEY-----
        """
    private static let deletion = (
        body:
            #"{"metadata":{"topic":"MARKETPLACE_ACCOUNT_DELETION"},"notification":{"notificationId":"n-7","data":{"username":"canary-mia","userId":"77"}}}"#,
        signature:
            "MEUCIH1ooIgM1PXnkc96JecGjbDfZM5Jf1JbukezM31ln117AiEAnduBJQjAkzeLbmKllQCMNydY+SIOQolojS2ru2quuI4="
    )
    private static let revocation = (
        body:
            #"{"metadata":{"topic":"AUTHORIZATION_REVOCATION"},"notification":{"notificationId":"n-8","data":{"username":"canary-mia","userId":"77"}}}"#,
        signature:
            "MEYCIQCXARnyY203Vq543hO2UqxTNihN6FspRoMdF3WkdiwGQwIhAI3RprF9g7YKuJHqsXAKXdUUk/Eq0K8dX5dBBZ3UlBd2"
    )

    private static func site(
        _ engine: Engine, _ keys: OneKey = OneKey(key: KeyedHookTests.key)
    ) async throws -> OpenSite {
        var site = try await OpenSite(engine)
        site.hub.channels = site.hub.channels.map { channel in
            guard channel.manifest.id == "consent" else { return channel }
            var keyed = ChannelDescriptor(
                manifest: channel.manifest, verifier: EbayNoticeVerifier(), oauth: channel.oauth, make: channel.make)
            keyed.hookKeys = keys
            return keyed
        }
        let (_, state) = try await ConsentRouteTests.begin(site, #"{"channel": "consent", "name": "Etta"}"#)
        _ = try await site.ask {
            try await $0.execute(uri: "/oauth/callback/consent?code=canary-code&state=\(state)", method: .get)
        }
        return site
    }

    private static func deliver(
        _ post: (body: String, signature: String), to site: OpenSite
    ) async throws -> HTTPResponse.Status {
        let seal = "{\"alg\":\"ecdsa\",\"kid\":\"k-1\",\"signature\":\"\(post.signature)\",\"digest\":\"SHA256\"}"
        let headers = try HTTPFields.named(["X-EBAY-SIGNATURE": Data(seal.utf8).base64EncodedString()])
        return try await site.ask {
            try await $0.execute(
                uri: "/hooks/app/consent", method: .post, headers: headers, body: ByteBuffer(string: post.body))
        }.status
    }

    @Test("an account that is deleted is a request to erase a shop's data, once", arguments: Engine.available)
    func deletion(engine: Engine) async throws {
        let site = try await Self.site(engine)
        for _ in 0..<2 { #expect(try await Self.deliver(Self.deletion, to: site) == .ok) }
        let requests = try await ListSubjectRequests().run(site.desk)
        #expect(requests.map(\.kind) == ["shop-erasure"] && requests.first?.connection == "Etta")
    }

    @Test("access that was taken away is looked at, and not believed before a call says so")
    func revocation() async throws {
        let site = try await Self.site(.sqlite)
        #expect(try await Self.deliver(Self.revocation, to: site) == .ok)
        let kinds = try await site.desk.write { db in
            let etta = try ConnectionRecords.all(db).first { $0.name == "Etta" }
            return try etta.map { try InboxRecords.take(db, connection: $0.id, limit: 10).map(\.kind) }
        }
        #expect(kinds == ["access"])
    }

    @Test("what concerns nobody here is answered, and nothing comes of it")
    func strangers() async throws {
        let site = try await Self.site(.sqlite, OneKey(error: .transient("nobody is asked")))
        let other = (Self.deletion.body.replacing("\"77\"", with: "\"78\""), Self.deletion.signature)
        #expect(try await Self.deliver(other, to: site) == .ok)
        #expect(try await ListSubjectRequests().run(site.desk).isEmpty)
    }

    @Test(
        "a wrong signature and a key that nobody knows are refused; where the key cannot be had, it is to be sent again"
    )
    func refused() async throws {
        let site = try await Self.site(.sqlite)
        #expect(try await Self.deliver((Self.deletion.body, Self.revocation.signature), to: site) == .unauthorized)
        let keyless = try await Self.site(.sqlite, OneKey())
        #expect(try await Self.deliver(Self.deletion, to: keyless) == .unauthorized)
        let away = try await Self.site(.sqlite, OneKey(error: .transient("away")))
        #expect(try await Self.deliver(Self.deletion, to: away) == .serviceUnavailable)
        for site in [site, keyless, away] { #expect(try await ListSubjectRequests().run(site.desk).isEmpty) }
    }

    @Test("a channel that asks whether the address is ours is answered, with the address as it was given")
    func challenge() async throws {
        var site = try await Self.site(.sqlite)
        site.hub.publicAddress = URL(string: "https://hub.example")
        let answer = try await site.ask {
            try await $0.execute(uri: "/hooks/app/consent?challenge_code=a%20b", method: .get)
        }
        #expect(answer.status == .ok && answer.headers[.contentType] == "application/json")
        #expect(
            String(buffer: answer.body) == #"{"told":"a b canary-hook-secret https://hub.example/hooks/app/consent"}"#)
        for address in [
            "/hooks/app/consent", "/hooks/app/woocommerce?challenge_code=1", "/hooks/app/none?challenge_code=1",
        ] {
            #expect(try await site.ask { try await $0.execute(uri: address, method: .get) }.status == .notFound)
        }
    }
}
