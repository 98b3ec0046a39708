import Foundation
import Testing
import Twins

@Suite("The control API")
struct ControlTests {
    @Test("opens a shop, fills it and tells its address and key")
    func open() async throws {
        try await OpenTwins.run { (twins) async throws in
            let control = Control(twins)
            let card = try await control("POST", "shops", #"{"name":"north","seed":"demo"}"#)
            #expect(card.status == 201)
            let (url, key) = (card.object["url"].string ?? "", card.object["key"].string ?? "")
            let login = Data("\(key):\(card.object["secret"].string ?? "")".utf8).base64EncodedString()
            let list = try await Client.fetch(
                "GET", "\(url)/wp-json/wc/v3/products?per_page=1", nil, ["Authorization": "Basic \(login)"])
            #expect(list.header("X-WP-Total") == "120")
            #expect(try await control("GET", "shops").object.list.count == 1)
            #expect(try await control("POST", "shops", #"{"name":"north"}"#).status == 409)
        }
    }

    @Test("buys, pays, cancels and keeps the book")
    func orders() async throws {
        try await OpenTwins.run { (twins) async throws in
            let (control, client) = (Control(twins), await twins.shop())
            let sale = try await control("POST", "shops/shop-a/orders", #"{"sku":"MUG","units":2,"paid":false}"#)
            let id = sale.object["orderID"].int ?? 0
            #expect(try await control("POST", "shops/shop-a/orders/\(id)/pay").object["status"].string == "processing")
            #expect(
                try await control("POST", "shops/shop-a/orders/\(id)/cancel").object["status"].string == "cancelled")
            #expect(try await control("POST", "shops/shop-a/orders", #"{"sku":"MUG","units":6}"#).status == 409)
            let kinds = try await control("GET", "shops/shop-a/book").object["entries"].list.map { $0["kind"].string }
            #expect(kinds == ["hold", "sale", "status", "cancellation", "status"])
            #expect(try await client.stock("MUG") == 5)
        }
    }

    @Test("sets, lists and ends faults")
    func faults() async throws {
        try await OpenTwins.run { (twins) async throws in
            let (control, client) = (Control(twins), await twins.shop())
            _ = try await control("PUT", "shops/shop-a/faults", #"{"rules":[{"kind":"errorBefore"}],"seed":3}"#)
            #expect(try await client.get("products").status == 500)
            let report = try await control("GET", "shops/shop-a/faults")
            #expect(report.object["struck"]["errorBefore"].int == 1)
            _ = try await control("DELETE", "shops/shop-a/faults")
            #expect(try await client.get("products").status == 200)
            _ = try await control("PUT", "shops/shop-a/faults", #"{"everything":true,"seed":3}"#)
            #expect(await client.shop.faults == FaultPlan.everything(seed: 3))
        }
    }

    @Test("a crowd buys in all shops until it is settled")
    func crowd() async throws {
        try await OpenTwins.run { (twins) async throws in
            let control = Control(twins)
            let shops = [await twins.shop("one").shop, await twins.shop("two").shop]
            for shop in shops { await shop.fill(TwinSeed.catalogue(named: "crowd")) }
            _ = try await control("POST", "crowd", #"{"rate":200,"unpaidShare":0.5,"hot":["MUG"],"hotShare":0.3}"#)
            #expect(await eventually { await shops[0].report().orders.count > 20 })
            #expect(await eventually { await shops[1].report().orders.count > 20 })
            _ = try await control("POST", "settle")
            #expect(try await control("GET", "crowd").object["tried"].isNull)
            for shop in shops {
                let report = await shop.report()
                #expect(report.orders.allSatisfy { $0.status != "pending" })
                #expect(report.items.values.allSatisfy { $0.held == 0 && $0.stock ?? 0 >= 0 })
            }
        }
    }

    @Test("a bad request is told what is wrong with it", arguments: [#"{"nam":1}"#, "{", #"{"name":"a b"}"#])
    func bad(body: String) async throws {
        try await OpenTwins.run { (twins) async throws in
            let answer = try await Control(twins)("POST", "shops", body)
            #expect(answer.status == 400)
            #expect(answer.object["error"].string?.isEmpty == false)
        }
    }

    @Test("a page led here under another name is refused")
    func foreign() async throws {
        try await OpenTwins.run { (twins) async throws in
            let answer = try await Client.fetch("GET", "\(twins.address)/_twin/shops", nil, ["Host": "evil.example"])
            #expect(answer.status == 403)
        }
    }

    struct Control: Sendable {
        let root: String
        init(_ twins: OpenTwins) { self.root = "\(twins.address)/_twin/" }

        func callAsFunction(_ method: String, _ path: String, _ body: String? = nil) async throws -> Answer {
            try await Client.fetch(method, self.root + path, body)
        }
    }
}
