import Commerce
import ConnectorKit
import Connectors
import Foundation
import Synchronization
import Twins
import Wire
import Workbench

/// The Etsy connector and the Etsy twin in one process, without sockets, with a clock moved by hand. They share no code.
struct EtsyDoor: Sendable {
    let market: TwinMarket
    let shop: EtsyShop
    let connector: EtsyConnector
    let line: Line
    private let time: HandTime

    static let goods = [
        TwinProduct(sku: "MUG", name: "Mum's \"best\" mug & saucer", price: "12.50", stock: 5),
        TwinProduct(
            sku: "SHIRT-S", name: "Linen Shirt - Small", price: "54.00", stock: 3, parent: "SHIRT",
            parentName: "Linen Shirt", options: [TwinOption("Size", "Small")]),
        TwinProduct(
            sku: "SHIRT-L", name: "Linen Shirt - Large", price: "56.00", stock: 2, parent: "SHIRT",
            parentName: "Linen Shirt", options: [TwinOption("Size", "Large")]),
    ]

    struct Missing: Error {}

    /// - Parameter changing: What becomes of each good answer on its way.
    init(pageSize: Int = 100, changing: @escaping @Sendable (String) -> String = { $0 }) async throws {
        let time = HandTime()
        self.time = time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://127.0.0.1:1", wall: { time.now })
        self.shop = await self.market.openEtsy("craft", goods: Self.goods, currency: "USD")
        self.line = Line(market: self.market, changing: changing)
        guard let granted = await self.market.etsy.grant(shop: "craft", scopes: Etsy.manifest.scopes) else {
            throw Missing()
        }
        var settings = EtsySettings()
        settings.currency = .usd
        settings.pageSize = pageSize
        self.connector = try EtsyConnector(
            address: "http://127.0.0.1:1/etsy",
            app: ChannelApp(
                clientID: await self.market.etsy.keystring, clientSecret: await self.market.etsy.sharedSecret),
            tokens: OAuthTokens(access: granted.access, refresh: granted.refresh, expiresAt: .distantFuture),
            transport: self.line, settings: settings, now: { time.now })
    }

    func pass(_ seconds: Double) { self.time.pass(seconds) }

    /// Every offer, page by page, by SKU.
    func offers() async throws -> [String: RemoteOffer] {
        guard let reader = self.connector.listings else { throw Missing() }
        var offers: [String: RemoteOffer] = [:]
        var token: PageToken?
        repeat {
            let page = try await reader.page(token, modifiedAfter: nil).value
            for offer in page.offers { offers[offer.sku ?? offer.ref.listing] = offer }
            token = page.next
            self.pass(1)
        } while token != nil
        return offers
    }

    func orders() async throws -> [RemoteOrder] {
        guard let reader = self.connector.orders else { throw Missing() }
        return try await reader.page(nil, modifiedAfter: nil).value.orders
    }

    func stock(_ sku: String) async -> Int? { await self.shop.report().items[sku]?.stock }

    /// Calls of the connector, answered by the twin at once.
    final class Line: Transport {
        let market: TwinMarket
        private let changing: @Sendable (String) -> String
        private let sent = Mutex<[String]>([])

        init(market: TwinMarket, changing: @escaping @Sendable (String) -> String) {
            self.market = market
            self.changing = changing
        }

        /// Method, path, query and body of each call.
        var calls: [String] { self.sent.withLock { $0 } }

        func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
            let parts = URLComponents(url: call.url, resolvingAgainstBaseURL: false)
            let target = call.url.path(percentEncoded: true) + (parts?.percentEncodedQuery.map { "?\($0)" } ?? "")
            let body = call.body ?? []
            ConformanceLog.note(call)
            self.sent.withLock { $0.append("\(call.method) \(target) \(String(decoding: body, as: UTF8.self))") }
            var headers = Dictionary(call.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
            headers["host"] = "127.0.0.1:1"
            let reply = await self.market.answer(
                TwinRequest(method: call.method, target: target, headers: headers, body: body))
            guard reply.ending == .whole else { throw .interrupted }
            guard (200..<300).contains(reply.status) else {
                return HTTPReply(status: reply.status, headers: reply.headers, body: reply.body)
            }
            let text = self.changing(String(decoding: reply.body, as: UTF8.self))
            return HTTPReply(status: reply.status, headers: reply.headers, body: Array(text.utf8))
        }
    }

    private final class HandTime: Sendable {
        private let seconds = Mutex(1_790_000_000.0)
        var now: Date { Date(timeIntervalSince1970: self.seconds.withLock { $0 }) }
        func pass(_ more: Double) { self.seconds.withLock { $0 += more } }
    }
}
