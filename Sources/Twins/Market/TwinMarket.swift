import Foundation

/// All shops of one twin process, their buyers and their clock: what a test, a demo or a simulation talks to.
///
/// With a `TwinServer` around it, it is served over HTTP. Without one it is a whole market in the same process:
/// `answer` is the network, `tick` the passing of time, `takeDeliveries` and `delivered` the webhooks. Then nothing
/// happens between the calls, and the same calls at the same times give the same answers.
public actor TwinMarket {
    var shops: [String: any TwinShop] = [:]
    /// 0 until the server has its port.
    public private(set) var port = 0
    private var portWaiters: [CheckedContinuation<Int, Never>] = []
    var crowd: Crowd?
    let wall: @Sendable () -> Date
    let options: TwinOptions
    private let fixedAddress: String?
    /// The host of all Etsy shops of this market.
    public let etsy: EtsyFront
    /// The host of all Amazon sellers of this market.
    public let amazon: AmazonFront
    /// The host of all eBay sellers of this market.
    public let ebay: EbayFront
    /// Queues that Amazon delivers notifications to.
    public nonisolated let queues: QueueFront
    /// All hosts that serve more than one shop, by the first part of their paths.
    let fronts: [String: any TwinFront]
    /// The app at all Shopify shops of this market.
    public internal(set) var shopifyApp = ShopifyApp(name: "twins")

    /// A market without shops.
    ///
    /// - Parameters:
    ///   - options: Of these the market uses `clockRate` and `webhookDelay`.
    ///   - address: What stands before the shops' names in addresses, for a market without a server.
    ///   - wall: True time. Nothing else in a market reads a clock.
    public init(options: TwinOptions = TwinOptions(), address: String? = nil, wall: @escaping @Sendable () -> Date) {
        self.options = options
        self.fixedAddress = address
        self.wall = wall
        let clock = TwinClock(startingAt: wall(), rate: options.clockRate)
        let base = (address ?? "http://127.0.0.1:0") + "/"
        self.etsy = EtsyFront(app: EtsyApp(name: "twins", clock: clock), address: base + EtsyFront.name, wall: wall)
        self.queues = QueueFront(address: base + QueueFront.name, wall: wall)
        self.amazon = AmazonFront(
            app: AmazonApp(name: "twins", clock: clock), queues: self.queues, address: base + AmazonFront.name,
            wall: wall)
        self.ebay = EbayFront(app: EbayApp(name: "twins", clock: clock), address: base + EbayFront.name, wall: wall)
        let fronts: [any TwinFront] = [self.etsy, self.amazon, self.ebay, self.queues]
        self.fronts = Dictionary(uniqueKeysWithValues: fronts.map { ($0.pathName, $0) })
    }

    public var shopNames: [String] { self.shops.keys.sorted() }

    public func shop(_ name: String) -> (any TwinShop)? { self.shops[name] }

    public func wooShop(_ name: String) -> WooShop? { self.shops[name] as? WooShop }

    /// In the order of their names.
    var allShops: [any TwinShop] { self.shopNames.compactMap { self.shops[$0] } }

    /// `http://127.0.0.1:PORT`, without a slash at its end.
    public var address: String { self.fixedAddress ?? "http://127.0.0.1:\(self.port)" }

    /// Waits for the server to listen.
    public func boundPort() async -> Int {
        if self.port != 0 { return self.port }
        return await withCheckedContinuation { self.portWaiters.append($0) }
    }

    /// Opens a WooCommerce shop with one read-write key that depends on the name only. A shop that is there stays.
    ///
    /// - Parameters:
    ///   - name: Letters, digits and `-`; part of the address. Not the first part of a channel's address (`etsy`), nor the name of a shop of another channel.
    ///   - seed: Fills it with that catalogue.
    ///   - utcOffset: Of the shop's own dates; seconds east of Greenwich.
    @discardableResult
    public func open(
        _ name: String, seed: String? = nil, goods: [TwinProduct] = [], faults: FaultPlan = FaultPlan(),
        currency: String = "GBP", utcOffset: Int = 0
    ) async -> WooShop {
        if let shop = self.wooShop(name) { return shop }
        var state = WooState(
            name: name, currency: currency, utcOffset: utcOffset, clock: self.newClock(),
            webhookDelay: self.options.webhookDelay, faults: faults)
        var dice = Dice(named: "key " + name)
        let digits = Array("0123456789abcdef")
        state.keys = [
            WooKey(
                id: 1, key: "ck_" + String((0..<40).map { _ in dice.pick(digits) }),
                secret: "cs_" + String((0..<40).map { _ in dice.pick(digits) }), permission: .readWrite)
        ]
        return self.add(self.stocked(state, seed, goods))
    }

    /// A new shop with its goods on the shelves.
    ///
    /// - Parameter seed: Names a catalogue that comes before the goods.
    func stocked<State: TwinState>(_ state: State, _ seed: String?, _ goods: [TwinProduct]) -> State {
        precondition(self.shops[state.name] == nil, "there is a shop of that name on another channel")
        var state = state
        state.fill((seed.map { TwinSeed.catalogue(named: $0) } ?? []) + goods, at: state.moment(self.wall()))
        return state
    }

    func newClock() -> TwinClock { TwinClock(startingAt: self.wall(), rate: self.options.clockRate) }

    @discardableResult
    func add(_ state: WooState) -> WooShop {
        let shop = WooShop(state: state, address: "\(self.address)/\(state.name)", wall: self.wall)
        self.shops[state.name] = shop
        return shop
    }

    func bound(to port: Int) async {
        self.port = port
        for shop in self.allShops {
            if let shop = shop as? WooShop { await shop.moved(to: "\(self.address)/\(shop.name)") }
            if let shop = shop as? ShopifyShop { await shop.moved(to: self.shopifyAddress(shop.name)) }
        }
        for front in self.fronts.values { await front.moved(to: "\(self.address)/\(front.pathName)") }
        for waiter in self.portWaiters { waiter.resume(returning: port) }
        self.portWaiters = []
    }
}
