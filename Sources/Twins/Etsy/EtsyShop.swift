import Foundation

/// One Etsy shop. Its API is one with all other Etsy shops of the market, under `/etsy/v3/application`.
public actor EtsyShop: TwinShop {
    public nonisolated let name: String
    public nonisolated let channel = "etsy"
    nonisolated let number: Int
    /// As in the paths of the API.
    public nonisolated let shopID: Int
    /// The owner, as the access token begins.
    public nonisolated let userID: Int
    var state: EtsyState
    public internal(set) var address: String
    var tokensRefusedUntil = Date.distantPast
    /// Webhook calls handed out of which nothing was heard yet.
    private var callsUnderWay = 0
    public internal(set) var isChanged = true
    private var lastTick: Date
    let wall: @Sendable () -> Date

    init(state: EtsyState, address: String, wall: @escaping @Sendable () -> Date) {
        self.name = state.name
        self.number = state.number
        self.shopID = state.shopID
        self.userID = state.userID
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
        for id in self.state.receipts.keys.sorted() {
            guard let receipt = self.state.receipts[id] else { continue }
            if receipt.paid == nil, receipt.canceled == nil {
                let pays = self.state.faults.dice.chance(0.7)
                self.state.perform(pays ? .pay(order: id) : .cancel(order: id), at: moment)
            }
            if receipt.visibleAt > moment.wall { self.state.receipts[id]?.visibleAt = moment.wall }
        }
        self.isChanged = true
    }

    private func perform(_ deed: EtsyLater.Deed, at moment: Moment) {
        if case .write(let request) = deed {
            self.replay(request, at: moment)
        } else {
            self.state.perform(deed, at: moment)
        }
    }

    /// The state, to be kept.
    func kept() -> EtsyState {
        self.isChanged = false
        return self.state
    }

    public func takeDeliveries() -> [OutgoingHook] {
        guard self.callsUnderWay == 0 else { return [] }
        let moment = self.now
        let calls = self.state.takeDueDeliveries(at: moment.wall).compactMap {
            self.state.hook($0, address: self.address, moment)
        }
        self.callsUnderWay = calls.count
        if !calls.isEmpty { self.isChanged = true }
        return calls
    }

    public func delivered(_ hook: OutgoingHook, status: Int?) {
        guard case .etsy(let delivery) = hook.parcel else { return }
        self.callsUnderWay = max(0, self.callsUnderWay - 1)
        self.state.delivered(delivery, succeeded: status.map { (200..<300).contains($0) } ?? false, at: self.now)
        self.isChanged = true
    }

    func setEndpoints(_ endpoints: [EtsyEndpoint]) {
        self.state.endpoints = endpoints
        self.isChanged = true
    }
}
