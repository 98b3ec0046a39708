import ConnectorKit
import Connectors
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Operations
import Records
import Store
import Synchronization
import Testing
import Vault
import Wire
import Workbench

@testable import Web

@Suite("What a channel passes on about people's data")
struct PrivacyHookTests {
    private static let erase =
        #"{"shop_id":77,"customer":{"id":191167,"email":"canary-john@example.com"},"orders_to_redact":[299938]}"#

    /// A shop let in by consent, at a channel that tells of people's data as Shopify does.
    private static func site(_ engine: Engine) async throws -> OpenSite {
        var site = try await OpenSite(engine)
        site.hub.channels = site.hub.channels.map { channel in
            guard channel.manifest.id == "consent" else { return channel }
            return ChannelDescriptor(
                manifest: channel.manifest, verifier: ShopifyWebhookVerifier(), oauth: channel.oauth,
                make: channel.make)
        }
        let (_, state) = try await ConsentRouteTests.begin(site, #"{"channel": "consent", "name": "Etta"}"#)
        _ = try await site.ask {
            try await $0.execute(uri: "/oauth/callback/consent?code=canary-code&state=\(state)", method: .get)
        }
        return site
    }

    private static func deliver(
        _ body: String, _ topic: String, to site: OpenSite, secret: String = "canary-hook-secret"
    ) async throws -> HTTPResponse.Status {
        let mac = Signing.hmac(.sha256, Array(body.utf8), key: secret.utf8)
        let headers = try HTTPFields.named([
            "X-Shopify-Hmac-Sha256": Data(mac).base64EncodedString(), "X-Shopify-Topic": topic,
        ])
        return try await site.ask {
            try await $0.execute(
                uri: "/hooks/app/consent", method: .post, headers: headers, body: ByteBuffer(string: body))
        }.status
    }

    @Test("a signed request is answered, kept once, and due in thirty days", arguments: Engine.available)
    func kept(engine: Engine) async throws {
        let site = try await Self.site(engine)
        for _ in 0..<2 { #expect(try await Self.deliver(Self.erase, "customers/redact", to: site) == .ok) }
        let requests = try await ListSubjectRequests().run(site.desk)
        #expect(requests.map(\.kind) == ["erasure"] && requests.map(\.state) == ["waiting"])
        #expect(requests.first?.connection == "Etta")
        let request = try #require(requests.first)
        // Times are kept to the microsecond, each rounded for itself.
        #expect(abs(request.dueAt.timeIntervalSince(request.receivedAt) - 30 * 86_400) < 0.001)
        let events = try await ListEvents().run(site.desk)
        #expect(events.rows.count { $0.kind == "privacy.asked" } == 1)
    }

    @Test("of the person nothing stands in clear, and only their own key opens it", arguments: Engine.available)
    func sealed(engine: Engine) async throws {
        let site = try await Self.site(engine)
        _ = try await Self.deliver(Self.erase, "customers/redact", to: site)
        let stored = try #require(try await site.desk.read { try SubjectRequestRecords.all($0) }.first)
        let text = "\(stored) \(String(decoding: stored.sealed, as: UTF8.self))"
        #expect(!text.contains("191167") && !text.contains("299938") && !text.contains("canary-john"))
        let (tenant, subject) = (site.desk.tenant, SubjectID(stored.id))
        let ring = KeyRing(try await TenantKeys(site.hub).key(of: tenant))
        let key = try SubjectKey.unwrap(try #require(stored.wrappedKey), for: subject, tenant: tenant, under: ring)
        let plain = try key.open(
            stored.sealed, of: subject, tenant: tenant, context: "subject/\(subject.uuid.text)/request")
        let person = try JSONDecoder().decode(SubjectAsk.Person.self, from: Data(plain))
        #expect(person == .init(customer: "191167", orders: ["299938"]))
    }

    @Test(
        "whom it is about is opened for who may see buyers’ data and says why, and is in the audit log with it",
        arguments: Engine.available)
    func opened(engine: Engine) async throws {
        let site = try await Self.site(engine)
        _ = try await Self.deliver(Self.erase, "customers/redact", to: site)
        let id = try #require(try await ListSubjectRequests().run(site.desk).first).id
        let (ada, bo) = (
            try await Self.visitor("ada@example.org", true, site), try await Self.visitor("bo@example.org", false, site)
        )
        for (visitor, why) in [(bo, "curious"), (ada, " ")] {
            await #expect(throws: AuditError.self) {
                _ = try await OpenSubjectRequest(id, by: visitor, why: why).run(site.desk)
            }
        }
        #expect(try await ListAudit(what: "buyer-data").run(site.desk).lines.isEmpty)
        let person = try await OpenSubjectRequest(id, by: ada, why: "Erasing what canary-john bought").run(site.desk)
        #expect(person == .init(customer: "191167", orders: ["299938"]))
        let told = try #require(try await ListAudit(what: "buyer-data").run(site.desk).lines.first)
        #expect(told.doerID == ada.member.text && told.objectID == id && told.at <= site.hub.now())
        let row = try #require(UUID(uuidString: told.id))
        #expect(try await ShowPurpose(row, for: ada).run(site.desk) == "Erasing what canary-john bought")
        await #expect(throws: AuditError.notAllowed) { try await ShowPurpose(row, for: bo).run(site.desk) }
        for (address, isShown) in [("ada@example.org", true), ("bo@example.org", false)] {
            try await site.browse { browser in
                try await browser.signIn(address)
                let page = try await browser.get("/audit?what=buyer-data").text
                #expect(page.contains("read data of buyers") && page.contains("Erasing what") == isShown)
            }
        }
        let log = Mutex("")
        try await ExportAudit().run(site.desk) { line in log.withLock { $0 += line } }
        #expect(!log.withLock { $0 }.contains("canary-john"))
    }

    @Test("only through the audit log: nothing else opens what is sealed under a person’s key")
    func onlyWay() throws {
        let sources = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var openers: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift", !file.path().contains("/Sources/Vault/") else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            if text.contains("SubjectKey.unwrap") { openers.insert(file.lastPathComponent) }
        }
        #expect(openers == ["OpenSubjectRequest.swift"])
    }

    /// A signed-in admin.
    private static func visitor(_ address: String, _ buyerData: Bool, _ site: OpenSite) async throws -> Visitor {
        let link = try await CreateMember(
            address: address, name: "Person", role: "admin", tenant: site.desk.tenant, buyerData: buyerData
        ).run(site.hub)
        let token = try #require(link?.reveal().split(separator: "token=").last)
        try await ResetPassword(token: String(token), password: OpenSite.password).run(site.hub)
        let signed = try await SignIn(address: address, password: OpenSite.password, marks: BrowserMarks(label: "test"))
            .run(site.hub)
        return try #require(try await FindVisitor(signed.token).run(site.hub))
    }

    @Test("a wrong signature is refused, and leaves nothing", arguments: ["customers/redact", "shop/redact"])
    func forged(topic: String) async throws {
        let site = try await Self.site(.sqlite)
        #expect(try await Self.deliver(Self.erase, topic, to: site, secret: "guess") == .unauthorized)
        #expect(try await ListSubjectRequests().run(site.desk).isEmpty)
    }

    @Test("a shop that is not ours is answered, and leaves nothing")
    func unknownShop() async throws {
        let site = try await Self.site(.sqlite)
        let body = Self.erase.replacing("77", with: "78")
        #expect(try await Self.deliver(body, "customers/redact", to: site) == .ok)
        #expect(try await ListSubjectRequests().run(site.desk).isEmpty)
    }

    @Test("a shop whose data is to be erased is asked whether it still lets us in", arguments: Engine.available)
    func shopErasure(engine: Engine) async throws {
        let site = try await Self.site(engine)
        #expect(try await Self.deliver(#"{"shop_id":77}"#, "shop/redact", to: site) == .ok)
        #expect(try await ListSubjectRequests().run(site.desk).map(\.kind) == ["shop-erasure"])
        let shop = try #require(try await site.desk.read { try ConnectionRecords.find($0, name: "Etta") })
        let inbox = try await site.desk.write { try InboxRecords.take($0, connection: shop.id, limit: 10) }
        #expect(inbox.map(\.kind) == ["access"])
    }
}
