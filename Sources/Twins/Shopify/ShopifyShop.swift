import Foundation

/// One Shopify shop, with its Admin API below `/shopify/NAME/admin`.
public actor ShopifyShop: TwinShop {
    /// The first part of the path of everything that is Shopify's here.
    static let pathName = "shopify"
    /// Of the Admin API; any that is asked for is answered.
    static let version = "2026-01"

    public nonisolated let name: String
    public nonisolated let channel = "shopify"
    var state: ShopifyState
    var app: ShopifyApp
    public internal(set) var address: String
    var tokensRefusedUntil = Date.distantPast
    /// Whether whoever opens the consent page agrees without being asked.
    var agrees = false
    var denies = false
    /// Webhook calls handed out of which nothing was heard yet.
    private var callsUnderWay = 0
    public internal(set) var isChanged = true
    private var lastTick: Date
    let wall: @Sendable () -> Date

    init(state: ShopifyState, app: ShopifyApp, address: String, wall: @escaping @Sendable () -> Date) {
        self.name = state.name
        self.state = state
        self.app = app
        self.address = address
        self.wall = wall
        self.lastTick = wall()
    }

    var now: Moment { self.state.moment(self.wall()) }

    func moved(to address: String) { self.address = address }

    func setApp(_ app: ShopifyApp) { self.app = app }

    public func tick() {
        let moment = self.now
        let elapsed = moment.wall.timeIntervalSince(self.lastTick)
        self.lastTick = moment.wall
        self.state.happen(within: elapsed, at: moment)
        let due = self.state.later.filter { $0.due <= moment.wall }.sorted { $0.due < $1.due }
        guard !due.isEmpty else { return }
        self.state.later.removeAll { $0.due <= moment.wall }
        for item in due { self.perform(item.deed, at: moment) }
        self.isChanged = true
    }

    public func settle() {
        let moment = self.now
        let later = self.state.later.sorted { $0.due < $1.due }
        self.state.later = []
        for item in later { self.perform(item.deed, at: moment) }
        for id in self.state.orders.keys.sorted() {
            guard let order = self.state.orders[id] else { continue }
            if order.paid == nil, order.cancelled == nil {
                let pays = self.state.faults.dice.chance(0.7)
                self.state.perform(pays ? .pay(order: id) : .cancel(order: id), at: moment)
            }
            if order.visibleAt > moment.wall { self.state.orders[id]?.visibleAt = moment.wall }
        }
        self.isChanged = true
    }

    private func perform(_ deed: ShopifyLater.Deed, at moment: Moment) {
        if case .write(let request) = deed {
            self.replay(request, at: moment)
        } else {
            self.state.perform(deed, at: moment)
        }
    }

    /// The state, to be kept.
    func kept() -> ShopifyState {
        self.isChanged = false
        return self.state
    }

    public func takeDeliveries() -> [OutgoingHook] {
        guard self.callsUnderWay == 0 else { return [] }
        let calls = self.state.takeDueDeliveries(at: self.now.wall).compactMap { self.state.call($0) }
        self.callsUnderWay = calls.count
        if !calls.isEmpty { self.isChanged = true }
        return calls
    }

    public func delivered(_ hook: OutgoingHook, status: Int?) {
        guard case .shopify(let delivery) = hook.parcel else { return }
        self.callsUnderWay = max(0, self.callsUnderWay - 1)
        self.state.delivered(delivery, succeeded: status.map { (200..<300).contains($0) } ?? false)
        self.isChanged = true
    }
}
