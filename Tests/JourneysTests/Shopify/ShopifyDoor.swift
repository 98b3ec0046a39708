import Commerce
import ConnectorKit
import Connectors
import Foundation
import Twins
import Wire

/// The Shopify connector and the Shopify twin.
struct ShopifyDoor: TwinDoor {
    let market: TwinMarket
    let shop: ShopifyShop
    let connector: ShopifyConnector
    let line: TwinLine
    let time = HandClock()

    static let goods = EtsyDoor.goods

    /// - Parameter changing: What becomes of each good answer on its way.
    init(
        webhookDelay: Double = 0, changing: @escaping @Sendable (String) -> String = { $0 }
    ) async throws {
        let time = self.time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: webhookDelay), address: "http://127.0.0.1:1", wall: { time.date })
        self.shop = await self.market.openShopify("craft", goods: Self.goods, currency: "USD")
        self.line = TwinLine(market: self.market, changing: changing)
        var settings = ShopifySettings()
        settings.currency = .usd
        self.connector = try ShopifyConnector(
            address: await self.shop.address, token: await self.shop.customApp.token, transport: self.line,
            settings: settings, now: { time.date })
    }

    /// A connection that keeps another location in step.
    func at(location: String) async throws -> ShopifyConnector {
        let time = self.time
        var settings = ShopifySettings()
        settings.currency = .usd
        settings.location = location
        return try ShopifyConnector(
            address: await self.shop.address, token: await self.shop.customApp.token, transport: self.line,
            settings: settings, now: { time.date })
    }
}
