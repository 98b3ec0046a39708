import Crypto
import Foundation
import Testing
import Twins

@Suite("An Etsy twin's webhooks")
struct EtsyWebhookTests {
    @Test("tell of payments, shipments and cancellations, thin and signed", arguments: [false, true])
    func signed(isVersioned: Bool) async throws {
        let desk = try await EtsyDesk()
        let endpoint = await desk.market.etsy.addEndpoint("http://hub.invalid/etsy", isVersioned: isVersioned)
        #expect(endpoint.secret.hasPrefix("whsec_"))
        let sale = try #require(await desk.shop.buy("MUG"))
        let hook = try #require(await desk.market.takeDeliveries().first)
        #expect(hook.url == "http://hub.invalid/etsy")
        func header(_ name: String) -> String { hook.headers.first { $0.name == name }?.value ?? "" }
        let key = try #require(Data(base64Encoded: String(endpoint.secret.dropFirst(6))))
        let text =
            "\(header("webhook-id")).\(header("webhook-timestamp"))." + String(decoding: hook.body, as: UTF8.self)
        let code = Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
        #expect(header("webhook-signature") == (isVersioned ? "v1," : "") + code.base64EncodedString())
        let body = Node(try JSONSerialization.jsonObject(with: Data(hook.body)))
        #expect(body.keys == ["event_type", "resource_url", "shop_id"])
        #expect(body["event_type"].string == "order.paid")
        #expect(body["shop_id"].int == desk.shop.shopID)
        #expect(body["resource_url"].string?.hasSuffix("/shops/\(desk.shop.shopID)/receipts/\(sale.orderID)") == true)
    }

    @Test("come again when not answered, and stop when answered")
    func retries() async throws {
        let desk = try await EtsyDesk()
        await desk.market.etsy.addEndpoint("http://hub.invalid/etsy", events: ["order.paid"])
        await desk.shop.buy("MUG")
        let first = try #require(await desk.market.takeDeliveries().first)
        #expect(await desk.market.takeDeliveries().isEmpty)
        await desk.market.delivered(first, status: 500)
        #expect(await desk.market.takeDeliveries().isEmpty)
        desk.pass(6)
        let second = try #require(await desk.market.takeDeliveries().first)
        #expect(second.body == first.body)
        await desk.market.delivered(second, status: nil)
        desk.pass(301)
        let third = try #require(await desk.market.takeDeliveries().first)
        await desk.market.delivered(third, status: 200)
        desk.pass(100_000)
        #expect(await desk.market.takeDeliveries().isEmpty)
    }

    @Test(
        "may be lost, doubled, late, out of order or wrongly signed",
        arguments: [
            (FaultKind.webhookLost, 0), (.webhookDuplicated, 4), (.webhookDelayed, 0), (.webhookReordered, 0),
            (.webhookBadSignature, 2),
        ])
    func faults(kind: FaultKind, atOnce: Int) async throws {
        let desk = try await EtsyDesk(faults: FaultPlan([FaultRule(kind)]))
        await desk.market.etsy.addEndpoint("http://hub.invalid/etsy")
        await desk.shop.buy("MUG")
        await desk.shop.buy("SHIRT-S")
        #expect(await desk.market.takeDeliveries().count == atOnce)
    }
}
