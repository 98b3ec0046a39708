import Foundation
import Synchronization
import Testing
import Twins

@Suite("A market without a server")
struct MarketTests {
    @Test("answers calls, sells and delivers webhooks by being asked to")
    func inProcess() async throws {
        let hall = Hall()
        let shop = await hall.market.open("shop-a", goods: OpenTwins.goods)
        let hook = await hall.call(
            "POST", "/shop-a/wp-json/wc/v3/webhooks", key: await shop.keys[0],
            #"{"name":"h","topic":"order.created","delivery_url":"http://hub.invalid/in"}"#)
        #expect(hook.status == 201)
        await shop.buy("MUG", units: 2)
        #expect(await hall.market.shop("shop-a")?.report().items["MUG"]?.stock == 3)
        let ping = await hall.market.takeDeliveries()
        #expect(ping.count == 1)
        hall.pass(2)
        await hall.market.tick()
        #expect(await hall.market.takeDeliveries().isEmpty, "nothing was heard of the ping yet")
        for hook in ping { await hall.market.delivered(hook, status: 200) }
        let news = await hall.market.takeDeliveries()
        #expect(news.map(\.url) == ["http://hub.invalid/in"])
        #expect(news.first?.headers.contains { $0 == ("X-WC-Webhook-Topic", "order.created") } == true)
    }

    @Test("lives the same day twice when asked the same things at the same times", arguments: [1, 7] as [UInt64])
    func sameDay(seed: UInt64) async {
        #expect(await Self.day(seed) == Self.day(seed))
    }

    /// Two shops with every fault and a crowd: the answers to 120 calls, and the webhooks, as text.
    private static func day(_ seed: UInt64) async -> [String] {
        let hall = Hall()
        for name in ["shop-a", "shop-b"] {
            await hall.market.open(name, seed: "demo", faults: .everything(seed: seed))
        }
        await hall.market.startCrowd(CrowdPlan(rate: 20, seed: seed))
        var lines: [String] = []
        for step in 0..<120 {
            hall.pass(0.25)
            await hall.market.tick()
            for hook in await hall.market.takeDeliveries() {
                lines.append(String(decoding: hook.body, as: UTF8.self))
                await hall.market.delivered(hook, status: 200)
            }
            guard let shop = await hall.market.wooShop(step.isMultiple(of: 2) ? "shop-a" : "shop-b") else { continue }
            let what = step.isMultiple(of: 3) ? "orders" : "products"
            let reply = await hall.call(
                "GET", "/\(shop.name)/wp-json/wc/v3/\(what)?per_page=100", key: await shop.keys[0])
            lines.append(
                "\(reply.status) \(reply.delay) \(reply.ending) \(String(decoding: reply.body, as: UTF8.self))")
        }
        for report in await hall.market.reports() { lines.append("\(report.orders)") }
        return lines
    }

    /// A market whose clock is moved by hand.
    struct Hall: Sendable {
        let market: TwinMarket
        private let time: Clock

        init() {
            let time = Clock()
            self.time = time
            self.market = TwinMarket(address: "http://twins.invalid", wall: { time.now })
        }

        func pass(_ seconds: Double) { self.time.pass(seconds) }

        func call(_ method: String, _ target: String, key: TwinKey, _ body: String = "") async -> TwinReply {
            let login = Data("\(key.key):\(key.secret)".utf8).base64EncodedString()
            return await self.market.answer(
                TwinRequest(
                    method: method, target: target,
                    headers: ["host": "twins.invalid", "authorization": "Basic \(login)"], body: Array(body.utf8)))
        }
    }

    final class Clock: Sendable {
        private let seconds = Mutex(1_790_000_000.0)
        var now: Date { Date(timeIntervalSince1970: self.seconds.withLock { $0 }) }
        func pass(_ more: Double) { self.seconds.withLock { $0 += more } }
    }
}
