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

    /// - Parameters:
    ///   - isForwarded: Whether EventBridge forwards into the queue, too.
    ///   - changing: What becomes of each good answer on its way.
    init(
        goods: [TwinProduct] = AmazonDoor.goods, isForwarded: Bool = false,
        changing: @escaping @Sendable (String) -> String = { $0 }
    ) async throws {
        let time = self.time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://127.0.0.1:1", wall: { time.date })
        self.shop = await self.market.openAmazon("seller", goods: goods, currency: "USD")
        guard let granted = await self.market.amazon.grant(shop: "seller") else { throw MissingPart() }
        let queues = self.market.queues
        guard let address = URL(string: await queues.url()) else { throw MissingPart() }
        var settings = AmazonSettings()
        settings.currency = .usd
        self.connector = try AmazonConnector(
            address: "http://127.0.0.1:1/amazon?marketplaces=US", seller: granted.sellerID,
            app: ChannelApp(
                clientID: await self.market.amazon.clientID, clientSecret: await self.market.amazon.clientSecret,
                applicationID: await self.market.amazon.applicationID,
                queue: ChannelQueue(
                    address: address, keyID: queues.keyID, secret: queues.secret, isForwarded: isForwarded)),
            tokens: OAuthTokens(access: granted.access, refresh: granted.refresh, expiresAt: .distantFuture),
            transport: TwinLine(market: self.market, changing: changing), settings: settings, now: { time.date })
    }

    /// The same account, whose notifications go to another queue.
    static func connector(of door: AmazonDoor, queue: String) async throws -> AmazonConnector {
        let (time, queues) = (door.time, door.market.queues)
        guard let granted = await door.market.amazon.grant(shop: "seller"),
            let address = URL(string: await queues.url(of: queue))
        else { throw MissingPart() }
        return try AmazonConnector(
            address: "http://127.0.0.1:1/amazon?marketplaces=US", seller: granted.sellerID,
            app: ChannelApp(
                clientID: await door.market.amazon.clientID, clientSecret: await door.market.amazon.clientSecret,
                queue: ChannelQueue(address: address, keyID: queues.keyID, secret: queues.secret)),
            tokens: OAuthTokens(access: granted.access, refresh: granted.refresh, expiresAt: .distantFuture),
            transport: TwinLine(market: door.market, changing: { $0 }), now: { time.date })
    }

    /// The queue, as somebody with this key reads it.
    func queue(
        _ key: String? = nil, _ secret: String? = nil, named name: String = "entrepot"
    ) async throws -> any NoticeQueue {
        let (time, queues) = (self.time, self.market.queues)
        guard let opening = Amazon.channel.queue, let address = URL(string: await queues.url(of: name)) else {
            throw MissingPart()
        }
        return try opening(
            ChannelQueue(address: address, keyID: key ?? queues.keyID, secret: secret ?? queues.secret),
            TwinLine(market: self.market, changing: { $0 }), { time.date })
    }

    /// Looks after the subscriptions until no more are due.
    func subscribe() async throws -> [WebhookState] {
        guard let registrar = self.connector.webhooks, let queue = registrar.queue else { throw MissingPart() }
        var states: [WebhookState] = []
        repeat {
            await self.pass(6)
            states = try await registrar.ensure(address: queue, secret: "", writesSecret: false).value
        } while states.count < registrar.topics?.count ?? 0
        return states
    }
}
