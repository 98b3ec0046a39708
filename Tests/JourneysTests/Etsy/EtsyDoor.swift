import Commerce
import ConnectorKit
import Connectors
import Foundation
import Twins
import Wire

/// The Etsy connector and the Etsy twin.
struct EtsyDoor: TwinDoor {
    let market: TwinMarket
    let shop: EtsyShop
    let connector: EtsyConnector
    let line: TwinLine
    let time = HandClock()

    static let goods = [
        TwinProduct(sku: "MUG", name: "Mum's \"best\" mug & saucer", price: "12.50", stock: 5),
        TwinProduct(
            sku: "SHIRT-S", name: "Linen Shirt - Small", price: "54.00", stock: 3, parent: "SHIRT",
            parentName: "Linen Shirt", options: [TwinOption("Size", "Small")]),
        TwinProduct(
            sku: "SHIRT-L", name: "Linen Shirt - Large", price: "56.00", stock: 2, parent: "SHIRT",
            parentName: "Linen Shirt", options: [TwinOption("Size", "Large")]),
    ]

    /// - Parameter changing: What becomes of each good answer on its way.
    init(pageSize: Int = 100, changing: @escaping @Sendable (String) -> String = { $0 }) async throws {
        let time = self.time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://127.0.0.1:1", wall: { time.date })
        self.shop = await self.market.openEtsy("craft", goods: Self.goods, currency: "USD")
        self.line = TwinLine(market: self.market, changing: changing)
        guard let granted = await self.market.etsy.grant(shop: "craft", scopes: Etsy.manifest.scopes) else {
            throw MissingPart()
        }
        var settings = EtsySettings()
        settings.currency = .usd
        settings.pageSize = pageSize
        self.connector = try EtsyConnector(
            address: "http://127.0.0.1:1/etsy",
            app: ChannelApp(
                clientID: await self.market.etsy.keystring, clientSecret: await self.market.etsy.sharedSecret),
            tokens: OAuthTokens(access: granted.access, refresh: granted.refresh, expiresAt: .distantFuture),
            transport: self.line, settings: settings, now: { time.date })
    }
}
