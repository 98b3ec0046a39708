import Foundation

/// All shops of one twin process, their buyers and their clock: what a test or a demo talks to.
public actor TwinMarket {
    private(set) var shops: [String: WooShop] = [:]
    /// 0 until the server has its port.
    public private(set) var port = 0
    private var portWaiters: [CheckedContinuation<Int, Never>] = []
    var crowd: Crowd?
    let wall: @Sendable () -> Date
    private let options: TwinOptions

    init(options: TwinOptions, wall: @escaping @Sendable () -> Date) {
        self.options = options
        self.wall = wall
    }

    public var shopNames: [String] { self.shops.keys.sorted() }

    public func shop(_ name: String) -> WooShop? { self.shops[name] }

    /// `http://127.0.0.1:PORT`, without a slash at its end.
    public var address: String { "http://127.0.0.1:\(self.port)" }

    /// Waits for the server to listen.
    public func boundPort() async -> Int {
        if self.port != 0 { return self.port }
        return await withCheckedContinuation { self.portWaiters.append($0) }
    }

    /// Opens a shop with one read-write key that depends on the name only. A shop that is there stays as it is.
    ///
    /// - Parameters:
    ///   - name: Letters, digits and `-`; part of the address.
    ///   - seed: Fills it with that catalogue.
    ///   - utcOffset: Of the shop's own dates; seconds east of Greenwich.
    @discardableResult
    public func open(
        _ name: String, seed: String? = nil, goods: [TwinProduct] = [], faults: FaultPlan = FaultPlan(),
        currency: String = "GBP", utcOffset: Int = 0
    ) async -> WooShop {
        if let shop = self.shops[name] { return shop }
        var state = WooState(
            name: name, currency: currency, utcOffset: utcOffset,
            clock: TwinClock(startingAt: self.wall(), rate: self.options.clockRate),
            webhookDelay: self.options.webhookDelay, faults: faults)
        var dice = Dice(named: "key " + name)
        let digits = Array("0123456789abcdef")
        state.keys = [
            WooKey(
                id: 1, key: "ck_" + String((0..<40).map { _ in dice.pick(digits) }),
                secret: "cs_" + String((0..<40).map { _ in dice.pick(digits) }), permission: .readWrite)
        ]
        state.fill((seed.map { TwinSeed.catalogue(named: $0) } ?? []) + goods, at: state.moment(self.wall()))
        return self.add(state)
    }

    /// Stops the crowd and brings every shop to rest.
    ///
    /// - Parameter keepingFaults: `false` also ends all faults.
    public func settle(keepingFaults: Bool = true) async {
        self.crowd = nil
        for name in self.shopNames {
            if !keepingFaults { await self.shops[name]?.setFaults(FaultPlan()) }
            await self.shops[name]?.settle()
        }
    }

    /// What truly happened, by shop.
    public func books() async -> [String: BookOfSales] {
        var books: [String: BookOfSales] = [:]
        for (name, shop) in self.shops { books[name] = await shop.book }
        return books
    }

    /// How the shops truly are now, by name.
    public func reports() async -> [ShopReport] {
        var reports: [ShopReport] = []
        for name in self.shopNames {
            if let shop = self.shops[name] { reports.append(await shop.report()) }
        }
        return reports
    }

    public func setClock(rate: Double) async {
        for shop in self.shops.values { await shop.setClock(rate: rate) }
    }

    @discardableResult
    func add(_ state: WooState) -> WooShop {
        let shop = WooShop(state: state, address: "\(self.address)/\(state.name)", wall: self.wall)
        self.shops[state.name] = shop
        return shop
    }

    func bound(to port: Int) async {
        self.port = port
        for (name, shop) in self.shops { await shop.moved(to: "\(self.address)/\(name)") }
        for waiter in self.portWaiters { waiter.resume(returning: port) }
        self.portWaiters = []
    }
}
