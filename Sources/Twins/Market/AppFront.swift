import Foundation

/// A host with one app behind which all shops of its channel are: what their sellers do in their own browsers, and a
/// developer at the channel's pages.
public protocol TwinAppFront: Actor {
    var address: String { get }
    /// Calls refused because there were too many, whoever made them.
    var throttled: Int { get }
    /// Whose browser opens the consent page; `nil` asks, unless there is only one shop.
    func signIn(as shop: String?)
    /// Whether the seller says no on the consent page.
    func deny(_ denies: Bool)
    /// The addresses the app may be redirected to, exactly; empty: any on loopback.
    func setRedirects(_ addresses: [String])
    /// The seller withdraws the consent: all tokens of the shop are refused from now on.
    func revoke(shop: String)
    /// The shop's access tokens run out now; refreshing works.
    func expire(shop: String)
}

/// Such a host around its app: all that is the same on every channel.
///
/// What is left to a channel's own front: which call is whose, what its consent page asks for, and how it trades codes.
protocol AppFront: TwinFront, TwinAppFront {
    associatedtype App: TwinApp
    associatedtype Shop: StatefulShop
    /// The first part of its paths.
    static var name: String { get }
    var app: App { get set }
    var address: String { get set }
    var isChanged: Bool { get set }
    nonisolated var wall: @Sendable () -> Date { get }
    /// In a fixed order.
    var allShops: [Shop] { get }
    /// What grants call the seller of a shop.
    static func holder(_ shop: Shop) -> App.Grant.Holder
}

extension AppFront {
    nonisolated var pathName: String { Self.name }

    /// The app's clock.
    var now: Date { self.app.clock.time(at: self.wall()) }
    var moment: Moment { Moment(wall: self.wall(), shop: self.now) }

    func setClock(rate: Double) {
        let wall = self.wall()
        self.change { app in app.clock.run(rate: rate, from: wall) }
    }

    func moved(to address: String) async {
        self.address = address
        for shop in self.allShops { await shop.moved(to: address) }
    }

    /// The app, to be kept.
    func kept() -> App {
        self.isChanged = false
        return self.app
    }

    func take(_ app: App) { self.app = app }

    /// Changes the app now.
    func change(_ body: (inout App) -> Void) {
        body(&self.app)
        self.isChanged = true
    }

    public func signIn(as shop: String?) { self.change { app in app.signedIn = shop } }
    public func deny(_ denies: Bool) { self.change { app in app.denies = denies } }
    public func setRedirects(_ addresses: [String]) { self.change { app in app.redirects = addresses } }

    public func revoke(shop: String) {
        guard let shop = self.shop(named: shop) else { return }
        self.change { app in app.revoke(Self.holder(shop)) }
    }

    public func expire(shop: String) {
        guard let shop = self.shop(named: shop) else { return }
        let now = self.now
        self.change { app in app.expire(Self.holder(shop), at: now) }
    }

    func shop(named name: String) -> Shop? { self.allShops.first { $0.name == name } }

    // MARK: The consent page

    func mayRedirect(to address: String) -> Bool {
        ConsentPage.mayRedirect(to: address, registered: self.app.redirects)
    }

    /// Whose consent it is: named in the address, signed in, or the only one there is.
    func seller(_ named: String?) -> Shop? {
        let shops = self.allShops
        guard let name = named ?? self.app.signedIn else { return shops.count == 1 ? shops.first : nil }
        return shops.first { $0.name == name }
    }

    /// Asks which seller's browser this is.
    func choice(_ request: TwinRequest) -> TwinReply {
        let query = ConsentPage.query(request.query.filter { $0.name != "twin_shop" })
        let links = self.allShops.map { "<p><a href=\"?\(query)&amp;twin_shop=\($0.name)\">\($0.name)</a></p>" }
        return Shop.page(200, "Sign in", "As which seller? \(links.joined())", self.moment)
    }

    func redirect(_ address: String, _ values: KeyValuePairs<String, String>) -> TwinReply {
        ConsentPage.redirect(address, values.map { ($0.key, $0.value) }, Shop.pageHeaders(self.moment))
    }

    // MARK: The token endpoint

    /// Answers a call to the token endpoint, with whatever fault strikes it on behalf of a shop.
    func token(for shop: Shop?, _ trade: () -> TwinReply) async -> TwinReply {
        let fault = await shop?.faultOfToken()
        if let fault, let reply = Shop.refusal(fault, self.moment) {
            await shop?.countToken(status: reply.ending == .drop ? 0 : reply.status, fault: fault.kind)
            return reply
        }
        let traded = trade()
        let reply = fault.map { Shop.spoil(traded, $0, self.moment) } ?? traded
        await shop?.countToken(status: reply.ending == .drop ? 0 : reply.status, fault: fault?.kind)
        return reply
    }
}

extension StatefulShop {
    /// The fault that strikes a call to the token endpoint on behalf of this shop: none with an effect of its own,
    /// unless a rule names `oauth`, because a refresh token whose answer is lost is lost for good.
    func faultOfToken() -> FaultRule? {
        let harmless: Set<FaultKind> = [
            .throttle, .unavailable, .errorBefore, .timeoutBefore, .htmlPage, .slowAnswer,
        ]
        let named = Set(self.faults.rules.filter { $0.calls?.hasPrefix("oauth") == true }.map(\.kind))
        self.isChanged = true
        return self.state.faults.strikes(
            call: "oauth.token", among: harmless.union(named).intersection(FaultKind.ofCalls), wall: self.wall())
    }

    func countToken(status: Int, fault: FaultKind?) {
        self.state.book.count(call: "oauth.token", status: status, fault: fault)
    }
}
