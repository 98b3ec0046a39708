import Commerce
import ConnectorKit
import Connectors
import Foundation
import Twins
import Wire

/// The Amazon connector and the Amazon twin.
struct AmazonDoor: TwinDoor {
    let market: TwinMarket
    let shop: AmazonShop
    let connector: AmazonConnector
    let time = HandClock()

    static let goods = [
        TwinProduct(sku: "MUG", name: "Mum's \"best\" mug & saucer", price: "12.50", stock: 5),
        TwinProduct(
            sku: "SHIRT-S", name: "Linen Shirt - Small", price: "54.00", stock: 3, parent: "SHIRT",
            parentName: "Linen Shirt", options: [TwinOption("Size", "Small")]),
        TwinProduct(
            sku: "A,B/C D", name: "A name with everything", price: "56.00", stock: 2),
    ]

    /// - Parameter changing: What becomes of each good answer on its way.
    init(
        goods: [TwinProduct] = AmazonDoor.goods, changing: @escaping @Sendable (String) -> String = { $0 }
    ) async throws {
        let time = self.time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://127.0.0.1:1", wall: { time.date })
        self.shop = await self.market.openAmazon("seller", goods: goods, currency: "USD")
        guard let granted = await self.market.amazon.grant(shop: "seller") else { throw MissingPart() }
        var settings = AmazonSettings()
        settings.currency = .usd
        self.connector = try AmazonConnector(
            address: "http://127.0.0.1:1/amazon?marketplaces=US", seller: granted.sellerID,
            app: ChannelApp(
                clientID: await self.market.amazon.clientID, clientSecret: await self.market.amazon.clientSecret,
                applicationID: await self.market.amazon.applicationID),
            tokens: OAuthTokens(access: granted.access, refresh: granted.refresh, expiresAt: .distantFuture),
            transport: TwinLine(market: self.market, changing: changing), settings: settings, now: { time.date })
    }
}
