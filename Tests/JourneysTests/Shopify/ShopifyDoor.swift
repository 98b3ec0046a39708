import Commerce
import ConnectorKit
import Connectors
import Foundation
import Synchronization
import Twins
import Wire

/// The Shopify connector and the Shopify twin in one process, without sockets, with a clock moved by hand. They share no code.
struct ShopifyDoor: Sendable {
    let market: TwinMarket
    let shop: ShopifyShop
    let connector: ShopifyConnector
    let line: EtsyDoor.Line
    private let time = HandClock(1_790_000_000)

    static let goods = EtsyDoor.goods

    struct Missing: Error {}

    init(webhookDelay: Double = 0) async throws {
        let time = self.time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: webhookDelay), address: "http://127.0.0.1:1", wall: { time.date })
        self.shop = await self.market.openShopify("craft", goods: Self.goods, currency: "USD")
        self.line = EtsyDoor.Line(market: self.market, changing: { $0 })
        var settings = ShopifySettings()
        settings.currency = .usd
        self.connector = try ShopifyConnector(
            address: await self.shop.address, token: await self.shop.customApp.token, transport: self.line,
            settings: settings, now: { time.date })
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
            for offer in page.offers { offers[offer.sku ?? offer.ref.listing] = offer }
            token = page.next
        } while token != nil
        return offers
    }

    func orders() async throws -> [RemoteOrder] {
        guard let reader = self.connector.orders else { throw Missing() }
        return try await reader.page(nil, modifiedAfter: nil).value.orders
    }

    func write(_ changes: OfferChange...) async throws -> [OfferResult.Outcome] {
        guard let writer = self.connector.offers else { throw Missing() }
        return try await writer.write(changes).value.map(\.outcome)
    }

    func stock(_ sku: String) async -> Int? { await self.shop.report().items[sku]?.stock }
}

/// Time, moved by hand.
final class HandClock: Sendable {
    private let seconds: Mutex<Double>
    init(_ start: Double) { self.seconds = Mutex(start) }
    var date: Date { Date(timeIntervalSince1970: self.seconds.withLock { $0 }) }
    func pass(_ more: Double) { self.seconds.withLock { $0 += more } }
}
