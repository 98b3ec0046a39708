import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Twins
import Vault
import Wire

/// Shops, each opened and let in as its channel has it.
extension Director {
    /// What a person does in the channels' developer portals: where consents come back to, and where webhooks go.
    func register() async {
        guard let hub = World.address else { return }
        func back(_ channel: String) -> [String] { [hub.appending(path: "oauth/callback/\(channel)").absoluteString] }
        let market = self.world.market
        let (etsy, amazon) = (await market.etsy, await market.amazon)
        await etsy.setRedirects(back("etsy"))
        let endpoint = await etsy.addEndpoint(hub.appending(path: "hooks/app/etsy").absoluteString)
        await amazon.setRedirects(back("amazon"))
        await market.setShopifyRedirects(back("shopify"))
        let shopify = await market.shopifyApp
        self.world.apps = [
            "etsy": ChannelApp(
                clientID: await etsy.keystring, clientSecret: await etsy.sharedSecret, webhookSecret: endpoint.secret),
            "shopify": ChannelApp(clientID: shopify.clientID, clientSecret: shopify.clientSecret),
            "amazon": ChannelApp(
                clientID: await amazon.clientID, clientSecret: await amazon.clientSecret,
                applicationID: await amazon.applicationID),
        ]
    }

    func open(_ shop: Scene.Shop, goods: [TwinProduct], _ desk: Desk) async throws -> ConnectionHealth {
        let market = self.world.market
        let address: String
        switch shop.channel {
        case "etsy":
            await market.openEtsy(shop.name, goods: goods).setClock(skew: shop.skew)
            address = await market.etsy.address
        case "shopify":
            let twin = await market.openShopify(shop.name, goods: goods)
            await twin.setClock(skew: shop.skew)
            await twin.setConsent(agrees: true)
            address = await twin.address
        case "amazon":
            await market.openAmazon(shop.name, goods: goods).setClock(skew: shop.skew)
            address = await market.amazon.address + "?marketplaces=GB"
        default:
            let twin = await market.open(shop.name, goods: goods)
            await twin.setClock(skew: shop.skew)
            let key = await twin.keys[0]
            return try await ConnectShop(
                channel: shop.channel, name: shop.name, address: await twin.address,
                credentials: ["key": Secret(key.key), "secret": Secret(key.secret)], settings: Self.settings(shop)
            ).run(desk).connection
        }
        return try await self.consent(.new(channel: shop.channel, name: shop.name, address: address), shop, desk)
    }

    /// Seconds until a merchant sees that the hub asks for consent again. A process that ended between Etsy's answer and
    /// the store has spent the old refresh token and lost the new one: nobody else can heal that.
    private static let attention = 1_200.0

    func keepConsents() async {
        let shops = self.world.scene.workspaces.flatMap(\.shops).filter(\.isLetIn)
        while !self.world.isOver, !shops.isEmpty {
            await self.world.loop.sleep(
                until: self.world.now.addingTimeInterval(Self.attention), or: self.world.merchants)
            for shop in shops where !self.world.isOver {
                do { try await self.consentAgain(shop) } catch { self.world.history.note("\(shop.name): \(error)") }
            }
        }
    }

    private func consentAgain(_ shop: Scene.Shop) async throws {
        let index = self.world.scene.workspace(of: shop.name)
        guard let id = self.world.connections[shop.name], self.world.tenants.indices.contains(index),
            try await self.world.store.read(
                as: self.world.tenants[index], { try ConnectionRecords.load($0, id)?.state }) == .unauthorized
        else { return }
        self.world.history.note("\(shop.name): its merchant consents again")
        _ = try await self.consent(.renewal(connection: shop.name), shop, self.front.desk(index))
    }

    /// The merchant opens the consent page in a browser, says yes, and is sent back with a code.
    private func consent(
        _ aim: BeginConsent.Aim, _ shop: Scene.Shop, _ desk: Desk
    ) async throws -> ConnectionHealth {
        await self.world.market.etsy.signIn(as: shop.name)
        await self.world.market.amazon.signIn(as: shop.name)
        let asked = try await BeginConsent(aim, settings: Self.settings(shop)).run(desk)
        guard let page = URL(string: asked.page) else { throw SimulatorError.stage("the consent has no page") }
        let reply = await self.world.market.answer(TwinWire.request(HTTPCall("GET", page)))
        guard let back = reply.headers.first(where: { $0.name == "Location" })?.value,
            let query = URLComponents(string: back)?.percentEncodedQuery
        else { throw SimulatorError.stage("the consent page leads nowhere: \(reply.status)") }
        return try await FinishConsent(ConsentAnswer(query: query), channel: shop.channel).run(desk.hub).connection
    }
}
