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
    private let settings: ShopifySettings

    static let goods = EtsyDoor.goods

    /// - Parameter changing: What becomes of each good answer on its way.
    init(
        goods: [TwinProduct] = ShopifyDoor.goods, webhookDelay: Double = 0,
        bulkThreshold: Int = ShopifySettings().bulkThreshold, filePiece: Int = ShopifySettings().filePiece,
        changing: @escaping @Sendable (String) -> String = { $0 }
    ) async throws {
        let time = self.time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: webhookDelay), address: "http://127.0.0.1:1", wall: { time.date })
        self.shop = await self.market.openShopify("craft", goods: goods, currency: "USD")
        self.line = TwinLine(market: self.market, changing: changing)
        var settings = ShopifySettings()
        settings.currency = .usd
        (settings.bulkThreshold, settings.filePiece) = (bulkThreshold, filePiece)
        self.settings = settings
        self.connector = try ShopifyConnector(
            address: await self.shop.address, token: await self.shop.customApp.token, transport: self.line,
            settings: settings, now: { time.date })
    }

    /// A connection that keeps another location in step.
    func at(location: String) async throws -> ShopifyConnector { try await self.fresh { $0.location = location } }

    /// One that remembers nothing.
    func fresh(_ change: (inout ShopifySettings) -> Void = { _ in }) async throws -> ShopifyConnector {
        let time = self.time
        var settings = self.settings
        change(&settings)
        return try ShopifyConnector(
            address: await self.shop.address, token: await self.shop.customApp.token, transport: self.line,
            settings: settings, now: { time.date })
    }

    /// One whom the shop gave another token.
    func with(token: String) async throws -> ShopifyConnector {
        let time = self.time
        return try ShopifyConnector(
            address: await self.shop.address, token: token, transport: self.line, settings: self.settings,
            now: { time.date })
    }

    /// What another program asks, and what it is answered.
    func ask(_ document: String) async throws -> String {
        let body = try JSONEncoder().encode(["query": document])
        let address = await self.shop.address + "/admin/api/\(Shopify.version)/graphql.json"
        guard let url = URL(string: address) else { throw MissingPart() }
        let reply = await self.market.answer(
            TwinRequest(
                method: "POST", target: url.path(),
                headers: ["x-shopify-access-token": await self.shop.customApp.token, "host": "127.0.0.1:1"],
                body: Array(body)))
        return String(decoding: reply.body, as: UTF8.self).replacing("\\/", with: "/")
    }
}
