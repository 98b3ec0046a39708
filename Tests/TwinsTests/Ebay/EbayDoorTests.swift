import Foundation
import Testing
import Twins

@Suite("eBay's door")
struct EbayDoorTests {
    private static let back = "http://127.0.0.1:9/oauth/callback/ebay"

    private static func desk() async throws -> EbayDesk {
        let desk = try await EbayDesk()
        await desk.market.ebay.setRedirects([Self.back])
        return desk
    }

    private static func values(_ reply: Reply) -> [String: String] {
        let items = reply.header("Location").flatMap { URLComponents(string: $0)?.queryItems } ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
    }

    @Test("a seller agrees, and the code becomes two hours and a refresh token that stays the same")
    func consent() async throws {
        let desk = try await Self.desk()
        let ruName = await desk.market.ebay.ruName
        let page = await desk.consent()
        let back = Self.values(page)
        #expect(page.status == 302 && page.header("Location")?.hasPrefix(Self.back + "?") == true)
        #expect(back["state"] == "s/1" && back["expires_in"] == "299")
        let form =
            "grant_type=authorization_code&code=\(EbayDesk.escaped(back["code"] ?? ""))&redirect_uri=\(EbayDesk.escaped(ruName))"
        let tokens = await desk.token(form).json
        #expect(tokens["expires_in"].int == 7_200 && tokens["token_type"].string == "User Access Token")
        #expect(tokens["refresh_token_expires_in"].int == 47_304_000)
        #expect(await desk.token(form).json["error"].string == "invalid_grant", "a code is good once")
        let refresh = "grant_type=refresh_token&refresh_token=\(EbayDesk.escaped(tokens["refresh_token"].string ?? ""))"
        let first = await desk.token(refresh).json
        #expect(first["refresh_token"].isNull && first["access_token"].string != tokens["access_token"].string)
        #expect(await desk.token(refresh).status == 200, "it is not spent")
        let user = await desk.get("/commerce/identity/v1/user/", token: first["access_token"].string)
        #expect(user.json["userId"].string == desk.shop.userID)
    }

    @Test("a seller who declines sends the browser to the address for that")
    func declined() async throws {
        let desk = try await Self.desk()
        await desk.market.ebay.deny(true)
        await desk.market.ebay.setDeclined("http://127.0.0.1:9/declined")
        let page = await desk.consent()
        #expect(page.header("Location")?.hasPrefix("http://127.0.0.1:9/declined?") == true)
        #expect(Self.values(page)["code"] == nil && Self.values(page)["error"] == "access_denied")
    }

    @Test(
        "an address in place of the RuName, an unknown app and an unknown scope are met with a page, not sent on",
        arguments: [
            ["redirect_uri": back], ["client_id": "nobody"], ["scope": "https://api.ebay.com/oauth/api_scope/none"],
        ])
    func refused(changes: [String: String]) async throws {
        let desk = try await Self.desk()
        #expect(await desk.consent(changes).status == 400)
    }

    @Test("of several sellers the page asks which one this is")
    func choice() async throws {
        let desk = try await Self.desk()
        await desk.market.openEbay("other")
        #expect(await desk.consent().status == 200)
        let other = await desk.market.ebayShop("other")
        await desk.market.ebay.signIn(as: "other")
        let code = Self.values(await desk.consent())["code"] ?? ""
        let ruName = EbayDesk.escaped(await desk.market.ebay.ruName)
        let tokens = await desk.token(
            "grant_type=authorization_code&code=\(EbayDesk.escaped(code))&redirect_uri=\(ruName)")
        let user = await desk.get("/commerce/identity/v1/user/", token: tokens.json["access_token"].string)
        #expect(user.json["userId"].string == other?.userID)
    }

    @Test("a wrong secret, a scope that was not granted and an unknown grant are told apart")
    func tokens() async throws {
        let desk = try await Self.desk()
        let refresh = "grant_type=refresh_token&refresh_token=\(EbayDesk.escaped(desk.tokens.refresh))"
        let wrong = await desk.token(refresh, secret: "wrong")
        #expect(wrong.status == 401 && wrong.json["error"].string == "invalid_client")
        let scope = EbayDesk.escaped("https://api.ebay.com/oauth/api_scope/sell.marketing")
        #expect(await desk.token(refresh + "&scope=" + scope).json["error"].string == "invalid_scope")
        #expect(await desk.token("grant_type=password").json["error"].string == "unsupported_grant_type")
    }

    @Test("an access token runs out after two hours, and a withdrawn consent ends the refresh token, too")
    func expiry() async throws {
        let desk = try await Self.desk()
        await desk.pass(7_199)
        #expect(await desk.get("/sell/inventory/v1/inventory_item").status == 200)
        await desk.pass(2)
        let late = await desk.get("/sell/inventory/v1/inventory_item")
        #expect(late.status == 401 && late.errorID == 1001)
        await desk.market.ebay.revoke(shop: "seller")
        let refresh = "grant_type=refresh_token&refresh_token=\(EbayDesk.escaped(desk.tokens.refresh))"
        #expect(await desk.token(refresh).json["error"].string == "invalid_grant")
    }

    @Test("a call needs its scope: reading is not writing, and the app's own token is no seller's")
    func scopes() async throws {
        let desk = try await Self.desk()
        let reading = await desk.market.ebay.grant(
            shop: "seller", scopes: ["https://api.ebay.com/oauth/api_scope/sell.inventory.readonly"])
        #expect(await desk.get("/sell/inventory/v1/inventory_item", token: reading?.access).status == 200)
        let put = await desk.send(
            "PUT", "/sell/inventory/v1/inventory_item/MUG", EbayDesk.item(units: 1), token: reading?.access)
        #expect(put.status == 403 && put.errorID == 1100)
        let app = try await desk.appToken()
        #expect(await desk.get("/sell/inventory/v1/inventory_item", token: app).status == 403)
        let none = await desk.raw("GET", "/sell/inventory/v1/inventory_item", [], [:])
        #expect(none.status == 400 && none.errorID == 1002)
        #expect(await desk.get("/sell/inventory/v1/nowhere").errorID == 2002)
    }

    @Test("beyond the day's calls an API answers 429, until 24 hours after the first one")
    func limits() async throws {
        let desk = try await Self.desk()
        await desk.market.ebay.setTokenLife(1_000_000)
        let token = await desk.market.ebay.grant(shop: "seller")?.access
        #expect(await desk.market.ebay.setLimit(of: "inventory", perDay: 2))
        for _ in 0..<2 { #expect(await desk.get("/sell/inventory/v1/location", token: token).status == 200) }
        let more = await desk.get("/sell/inventory/v1/location", token: token)
        #expect(more.status == 429 && more.errorID == 2001)
        #expect(await desk.get("/sell/fulfillment/v1/order", token: token).status == 200, "each API has its own")
        #expect(await desk.market.ebay.throttled == 1)
        await desk.pass(86_401)
        #expect(await desk.get("/sell/inventory/v1/location", token: token).status == 200)
    }
}
