import Commerce
import ConnectorKit
import Connectors
import Foundation
import Twins
import Wire

/// The eBay connector and the eBay twin.
struct EbayDoor: TwinDoor {
    let market: TwinMarket
    let shop: EbayShop
    let connector: EbayConnector
    let line: TwinLine
    let time = HandClock()

    static let goods = EtsyDoor.goods

    /// - Parameter changing: What becomes of each good answer on its way.
    init(
        goods: [TwinProduct] = EbayDoor.goods, batch: Int = 1, orderPage: Int = 200,
        changing: @escaping @Sendable (String) -> String = { $0 }
    ) async throws {
        let time = self.time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://127.0.0.1:1", wall: { time.date })
        self.shop = await self.market.openEbay("craft", goods: goods, currency: "USD")
        self.line = TwinLine(market: self.market, changing: changing)
        guard
            let granted = await self.market.ebay.grant(
                shop: "craft", scopes: Ebay.manifest.scopes.map { "https://api.ebay.com/oauth/api_scope/" + $0 })
        else { throw MissingPart() }
        var settings = EbaySettings()
        (settings.batch, settings.orderPage) = (batch, orderPage)
        self.connector = try EbayConnector(
            address: await self.market.ebay.address + "?marketplace=EBAY_US", app: await Self.app(self.market),
            tokens: OAuthTokens(access: granted.access, refresh: granted.refresh, expiresAt: .distantFuture),
            transport: self.line, settings: settings, now: { time.date })
    }

    static func app(_ market: TwinMarket) async -> ChannelApp {
        ChannelApp(
            clientID: await market.ebay.clientID, clientSecret: await market.ebay.clientSecret,
            applicationID: await market.ebay.ruName)
    }

    /// Calls of the connector with this in them.
    func calls(_ part: String) -> Int { self.line.calls.count { $0.contains(part) } }
}
