import ConnectorKit
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Jobs
import NIOCore
import Operations
import Records
import Store
import Testing
import Wire
import Workbench

@testable import Web

@Suite("Webhooks in")
struct HookTests {
    private static let order = Array(#"{"id": 731, "status": "processing"}"#.utf8)

    @Test("a signed one is noted, and its connection is woken", arguments: Engine.available)
    func signed(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let answer = try await site.deliver(Self.order, topic: "order.created")
        #expect(answer.status == .ok)
        let items = try await site.inbox()
        #expect(items.map(\.resource) == ["731"])
        #expect(items.map(\.kind) == ["order"])
        let due = try await site.hub.store.system { try Jobs.counts($0, now: Date()).first?.due }
        #expect(due == 1)
    }

    @Test("a wrong signature is refused and leaves nothing", arguments: Engine.available)
    func badSignature(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let answer = try await site.deliver(Self.order, topic: "order.created", secret: "another")
        #expect(answer.status == .unauthorized)
        #expect(try answer.object["code"] as? String == "hook.signature")
        #expect(try await site.inbox().isEmpty)
    }

    @Test("one without a signature is refused")
    func unsigned() async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.ask {
            try await $0.execute(uri: site.hookPath, method: .post, body: ByteBuffer(bytes: Self.order))
        }
        #expect(answer.status == .unauthorized)
    }

    @Test("the unsigned ping of a new hook is answered and leaves nothing")
    func ping() async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.ask {
            try await $0.execute(uri: site.hookPath, method: .post, body: ByteBuffer(string: "webhook_id=12"))
        }
        #expect(answer.status == .ok)
        #expect(try await site.inbox().isEmpty)
    }

    @Test("an address that nobody was given leads nowhere", arguments: ["0", UUID().uuidString, "..%2F..%2Fetc"])
    func unknown(route: String) async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.ask {
            try await $0.execute(uri: "/hooks/\(route)", method: .post, body: ByteBuffer(bytes: Self.order))
        }
        #expect(answer.status == .notFound)
    }

    @Test("a huge one is refused before it is read to its end")
    func huge() async throws {
        let site = try await OpenSite(.sqlite)
        let body = [UInt8](repeating: 32, count: (1 << 20) + 1)
        let answer = try await site.deliver(body, topic: "order.created")
        #expect(answer.status == .contentTooLarge)
        #expect(try await site.inbox().isEmpty)
    }

    @Test("an old one, sent again, only causes one more read")
    func replayed() async throws {
        let site = try await OpenSite(.sqlite)
        for _ in 0..<2 { #expect(try await site.deliver(Self.order, topic: "order.updated").status == .ok) }
        #expect(try await site.inbox().map(\.resource) == ["731", "731"])
        #expect(try await ListOrders().run(site.desk).rows.isEmpty)
    }

    @Test("a signed one that cannot be read has the orders read, so that the shop keeps its hook on")
    func unreadable() async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.deliver(Array("<html>".utf8), topic: "order.updated")
        #expect(answer.status == .ok)
        let record = try await site.desk.read { try ConnectionRecords.find($0, name: "Kiel") }
        #expect(try #require(record).ordersDueAt <= Date())
    }

    @Test("a topic of no interest is answered and leaves nothing")
    func ignored() async throws {
        let site = try await OpenSite(.sqlite)
        #expect(try await site.deliver(Self.order, topic: "coupon.created").status == .ok)
        #expect(try await site.inbox().isEmpty)
    }
}

extension OpenSite {
    var hookPath: String { "/hooks/\(self.route.text)" }

    /// Delivers as WooCommerce does: the signature over the raw body, in base64.
    func deliver(_ body: [UInt8], topic: String, secret: String? = nil) async throws -> TestResponse {
        let mac = Signing.hmac(.sha256, body, key: (secret ?? self.webhookSecret).utf8)
        let headers = try HTTPFields.named([
            "X-WC-Webhook-Signature": Data(mac).base64EncodedString(), "X-WC-Webhook-Topic": topic,
            "Content-Type": "application/json",
        ])
        return try await self.ask {
            try await $0.execute(uri: self.hookPath, method: .post, headers: headers, body: ByteBuffer(bytes: body))
        }
    }

    func inbox() async throws -> [InboxRecords.Item] {
        try await self.desk.write { try InboxRecords.take($0, connection: self.connection.id, limit: 100) }
    }
}
