import Crypto
import Foundation
import Testing
import Twins

@Suite("Shopify’s graph, as the twin answers it")
struct ShopifyGraphTests {
    @Test("aliases, fragments, inline fragments, variables and directives are answered")
    func language() async {
        let desk = await ShopifyDesk()
        let reply = await desk.ask(
            """
            query Q($yes: Boolean!, $first: Int = 1) {
              here: shop { ...Card called: name @skip(if: $yes) kind: __typename }
              nodes: products(first: $first) { nodes { ... on Product { title } ... { id @include(if: $yes) } } }
            }
            fragment Card on Shop { currencyCode }
            """, #"{"yes":true}"#)
        let here = reply.json["data"]["here"]
        #expect(here["currencyCode"].string == "GBP" && here["kind"].string == "Shop" && here["called"].isNull)
        let product = reply.json["data"]["nodes"]["nodes"].list.first
        #expect(product?["title"].string != nil && product?["id"].string?.hasPrefix("gid://shopify/Product/") == true)
    }

    @Test(
        "what does not fit the schema is refused, and nothing of it is done",
        arguments: [
            "{ shop { nonsense } }", "{ shop }", "{ products { nodes { id } } }",
            "{ products(first: 1, wrong: 2) { nodes { id } } }",
            "query($a: Int!) { products(first: $a) { nodes { id } } }", "{ shop { name { x } } }",
            "{ shop { ...Gone } }",
            "{ products(first: 1, sortKey: NEVER) { nodes { id } } }", "{ shop { name } ",
            "subscription { shop { name } }",
            "mutation { webhookSubscriptionCreate(topic: NOTHING, webhookSubscription: {uri: \"https://x.example\"}) { userErrors { message } } }",
            "{ products(first: 900) { nodes { id } } }", "{ node(id: \"1\") { id } }",
        ])
    func refused(document: String) async {
        let desk = await ShopifyDesk()
        let reply = await desk.ask(document)
        #expect(reply.status == 200 && !reply.json["errors"].list.isEmpty)
    }

    @Test("pages follow one another by cursor, each product once, also backwards")
    func pages() async {
        let desk = await ShopifyDesk(goods: Array(TwinSeed.catalogue(named: "pages", simple: 7, variable: 0)))
        var (titles, after): ([String], String?) = ([], nil)
        repeat {
            let place = after.map { "\"\($0)\"" } ?? "null"
            let reply = await desk.ask(
                "query($a: String) { products(first: 3, after: $a) { pageInfo { hasNextPage endCursor } nodes { title } } }",
                "{\"a\":\(place)}")
            let page = reply.json["data"]["products"]
            titles += page["nodes"].list.compactMap { $0["title"].string }
            after = page["pageInfo"]["hasNextPage"].bool == true ? page["pageInfo"]["endCursor"].string : nil
        } while after != nil
        #expect(titles.count == 7 && Set(titles).count == 7)
        let last = await desk.ask("{ products(last: 2, reverse: true) { nodes { title } } }").json["data"]["products"][
            "nodes"
        ].list
        #expect(last.compactMap { $0["title"].string } == titles.prefix(2).reversed())
    }

    @Test("an answer costs what it holds, what was asked for beyond comes back, and a bucket fills again")
    func cost() async {
        let desk = await ShopifyDesk()
        await desk.shop.setLimits(maximum: 300, rate: 50)
        let dear = "{ products(first: 100) { nodes { id vendor } } }"
        let cost = await desk.ask(dear).json["extensions"]["cost"]
        #expect(cost["requestedQueryCost"].int == 100)
        #expect((cost["actualQueryCost"].int ?? 99) < 20)
        for _ in 0..<60 { _ = await desk.ask("{ shop { name plan { displayName } primaryDomain { host } } }") }
        let throttled = await desk.ask("{ products(first: 250) { nodes { id } } }")
        #expect(throttled.json["errors"].list.first?["extensions"]["code"].string == "THROTTLED")
        #expect(throttled.json["data"].isNull)
        await desk.pass(6)
        #expect(await desk.ask("{ products(first: 250) { nodes { id } } }").json["errors"].isNull)
    }

    private static let set = """
        mutation($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) {
          inventoryAdjustmentGroup { id } userErrors { code } } }
        """

    @Test("from the next version on a write of stock without a key is refused")
    func keysRequired() async throws {
        let desk = await ShopifyDesk()
        let variant = try #require(await desk.shop.variant("MUG"))
        let home = await desk.ask("{ location { id } }").json["data"]["location"]["id"].string ?? ""
        let input = """
            {"input":{"name":"available","reason":"correction","quantities":[{"inventoryItemId":\
            "gid://shopify/InventoryItem/\(variant.item)","locationId":"\(home)","quantity":3,"changeFromQuantity":null}]}}
            """
        let before = await desk.ask(Self.set, input)
        let after = await desk.ask(Self.set, input, version: "2026-04")
        #expect(before.json["data"]["inventorySetQuantities"]["userErrors"].list.isEmpty)
        #expect(!after.json["errors"].list.isEmpty)
        #expect(await desk.shop.report().items["MUG"]?.stock == 3)
    }

    @Test("a right that was not given is refused where it is needed, and nowhere else")
    func rights() async {
        let desk = await ShopifyDesk()
        let token = await desk.shop.grant(scopes: ["read_products"]).access
        let products = await desk.ask("{ products(first: 1) { nodes { id } } }", token: token)
        let orders = await desk.ask("{ orders(first: 1) { nodes { id } } }", token: token)
        #expect(products.json["errors"].isNull)
        #expect(orders.json["errors"].list.first?["extensions"]["code"].string == "ACCESS_DENIED")
    }

    @Test("an embedded app trades a session for a token, and only a session that the app's secret signed")
    func session() async throws {
        let desk = await ShopifyDesk()
        let app = await desk.market.shopifyApp
        func part(_ json: String) -> String {
            Data(json.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-").replacing(
                "/", with: "_")
        }
        func session(_ secret: String) -> String {
            let text =
                part(#"{"alg":"HS256"}"#) + "."
                + part(
                    #"{"nbf":1,"exp":1990000000,"aud":"\#(app.clientID)","dest":"https://craft.myshopify.com"}"#)
            let code = HMAC<SHA256>.authenticationCode(
                for: Array(text.utf8), using: SymmetricKey(data: Array(secret.utf8)))
            let signature = Data(code).base64EncodedString().replacing("=", with: "").replacing("+", with: "-")
                .replacing("/", with: "_")
            return text + "." + signature
        }
        func trade(_ token: String, of kind: String = "urn:ietf:params:oauth:token-type:id_token") async -> Reply {
            await desk.raw(
                "POST", "/shopify/craft/admin/oauth/access_token",
                #"{"client_id":"\#(app.clientID)","client_secret":"\#(app.clientSecret)","grant_type":"urn:ietf:params:oauth:grant-type:token-exchange","subject_token":"\#(token)","subject_token_type":"\#(kind)","requested_token_type":"urn:shopify:params:oauth:token-type:offline-access-token","expiring":"1"}"#
            )
        }
        #expect(await trade(session("guess")).status == 400)
        #expect(await trade(session(app.clientSecret), of: "password").status == 400)
        let granted = await trade(session(app.clientSecret))
        let token = try #require(granted.json["access_token"].string)
        #expect(granted.json["expires_in"].int == 3_600)
        #expect(await desk.ask("{ shop { name } }", token: token).json["data"]["shop"]["name"].string == "craft")
    }

    @Test(
        "the place of tokens misbehaves as it was told, and is not said to turn callers away when it crashes",
        arguments: [(FaultKind.errorBefore, 500, 0), (.unavailable, 503, 1), (.throttle, 503, 1), (.htmlPage, 200, 0)])
    func tokenPlace(fault: FaultKind, status: Int, turnedAway: Int) async throws {
        let rule = FaultRule(fault, times: 1)
        let desk = await ShopifyDesk(faults: FaultPlan([rule]))
        let reply = await desk.raw("POST", "/shopify/craft/admin/oauth/access_token", "{}")
        let book = try #require(await desk.shop.book.calls["oauth.token"])
        #expect(reply.status == status)
        #expect(book.throttled == turnedAway)
        #expect(book.faults == [fault.rawValue: 1])
    }

    @Test("a refresh token is good until the one that replaced it is used")
    func refresh() async throws {
        let desk = await ShopifyDesk()
        let app = await desk.market.shopifyApp
        func renew(_ token: String) async -> Reply {
            await desk.raw(
                "POST", "/shopify/craft/admin/oauth/access_token",
                "client_id=\(app.clientID)&client_secret=\(app.clientSecret)&grant_type=refresh_token&refresh_token=\(token)",
                ["content-type": "application/x-www-form-urlencoded"])
        }
        let first = try #require(await desk.shop.grant().refresh)
        _ = await renew(first)
        let second = try #require(await renew(first).json["refresh_token"].string)
        #expect(await renew(second).status == 200)
        #expect(await renew(first).status == 400)
    }

    @Test("a subscription is gone after eight deliveries in a row that nobody took")
    func dropped() async throws {
        let desk = await ShopifyDesk()
        _ = await desk.ask(
            """
            mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {uri: "https://hub.example/in"}) {
              userErrors { message } } }
            """)
        await desk.shop.setStock("MUG", to: 100)
        for _ in 0..<8 {
            _ = await desk.shop.buy("MUG")
            for hook in await desk.market.takeDeliveries() { await desk.market.delivered(hook, status: 500) }
        }
        #expect(await desk.shop.subscriptions.isEmpty)
    }
}
