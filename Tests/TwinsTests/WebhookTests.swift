import Crypto
import Foundation
import Testing
import Twins

@Suite("A twin's webhooks")
struct WebhookTests {
    @Test("registering sends an unsigned form-encoded ping")
    func ping() async throws {
        try await Self.withHook("order.created") { (client, inbox, hook) async throws in
            #expect(await eventually { await !inbox.letters.isEmpty })
            let ping = try #require(await inbox.letters.first)
            #expect(ping.text == "webhook_id=\(hook)")
            #expect(ping["Content-Type"] == "application/x-www-form-urlencoded")
            #expect(ping["X-WC-Webhook-Signature"] == nil)
        }
    }

    @Test("a sale is told to those who asked, signed over the very bytes, with all headers")
    func signed() async throws {
        try await Self.withHook("order.created") { (client, inbox, hook) async throws in
            let sale = try #require(await client.shop.buy("MUG"))
            #expect(await eventually { await inbox.news.count == 1 })
            let letter = try #require(await inbox.news.first)
            #expect(letter.node["id"].int == sale.orderID)
            #expect(letter["X-WC-Webhook-Topic"] == "order.created")
            #expect(letter["X-WC-Webhook-Resource"] == "order")
            #expect(letter["X-WC-Webhook-Event"] == "created")
            #expect(letter["X-WC-Webhook-ID"] == String(hook))
            #expect(letter["X-WC-Webhook-Delivery-ID"]?.count == 32)
            #expect(letter["X-WC-Webhook-Source"] == "\(await client.shop.address)/")
            #expect(letter["X-WC-Webhook-Signature"] == Self.sign(letter.body))
        }
    }

    @Test("a sale, a write of the hub and a hand edit each tell of the product")
    func products() async throws {
        try await Self.withHook("product.updated") { (client, inbox, _) async throws in
            await client.shop.buy("MUG")
            _ = try await client.put("products/\(await client.id("MUG"))", #"{"stock_quantity":2}"#)
            await client.shop.setStock("MUG", to: 1)
            #expect(await eventually { await inbox.news.count == 3 })
        }
    }

    @Test("a new order fires order.updated too")
    func updated() async throws {
        try await Self.withHook("order.updated") { (client, inbox, _) async throws in
            await client.shop.buy("MUG")
            #expect(await eventually { await inbox.news.count == 1 })
        }
    }

    @Test("a receiver that always fails is given up at the seventh delivery")
    func disabled() async throws {
        try await Self.withHook("order.created", answering: 500) { (client, inbox, hook) async throws in
            await client.shop.fill([TwinProduct(sku: "PIN", name: "Pin", price: "1.00", stock: 100)])
            for number in 1...6 {
                await client.shop.buy("PIN")
                #expect(await eventually { await inbox.news.count == number })
            }
            #expect(try await client.get("webhooks/\(hook)").object["status"].string == "active")
            await client.shop.buy("PIN")
            #expect(
                try await eventually { try await client.get("webhooks/\(hook)").object["status"].string == "disabled" })
            #expect(await inbox.news.count == 7)
            #expect(await inbox.letters.filter(\.isPing).count >= 2, "the ping comes again while it fails")
        }
    }

    @Test("a hook that is switched on again delivers again")
    func again() async throws {
        try await Self.withHook("order.created") { (client, inbox, hook) async throws in
            _ = try await client.put("webhooks/\(hook)", #"{"status":"disabled"}"#)
            await client.shop.buy("MUG")
            _ = try await client.put("webhooks/\(hook)", #"{"status":"active"}"#)
            let sale = try #require(await client.shop.buy("MUG"))
            #expect(await eventually { await inbox.news.map { $0.node["id"].int } == [sale.orderID] })
        }
    }

    @Test(
        "lost, doubled and forged deliveries are what they say",
        arguments: [(FaultKind.webhookLost, 0), (.webhookDuplicated, 2), (.webhookBadSignature, 1)])
    func faults(kind: FaultKind, count: Int) async throws {
        try await Self.withHook("order.created") { (client, inbox, _) async throws in
            await client.shop.setFaults(FaultPlan([FaultRule(kind, times: 1)]))
            await client.shop.buy("MUG")
            let last = try #require(await client.shop.buy("MUG"))
            #expect(await eventually { await inbox.news.contains { $0.node["id"].int == last.orderID } })
            let first = await inbox.news.filter { $0.node["id"].int != last.orderID }
            #expect(first.count == count)
            #expect(
                first.allSatisfy {
                    ($0["X-WC-Webhook-Signature"] == Self.sign($0.body)) == (kind != .webhookBadSignature)
                })
        }
    }

    @Test("a delayed delivery comes after a later one")
    func delayed() async throws {
        try await Self.withHook("order.created") { (client, inbox, _) async throws in
            await client.shop.setFaults(FaultPlan([FaultRule(.webhookDelayed, times: 1, seconds: 20)]))
            let first = try #require(await client.shop.buy("MUG"))
            let second = try #require(await client.shop.buy("MUG"))
            #expect(await eventually { await inbox.news.count == 2 })
            #expect(await inbox.news.map { $0.node["id"].int } == [second.orderID, first.orderID])
        }
    }

    @Test("a delivery that is held back comes after the next one")
    func reordered() async throws {
        try await Self.withHook("order.created") { (client, inbox, _) async throws in
            // It is held back for three seconds at most: where the machine stood still for so long, it is tried again.
            for _ in 0..<10 {
                let (begun, heard) = (ContinuousClock.now, await inbox.news.count)
                await client.shop.setStock("MUG", to: 5)
                await client.shop.setFaults(FaultPlan([FaultRule(.webhookReordered, times: 1)]))
                let first = try #require(await client.shop.buy("MUG"))
                let isEarly = await eventually(within: 0.3) { await inbox.news.count > heard }
                let second = try #require(await client.shop.buy("MUG"))
                let isInTime = begun.duration(to: .now) < .seconds(2)
                #expect(await eventually { await inbox.news.count == heard + 2 })
                guard isInTime else { continue }
                #expect(!isEarly)
                #expect(
                    await inbox.news.dropFirst(heard).map { $0.node["id"].int } == [second.orderID, first.orderID])
                return
            }
            Issue.record("the machine was never quick enough")
        }
    }

    static func sign(_ body: [UInt8]) -> String {
        Data(HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data("s3cret".utf8))))
            .base64EncodedString()
    }

    static func withHook(
        _ topic: String, answering status: Int = 200,
        _ body: @escaping @Sendable (Client, Inbox, Int) async throws -> Void
    ) async throws {
        try await Inbox.open(answering: status) { inbox in
            try await OpenTwins.run { twins in
                let client = await twins.shop()
                let url = await inbox.url
                let answer = try await client.post(
                    "webhooks", #"{"name":"hub","topic":"\#(topic)","delivery_url":"\#(url)","secret":"s3cret"}"#)
                try await body(client, inbox, answer.object["id"].int ?? 0)
            }
        }
    }
}
