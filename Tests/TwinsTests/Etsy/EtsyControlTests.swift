import Foundation
import Testing
import Twins

@Suite("Controlling an Etsy twin over HTTP")
struct EtsyControlTests {
    @Test("a shop is opened, sells, hands out tokens and sends its webhooks to where the app wants them")
    func control() async throws {
        try await Inbox.open { inbox in
            let url = await inbox.url
            try await OpenTwins.run { (twins) async throws in
                let control = "\(twins.address)/_twin"
                let shop = try await Client.fetch(
                    "POST", "\(control)/shops", #"{"name":"craft","channel":"etsy","seed":"demo"}"#)
                #expect(shop.status == 201)
                #expect(shop.object["url"].string == "\(twins.address)/etsy")
                let endpoint = try await Client.fetch("POST", "\(control)/etsy/endpoints", #"{"url":"\#(url)"}"#)
                #expect(endpoint.object["secret"].string?.hasPrefix("whsec_") == true)
                let card = try await Client.fetch("PUT", "\(control)/etsy", #"{"perSecond":50}"#).object
                #expect(card["perSecond"].int == 50)
                let tokens = try await Client.fetch("POST", "\(control)/shops/craft/tokens", "{}").object
                let headers = [
                    "x-api-key": card["apiKey"].string ?? "",
                    "Authorization": "Bearer \(tokens["access"].string ?? "")",
                ]
                let me = "\(twins.address)/etsy/v3/application/users/me"
                let answer = try await Client.fetch("GET", me, nil, headers)
                #expect(answer.status == 200)
                #expect(answer.object["shop_id"].int == shop.object["shopID"].int)
                let sku = await twins.market.shop("craft")?.sellableSKUs().first ?? ""
                let sale = try await Client.fetch("POST", "\(control)/shops/craft/orders", #"{"sku":"\#(sku)"}"#)
                #expect(sale.status == 201)
                #expect(await eventually { await inbox.letters.isEmpty == false })
                #expect(await inbox.letters.first?.node["event_type"].string == "order.paid")
                #expect(try await Client.fetch("DELETE", "\(control)/shops/craft/tokens").status == 200)
                #expect(try await Client.fetch("GET", me, nil, headers).status == 401)
            }
        }
    }

    @Test(
        "a bad request is told what is wrong with it",
        arguments: [
            (#"{"name":"etsy"}"#, 400), (#"{"name":"x","channel":"nowhere"}"#, 400), (#"{"channel":"etsy"}"#, 400),
        ])
    func badShop(body: String, status: Int) async throws {
        try await OpenTwins.run { (twins) async throws in
            let answer = try await Client.fetch("POST", "\(twins.address)/_twin/shops", body)
            #expect(answer.status == status)
            #expect(answer.object["error"].string != nil)
        }
    }

    @Test("a stopped Etsy twin keeps listings, receipts, tokens and its book, and writes its environment")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "twins-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let options = TwinOptions(
            etsyShops: ["craft"], seed: "demo", webhookDelay: 0, stateFile: folder.appending(path: "state.json"),
            envFile: folder.appending(path: "env"))
        let before = Kept()
        try await OpenTwins.run(options) { (twins) async throws in
            let shop = try #require(await twins.market.etsyShop("craft"))
            let sku = await shop.sellableSKUs()[0]
            await shop.buy(sku)
            await before.keep(
                await shop.report(), await shop.book, await twins.market.etsy.grant(shop: "craft"))
            #expect(await eventually { FileManager.default.fileExists(atPath: options.envFile?.path ?? "") })
            let text = try String(contentsOf: folder.appending(path: "env"), encoding: .utf8)
            #expect(text.contains("TWIN_ETSY_URL=\(twins.address)/etsy\n"))
            #expect(text.contains("TWIN_CRAFT_SHOP_ID=\(shop.shopID)\n"))
            #expect(text.contains("TWIN_CRAFT_REFRESH_TOKEN=\(shop.userID)."))
        }
        try await OpenTwins.run(options) { (twins) async throws in
            let shop = try #require(await twins.market.etsyShop("craft"))
            #expect(await shop.report().orders == before.report?.orders)
            #expect(await shop.report().items == before.report?.items)
            #expect(await shop.book.entries == before.book?.entries)
            let answer = try await Client.fetch(
                "GET", "\(await twins.market.etsy.address)/v3/application/users/me", nil,
                [
                    "x-api-key": await twins.market.etsy.apiKey,
                    "Authorization": "Bearer \(await before.tokens?.access ?? "")",
                ])
            #expect(answer.status == 200)
        }
    }

    @Test("one crowd buys on both channels")
    func crowd() async throws {
        let desk = try await EtsyDesk(goods: TwinSeed.catalogue(named: "demo"))
        let wool = await desk.market.open("wool", seed: "demo")
        await desk.market.startCrowd(CrowdPlan(rate: 10, purchases: 60))
        for _ in 1...10 {
            desk.pass(1)
            await desk.market.tick()
        }
        #expect(await desk.market.crowdTried == 60)
        #expect(await desk.shop.book.orderIDs.count > 10)
        #expect(await wool.book.orderIDs.count > 10)
    }

    actor Kept {
        var report: ShopReport?
        var book: BookOfSales?
        var tokens: EtsyTokens?
        func keep(_ report: ShopReport, _ book: BookOfSales, _ tokens: EtsyTokens?) {
            (self.report, self.book, self.tokens) = (report, book, tokens)
        }
    }
}
