import Foundation
import Testing
import Twins

@Suite("Getting into an Etsy twin")
struct EtsyDoorTests {
    @Test(
        "an API key without its secret, or of another form, is refused in Etsy's words",
        arguments: [
            ("{keystring}", "Shared secret is required in x-api-key header."),
            ("nonsense", "Invalid API key: should be in the format 'keystring:shared_secret'."),
            ("a:b:c", "Invalid API key: should be in the format 'keystring:shared_secret'."),
            ("{keystring}:wrong", "Invalid API key"),
        ])
    func apiKey(key: String, text: String) async throws {
        let desk = try await EtsyDesk()
        let key = key.replacing("{keystring}", with: await desk.market.etsy.keystring)
        let reply = await desk.send("GET", "openapi-ping", key: key)
        #expect(reply.status == 403)
        #expect(reply.error == text)
    }

    @Test("a good API key and token reach the shop, and the answer says what is left of the budget")
    func reached() async throws {
        let desk = try await EtsyDesk()
        let reply = await desk.get("users/me")
        #expect(reply.status == 200)
        #expect(reply.json["shop_id"].int == desk.shop.shopID)
        #expect(reply.header("x-limit-per-second") == "10")
        #expect(reply.header("x-remaining-this-second") == "9")
        #expect(reply.header("x-limit-per-day") == "10000")
        #expect(reply.header("x-remaining-today") == "9999")
    }

    @Test("an unknown, an expired and a withdrawn token get 401, a missing scope and another's shop 403")
    func tokens() async throws {
        let desk = try await EtsyDesk()
        let shop = "shops/\(desk.shop.shopID)/receipts"
        #expect(await desk.send("GET", shop, token: "1.none").status == 401)
        let reader = await desk.market.etsy.grant(shop: "craft", scopes: ["listings_r"])?.access ?? ""
        let scopeless = await desk.send("GET", shop, token: reader)
        #expect(scopeless.status == 403)
        #expect(scopeless.error == "insufficient_scope")
        await desk.market.openEtsy("other")
        let stranger = await desk.market.etsy.grant(shop: "other")?.access ?? ""
        #expect(await desk.send("GET", shop, token: stranger).status == 403)
        desk.pass(3_601)
        let late = await desk.get(shop)
        #expect(late.status == 401)
        #expect(late.error == "invalid_token")
        #expect(late.json["error_description"].string == "access token is expired")
        await desk.market.etsy.revoke(shop: "craft")
        #expect(await desk.token(Self.refresh(desk.tokens.refresh, await desk.market.etsy.keystring)).status == 400)
    }

    @Test("consent with PKCE gives a code that is traded once, by whoever knows the verifier")
    func consent() async throws {
        let desk = try await EtsyDesk()
        let keystring = await desk.market.etsy.keystring
        let verifier = String(repeating: "v", count: 50)
        let page =
            "/etsy/oauth/connect?response_type=code&client_id=\(keystring)&scope=listings_r%20shops_r&state=s-1"
            + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fback&code_challenge_method=S256"
            + "&code_challenge=\(EtsyDesk.challenge(of: verifier))"
        let wrong = try #require(Self.code(await desk.raw("GET", page, [], [:])))
        let form = "grant_type=authorization_code&client_id=\(keystring)&redirect_uri=http://127.0.0.1:9/back"
        #expect(await desk.token("\(form)&code=\(wrong)&code_verifier=guess").error == "invalid_grant")
        let reply = await desk.raw("GET", page, [], [:])
        #expect(reply.status == 302)
        #expect(reply.header("location")?.contains("state=s-1") == true)
        let code = try #require(Self.code(reply))
        let tokens = await desk.token("\(form)&code=\(code)&code_verifier=\(verifier)")
        #expect(tokens.status == 200)
        #expect(tokens.json["access_token"].string?.hasPrefix("\(desk.shop.userID).") == true)
        #expect(tokens.json["expires_in"].int == 3_600)
        #expect(tokens.json["token_type"].string == "Bearer")
        let access = tokens.json["access_token"].string ?? ""
        #expect(await desk.send("GET", "users/me", token: access).status == 200)
        #expect(await desk.token("\(form)&code=\(code)&code_verifier=\(verifier)").error == "invalid_grant")
        await desk.market.etsy.deny(true)
        let denied = await desk.raw("GET", page, [], [:])
        #expect(denied.header("location")?.contains("error=access_denied") == true)
        await desk.market.etsy.setRedirects(["https://hub.example/back"])
        #expect(await desk.raw("GET", page, [], [:]).status == 400)
    }

