import Foundation
import Twins

/// A market without a server, with one eBay seller and a caller who may do everything; time moves by hand.
struct EbayDesk: Sendable {
    let market: TwinMarket
    let shop: EbayShop
    let tokens: EbayTokens
    private let time: HandClock

    init(goods: [TwinProduct] = OpenTwins.goods, faults: FaultPlan = FaultPlan()) async throws {
        let time = HandClock()
        self.time = time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://twins.invalid", wall: { time.now })
        self.shop = await self.market.openEbay("seller", goods: goods, faults: faults)
        guard let tokens = await self.market.ebay.grant(shop: "seller") else { throw Missing() }
        self.tokens = tokens
    }

    struct Missing: Error {}

    func pass(_ seconds: Double) async {
        self.time.pass(seconds)
        await self.market.tick()
    }

    func get(_ target: String, token: String? = nil) async -> Reply { await self.send("GET", target, token: token) }

    func send(
        _ method: String, _ target: String, _ body: String = "", token: String? = nil, language: String? = "en-GB",
        scheme: String = "Bearer"
    ) async -> Reply {
        var headers = [
            "content-type": "application/json", "authorization": "\(scheme) \(token ?? self.tokens.access)",
        ]
        headers["content-language"] = language
        return await self.raw(method, target, Array(body.utf8), headers)
    }

    func raw(_ method: String, _ target: String, _ body: [UInt8], _ headers: [String: String]) async -> Reply {
        var headers = headers
        headers["host"] = "twins.invalid"
        return Reply(
            await self.market.answer(
                TwinRequest(method: method, target: "/ebay" + target, headers: headers, body: body)))
    }

    /// Trades at the token endpoint, as the app.
    func token(_ form: String, secret: String? = nil) async -> Reply {
        let (id, own) = (await self.market.ebay.clientID, await self.market.ebay.clientSecret)
        let basic = Data("\(id):\(secret ?? own)".utf8).base64EncodedString()
        return await self.raw(
            "POST", "/identity/v1/oauth2/token", Array(form.utf8),
            ["content-type": "application/x-www-form-urlencoded", "authorization": "Basic " + basic])
    }

    /// A token of the app's own.
    func appToken() async throws -> String {
        let reply = await self.token(
            "grant_type=client_credentials&scope=\(Self.escaped(EbayFront.appScopes.joined(separator: " ")))")
        guard let token = reply.json["access_token"].string else { throw Missing() }
        return token
    }

    /// A seller's browser at the consent page.
    func consent(_ changes: [String: String] = [:]) async -> Reply {
        var query = [
            "client_id": await self.market.ebay.clientID, "redirect_uri": await self.market.ebay.ruName,
            "response_type": "code", "state": "s/1", "scope": EbayFront.allScopes.joined(separator: " "),
        ]
        query.merge(changes) { $1 }
        let text = query.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.escaped($0.value))" }
        return await self.raw("GET", "/oauth2/authorize?" + text.joined(separator: "&"), [], [:])
    }

    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    // MARK: Goods

    static let inventory = "/sell/inventory/v1"

    func offerID(_ sku: String) async -> String { await self.shop.offer(sku)?.offer ?? "" }
    func status(_ sku: String) async -> String? { await self.shop.offer(sku)?.status }
    func stock(_ sku: String) async -> Int? { await self.shop.report().items[sku]?.stock }

    /// Puts an item that may be listed.
    func putItem(_ sku: String, units: Int = 3, more: String = "") async -> Reply {
        await self.send("PUT", "\(Self.inventory)/inventory_item/\(sku)", Self.item(units: units, more: more))
    }

    static func item(units: Int, more: String = "") -> String {
        #"{"condition":"NEW","product":{"title":"Lamp","description":"A lamp.","aspects":{"Brand":["Lumen"]},"#
            + #""imageUrls":["https://pictures.example.com/lamp.jpg"]},"#
            + #""availability":{"shipToLocationAvailability":{"quantity":\#(units)}}\#(more)}"#
    }

    /// An offer that may be published, as it is sent.
    func offer(_ sku: String, units: Int? = 3, price: String = "12.00", leaving left: String? = nil) async -> String {
        let policies = await self.shop.policyIDs
        let members: [(String, String)] = [
            ("sku", #""\#(sku)""#), ("marketplaceId", #""EBAY_GB""#), ("format", #""FIXED_PRICE""#),
            ("categoryId", #""20696""#), ("merchantLocationKey", #""main""#),
            ("availableQuantity", units.map(String.init) ?? "null"),
            ("pricingSummary", #"{"price":{"value":"\#(price)","currency":"GBP"}}"#),
            (
                "listingPolicies",
                #"{"fulfillmentPolicyId":"\#(policies["fulfillment"] ?? "")","paymentPolicyId":"\#(policies["payment"] ?? "")","#
                    + #""returnPolicyId":"\#(policies["return"] ?? "")"}"#
            ),
        ]
        let kept = members.filter { $0.0 != left && $0.1 != "null" }
        return "{" + kept.map { #""\#($0.0)":\#($0.1)"# }.joined(separator: ",") + "}"
    }

    /// Brings a lamp on sale.
    ///
    /// - Returns: Its offer.
    func publish(_ sku: String, units: Int = 3) async throws -> String {
        _ = await self.putItem(sku, units: units)
        let made = await self.send("POST", "\(Self.inventory)/offer", await self.offer(sku, units: units))
        guard let id = made.json["offerId"].string else { throw Missing() }
        let published = await self.send("POST", "\(Self.inventory)/offer/\(id)/publish")
        guard published.status == 200 else { throw Missing() }
        return id
    }

    /// Sets a SKU's number as a hub does: the item's and the offer's at once.
    func setQuantity(_ sku: String, to units: Int) async -> Reply {
        await self.update([
            #"{"sku":"\#(sku)","shipToLocationAvailability":{"quantity":\#(units)},"#
                + #""offers":[{"offerId":"\#(await self.offerID(sku))","availableQuantity":\#(units)}]}"#
        ])
    }

    func update(_ entries: [String]) async -> Reply {
        await self.send(
            "POST", "\(Self.inventory)/bulk_update_price_quantity",
            #"{"requests":[\#(entries.joined(separator: ","))]}"#, language: nil)
    }
}

extension Reply {
    /// The number of the first error.
    var errorID: Int? { self.json["errors"].list.first?["errorId"].int }
}
