import Foundation
import Testing
import Twins
import Workbench

@Suite("An eBay twin's control")
struct EbayControlTests {
    @Test("opens sellers, tells the app's keys, gives and takes tokens, and sets habits")
    func control() async throws {
        try await OpenTwins.run { (twins) async throws in
            let control = "\(twins.address)/_twin"
            let opened = try await Client.fetch(
                "POST", control + "/shops", #"{"name":"seller","channel":"ebay","seed":"demo","currency":"USD"}"#)
            #expect(opened.status == 201 && opened.object["marketplace"].string == "EBAY_US")
            let app = try await Client.fetch("PUT", control + "/ebay", #"{"perDay":{"inventory":1},"tokenLife":60}"#)
            #expect(app.object["ruName"].string == (await twins.market.ebay.ruName))
            let tokens = try await Client.fetch("POST", control + "/shops/seller/tokens", "{}")
            #expect(tokens.object["expiresIn"].int == 60)
            let headers = ["Authorization": "Bearer \(tokens.object["access"].string ?? "")"]
            let url = "\(twins.address)/ebay/sell/inventory/v1/inventory_item"
            #expect(try await Client.fetch("GET", url, nil, headers).status == 200)
            #expect(try await Client.fetch("GET", url, nil, headers).status == 429)
            let habits = try await Client.fetch(
                "PUT", control + "/shops/seller/habits",
                #"{"outOfStockControl":false,"skusPerUpdate":1,"olderListings":[{"sku":"OLD","name":"Old","price":"5.00","stock":1}]}"#
            )
            #expect(habits.status == 200)
            #expect(await twins.market.ebayShop("seller")?.olderListings.count == 1)
            #expect(try await Client.fetch("DELETE", control + "/shops/seller/tokens", nil).status == 200)
            #expect(try await Client.fetch("GET", url, nil, headers).status == 401)
            let bad = try await Client.fetch("PUT", control + "/ebay", #"{"perDay":{"nothing":1}}"#)
            #expect(bad.status == 400)
        }
    }

    @Test("every channel is opened by its name, and the first where none is said; no other name is known")
    func channels() async throws {
        try await OpenTwins.run { (twins) async throws in
            let shops = "\(twins.address)/_twin/shops"
            for channel in ["woocommerce", "etsy", "amazon", "shopify", "ebay"] {
                let opened = try await Client.fetch("POST", shops, #"{"name":"s-\#(channel)","channel":"\#(channel)"}"#)
                #expect(opened.status == 201 && opened.object["channel"].string == channel)
                #expect(opened.object["key"].string?.isEmpty == false)
            }
            let plain = try await Client.fetch("POST", shops, #"{"name":"plain"}"#)
            #expect(plain.object["channel"].string == "woocommerce")
            let strange = try await Client.fetch("POST", shops, #"{"name":"x","channel":"nowhere"}"#)
            #expect(strange.status == 400 && strange.object["error"].string?.contains("ebay") == true)
        }
    }

    @Test("a stopped eBay twin keeps listings, orders, tokens and its book, and writes its environment")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "twins-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let options = TwinOptions(
            ebayShops: ["seller"], seed: "demo", webhookDelay: 0, stateFile: folder.appending(path: "state.json"),
            envFile: folder.appending(path: "env"))
        let before = Kept()
        try await OpenTwins.run(options) { (twins) async throws in
            let shop = try #require(await twins.market.ebayShop("seller"))
            await shop.buy(await shop.sellableSKUs()[0])
            await before.keep(await shop.report(), await shop.book, await twins.market.ebay.grant(shop: "seller"))
            #expect(await eventually { FileManager.default.fileExists(atPath: options.envFile?.path ?? "") })
            let text = try String(contentsOf: folder.appending(path: "env"), encoding: .utf8)
            #expect(text.contains("TWIN_EBAY_URL=\(twins.address)/ebay\n"))
            #expect(text.contains("TWIN_EBAY_RUNAME=\(await twins.market.ebay.ruName)\n"))
            #expect(text.contains("TWIN_SELLER_USER_ID=\(shop.userID)\n"))
        }
        try await OpenTwins.run(options) { (twins) async throws in
            let shop = try #require(await twins.market.ebayShop("seller"))
            #expect(await shop.report().orders == before.report?.orders)
            #expect(await shop.report().items == before.report?.items)
            #expect(await shop.book.entries == before.book?.entries)
            let answer = try await Client.fetch(
                "GET", "\(await twins.market.ebay.address)/commerce/identity/v1/user/", nil,
                ["Authorization": "Bearer \(await before.tokens?.access ?? "")"])
            #expect(answer.object["userId"].string == shop.userID)
        }
    }

    @Test("one crowd buys on eBay, too, and some of it cancels or pays late")
    func crowd() async throws {
        let desk = try await EbayDesk(goods: TwinSeed.catalogue(named: "demo"))
        await desk.market.startCrowd(CrowdPlan(rate: 10, unpaidShare: 0.3, cancelShare: 0.3, purchases: 80))
        for _ in 1...15 { await desk.pass(1) }
        #expect(await desk.market.crowdTried == 80)
        let kinds = Set(await desk.shop.book.entries.map(\.kind))
        #expect(kinds.isSuperset(of: [.sale, .hold, .cancellation, .status]))
        await desk.market.settle()
        let report = await desk.shop.report()
        #expect(report.orders.allSatisfy { $0.status != "PENDING" })
        #expect(report.items.values.allSatisfy { ($0.stock ?? 0) >= 0 })
    }

    actor Kept {
        var report: ShopReport?
        var book: BookOfSales?
        var tokens: EbayTokens?
        func keep(_ report: ShopReport, _ book: BookOfSales, _ tokens: EbayTokens?) {
            (self.report, self.book, self.tokens) = (report, book, tokens)
        }
    }
}