    @Test("with several shops the consent page asks whose it is, and takes the seller who is signed in")
    func whose() async throws {
        let desk = try await EtsyDesk()
        let other = await desk.market.openEtsy("other")
        let keystring = await desk.market.etsy.keystring
        let page =
            "/etsy/oauth/connect?response_type=code&client_id=\(keystring)&scope=shops_r&state=s"
            + "&redirect_uri=http://localhost:9/&code_challenge_method=S256&code_challenge="
            + EtsyDesk.challenge(of: "v")
        let choice = await desk.raw("GET", page, [], [:])
        #expect(choice.status == 200)
        #expect(choice.text.contains("twin_shop=other"))
        await desk.market.etsy.signIn(as: "other")
        let code = try #require(Self.code(await desk.raw("GET", page, [], [:])))
        let tokens = await desk.token(
            "grant_type=authorization_code&client_id=\(keystring)&redirect_uri=http://localhost:9/&code=\(code)"
                + "&code_verifier=v")
        #expect(tokens.json["access_token"].string?.hasPrefix("\(other.userID).") == true)
    }

    @Test("a refresh token works once: the old one is refused afterwards", arguments: [true, false])
    func rotation(asJSON: Bool) async throws {
        let desk = try await EtsyDesk()
        let keystring = await desk.market.etsy.keystring
        func trade(_ token: String) async -> Reply {
            guard asJSON else { return await desk.token(Self.refresh(token, keystring)) }
            let body = #"{"grant_type":"refresh_token","client_id":"\#(keystring)","refresh_token":"\#(token)"}"#
            return await desk.raw(
                "POST", "/etsy/v3/public/oauth/token", Array(body.utf8), ["content-type": "application/json"])
        }
        let fresh = await trade(desk.tokens.refresh)
        #expect(fresh.status == 200)
        let again = await trade(desk.tokens.refresh)
        #expect(again.status == 400)
        #expect(again.error == "invalid_grant")
        #expect(await trade(fresh.json["refresh_token"].string ?? "").status == 200)
        desk.pass(91 * 86_400)
        #expect(await trade(desk.tokens.refresh).error == "invalid_grant")
    }

    @Test("the eleventh call in a second is refused, without the headers, and the next second is fine")
    func perSecond() async throws {
        let desk = try await EtsyDesk()
        for _ in 1...10 { #expect(await desk.get("openapi-ping").status == 200) }
        let refused = await desk.get("openapi-ping")
        #expect(refused.status == 429)
        #expect(refused.header("x-remaining-today") == nil)
        #expect(await desk.market.etsy.throttled == 1)
        desk.pass(1)
        #expect(await desk.get("openapi-ping").status == 200)
    }

    @Test("a day's calls are used up for all shops together, and free again a day later on a fast clock")
    func perDay() async throws {
        let desk = try await EtsyDesk(rate: 3_600)
        await desk.market.etsy.setLimits(perSecond: 100, perDay: 12)
        await desk.market.openEtsy("other")
        let stranger = await desk.market.etsy.grant(shop: "other")?.access ?? ""
        for _ in 1...6 {
            #expect(await desk.get("openapi-ping").status == 200)
            #expect(await desk.send("GET", "openapi-ping", token: stranger).status == 200)
        }
        #expect(await desk.send("GET", "openapi-ping", token: stranger).status == 429)
        desk.pass(12)
        #expect(await desk.get("openapi-ping").status == 429)
        desk.pass(13)
        await desk.market.etsy.setLimits(perDay: 13)
        #expect(await desk.market.etsy.grant(shop: "craft") != nil)
        #expect(
            await desk.raw(
                "GET", "/etsy/v3/application/openapi-ping", [], ["x-api-key": desk.apiKey]
            ).status == 200)
    }

    private static func refresh(_ token: String, _ keystring: String) -> String {
        "grant_type=refresh_token&client_id=\(keystring)&refresh_token=\(token)"
    }

    private static func code(_ reply: Reply) -> String? {
        reply.header("location").flatMap { URLComponents(string: $0) }?.queryItems?.first { $0.name == "code" }?.value
    }
}
