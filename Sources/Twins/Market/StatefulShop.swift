import Foundation

/// A shop around its state: all that is the same on every channel.
///
/// What is left to a channel's own shop: to answer calls, to say what is on its shelves, and what only its sellers can do.
protocol StatefulShop: TwinShop, Misbehaving {
    associatedtype State: TwinState
    var state: State { get set }
    var upkeep: Upkeep { get set }
    /// Applies a write whose caller was told that it had failed.
    func replay(_ request: TwinRequest, at moment: Moment)
    /// Someone comes to the shop; a shop that applies changes on time catches up here.
    func awake(at moment: Moment)
}

/// What a shop has beside its state. None of it is kept.
struct Upkeep: Sendable {
    /// Without a slash at its end.
    var address: String
    /// True time.
    let wall: @Sendable () -> Date
    var lastTick: Date
    /// Keys or tokens are refused until then; wall time.
    var refusedUntil = Date.distantPast
    /// Webhook calls handed out of which nothing was heard yet.
    var callsUnderWay = 0
    /// Something happened since the state was last taken to be kept.
    var isChanged = true

    init(address: String, wall: @escaping @Sendable () -> Date) {
        self.address = address
        self.wall = wall
        self.lastTick = wall()
    }
}

extension StatefulShop {
    public var address: String { self.upkeep.address }
    func moved(to address: String) { self.upkeep.address = address }

    public internal(set) var isChanged: Bool {
        get { self.upkeep.isChanged }
        set { self.upkeep.isChanged = newValue }
    }

    /// The state, to be kept.
    func kept() -> State {
        self.isChanged = false
        return self.state
    }

    /// Changes the state now.
    func change(_ body: (inout State, Moment) -> Void) {
        let moment = self.now
        body(&self.state, moment)
        self.isChanged = true
    }

    // MARK: Time

    var wall: @Sendable () -> Date { self.upkeep.wall }
    var now: Moment { self.state.moment(self.wall()) }
    public var clock: TwinClock { self.state.clock }

    public func setClock(rate: Double?, skew: Double?) {
        let wall = self.wall()
        self.change { state, _ in
            if let rate { state.clock.run(rate: rate, from: wall) }
            if let skew { state.clock.skew = skew }
        }
    }

    public func tick() {
        let moment = self.now
        let elapsed = moment.wall.timeIntervalSince(self.upkeep.lastTick)
        self.upkeep.lastTick = moment.wall
        self.state.happen(within: elapsed, at: moment)
        self.catchUp(moment)
    }

    func awake(at moment: Moment) {}

    /// Does what was due before now, in order.
    func catchUp(_ moment: Moment) {
        let due = self.state.takeDue(at: moment)
        guard !due.isEmpty else { return }
        for deed in due { self.perform(deed, at: moment) }
        self.isChanged = true
    }

    public func settle() {
        let moment = self.now
        let later = self.state.later.sorted { $0.due < $1.due }
        self.state.later = []
        for item in later { self.perform(item.deed, at: moment) }
        self.state.settleOrders(at: moment)
        self.isChanged = true
    }

    private func perform(_ deed: Planned<State.Change>.Deed, at moment: Moment) {
        switch deed {
        case .apply(let change): self.state.apply(change, at: moment)
        case .write(let request): self.replay(request, at: moment)
        case .pay(let order): self.state.pay(order, at: moment)
        case .cancel(let order): self.state.cancel(order, at: moment)
        }
    }

    // MARK: Buyers

    public func sell(_ sku: String, units: Int, paid: Bool, holdSeconds: Double?) -> TwinSale? {
        let moment = self.now
        self.isChanged = true
        self.awake(at: moment)
        let sale = self.state.buy(sku: sku, units: units, paid: paid, at: moment)
        if let sale, !paid, let holdSeconds { self.state.endHold(of: sale.orderID, within: holdSeconds, moment) }
        return sale
    }

    public func pay(order: Int) { self.change { state, moment in state.pay(order, at: moment) } }

    public func cancel(order: Int, within seconds: Double) {
        self.change { state, moment in
            if seconds > 0 {
                state.plan(.cancel(order: order), within: seconds, moment)
            } else {
                state.cancel(order, at: moment)
            }
        }
    }

    public func complete(order: Int) { self.change { state, moment in state.complete(order, at: moment) } }
    public func fail(order: Int) { self.change { state, moment in state.fail(order, at: moment) } }

    // MARK: Control

    public func fill(_ goods: [TwinProduct]) { self.change { state, moment in state.fill(goods, at: moment) } }

    @discardableResult
    public func setStock(_ sku: String, to units: Int) -> Bool {
        var isSet = false
        self.change { state, moment in isSet = state.setStockBehindTheHub(sku, to: units, at: moment) }
        return isSet
    }

    public func setFaults(_ plan: FaultPlan) { self.change { state, _ in state.faults.take(plan) } }
    public func addFaults(_ rules: [FaultRule]) { self.change { state, _ in state.faults.add(rules) } }
    public var faults: FaultPlan { self.state.faults.plan }
    public var struck: [FaultKind: Int] { self.state.faults.struck }

    // MARK: Truth

    public var book: BookOfSales { self.state.book }

    public func report() -> ShopReport {
        let orders = self.state.orders.values.sorted { $0.orderID < $1.orderID }.map { order in
            ShopReport.Order(
                id: order.orderID, status: order.status,
                lines: order.lines.map { .init(sku: $0.sku, units: $0.units, restocked: $0.restocked) },
                placed: order.created, visibleAt: order.visibleAt)
        }
        return ShopReport(
            name: self.name, address: self.address, orders: orders, items: self.items,
            pendingWebhooks: self.state.pendingWebhooks,
            struck: Dictionary(self.struck.map { ($0.rawValue, $1) }) { first, _ in first })
    }
}
