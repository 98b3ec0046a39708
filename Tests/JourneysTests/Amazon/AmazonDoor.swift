import Commerce
import ConnectorKit
import Connectors
import Foundation
import Synchronization
import Twins
import Wire
import Workbench

/// The Amazon connector and the Amazon twin in one process, without sockets, with a clock moved by hand. They share no code.
struct AmazonDoor: Sendable {
    let market: TwinMarket
    let shop: AmazonShop
    let connector: AmazonConnector
    private let time: HandTime

    static let goods = [
        TwinProduct(sku: "MUG", name: "Mum's \"best\" mug & saucer", price: "12.50", stock: 5),
        TwinProduct(
            sku: "SHIRT-S", name: "Linen Shirt - Small", price: "54.00", stock: 3, parent: "SHIRT",
            parentName: "Linen Shirt", options: [TwinOption("Size", "Small")]),
        TwinProduct(
            sku: "A,B/C D", name: "A name with everything", price: "56.00", stock: 2),
    ]

    struct Missing: Error {}

    /// - Parameter changing: What becomes of each good answer on its way.
    init(
        goods: [TwinProduct] = AmazonDoor.goods, changing: @escaping @Sendable (String) -> String = { $0 }
    ) async throws {
        let time = HandTime()
        self.time = time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://127.0.0.1:1", wall: { time.now })
        self.shop = await self.market.openAmazon("seller", goods: goods, currency: "USD")
        guard let granted = await self.market.amazon.grant(shop: "seller") else { throw Missing() }
        var settings = AmazonSettings()
        settings.currency = .usd
        self.connector = try AmazonConnector(
            address: "http://127.0.0.1:1/amazon?marketplaces=US", seller: granted.sellerID,
            app: ChannelApp(
                clientID: await self.market.amazon.clientID, clientSecret: await self.market.amazon.clientSecret,
                applicationID: await self.market.amazon.applicationID),
            tokens: OAuthTokens(access: granted.access, refresh: granted.refresh, expiresAt: .distantFuture),
            transport: EtsyDoor.Line(market: self.market, changing: changing), settings: settings, now: { time.now })
    }

    func pass(_ seconds: Double) async {
        self.time.pass(seconds)
        await self.market.tick()
    }

    /// Every offer, page by page, by SKU.
    func offers() async throws -> [String: RemoteOffer] {
        guard let reader = self.connector.listings else { throw Missing() }
        var offers: [String: RemoteOffer] = [:]
        var token: PageToken?
        repeat {
            let page = try await reader.page(token, modifiedAfter: nil).value
            for offer in page.offers { offers[offer.ref.listing] = offer }
            token = page.next
            await self.pass(1)
        } while token != nil
        return offers
    }

    func orders() async throws -> [RemoteOrder] {
        guard let reader = self.connector.orders else { throw Missing() }
        return try await reader.page(nil, modifiedAfter: nil).value.orders
    }

    func stock(_ sku: String) async -> Int? { await self.shop.report().items[sku]?.stock }

    private final class HandTime: Sendable {
        private let seconds = Mutex(1_790_000_000.0)
        var now: Date { Date(timeIntervalSince1970: self.seconds.withLock { $0 }) }
        func pass(_ more: Double) { self.seconds.withLock { $0 += more } }
    }
}
