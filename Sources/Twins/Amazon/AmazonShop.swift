import Foundation

/// One Amazon seller's account. Its API is one with all other sellers' of the market, under `/amazon`; the token tells whose
/// call it is.
public actor AmazonShop: TwinShop {
    public nonisolated let name: String
    public nonisolated let channel = "amazon"
    /// As in the paths of the API.
    public nonisolated let sellerID: String
    /// The store its listings are at.
    public nonisolated let home: AmazonStore
    nonisolated let number: Int
    var state: AmazonState
    public internal(set) var address: String
    var tokensRefusedUntil = Date.distantPast
    public internal(set) var isChanged = true
    private var lastTick: Date
    let wall: @Sendable () -> Date

    init(state: AmazonState, address: String, wall: @escaping @Sendable () -> Date) {
        self.name = state.name
        self.sellerID = state.sellerID
        self.home = state.home
        self.number = state.number
        self.state = state
        self.address = address
        self.wall = wall
        self.lastTick = wall()
    }

    var now: Moment { self.state.moment(self.wall()) }

    func moved(to address: String) { self.address = address }

    public func tick() {
        let moment = self.now
        let elapsed = moment.wall.timeIntervalSince(self.lastTick)
        self.lastTick = moment.wall
        self.state.happen(within: elapsed, at: moment)
        self.catchUp(moment)
    }

    /// Does what was due before now, in order.
    func catchUp(_ moment: Moment) {
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
        for number in self.state.orders.keys.sorted() {
            guard let order = self.state.orders[number] else { continue }
            if order.paid == nil, order.canceled == nil {
                if self.state.faults.dice.chance(0.7) {
                    self.state.pay(number, at: moment)
                } else {
                    self.state.cancel(number, at: moment)
                }
            }
            if order.visibleAt > moment.wall { self.state.orders[number]?.visibleAt = moment.wall }
        }
        self.isChanged = true
    }

    private func perform(_ deed: AmazonLater.Deed, at moment: Moment) {
        switch deed {
        case .apply(let change): self.state.apply(change, at: moment)
        case .write(let request): self.replay(request, at: moment)
        case .pay(let order): self.state.pay(order, at: moment)
        case .cancel(let order): self.state.cancel(order, at: moment)
        }
    }

    /// The state, to be kept.
    func kept() -> AmazonState {
        self.isChanged = false
        return self.state
    }

    // Amazon delivers to queues, not to addresses.
    public func takeDeliveries() -> [OutgoingHook] { [] }
    public func delivered(_ hook: OutgoingHook, status: Int?) {}
    public func setWebhookDelay(_ seconds: Double) {}
}
