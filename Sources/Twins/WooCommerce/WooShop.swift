import Foundation

/// One WooCommerce shop: a marketplace of its own behind `/{name}/wp-json/wc/v3`.
///
/// Everything that matters happens one step at a time in this actor, so that the shop itself never sells a unit twice;
/// a real one does under parallel checkouts, which the fault `selfOversell` plays.
public actor WooShop: TwinShop {
    /// The release the twin plays: the one observed on a real store.
    static let version = "10.0.2"

    public nonisolated let name: String
    public nonisolated let channel = "woocommerce"
    var state: WooState
    /// Without a slash at its end. `http://127.0.0.1:PORT/NAME` once the port is known.
    public internal(set) var address: String
    var gate = WooGate()
    var keyRefusedUntil = Date.distantPast
    /// Webhook calls handed out of which nothing was heard yet.
    var callsUnderWay = 0
    /// Something happened since the state was last saved.
    public internal(set) var isChanged = true
    private var lastTick: Date
    let wall: @Sendable () -> Date

    init(state: WooState, address: String, wall: @escaping @Sendable () -> Date) {
        self.name = state.name
        self.state = state
        self.address = address
        self.wall = wall
        self.lastTick = wall()
    }

    var now: Moment { self.state.moment(self.wall()) }

    func moved(to address: String) { self.address = address }

    /// Lets time pass: what was planned happens, other programs write, clocks jump.
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

    /// Brings everything that is under way to its end: late writes are applied, unpaid orders paid or cancelled, late
    /// orders become visible. Webhooks stay on their way.
    public func settle() {
        let moment = self.now
        let later = self.state.later.sorted { $0.due < $1.due }
        self.state.later = []
        for item in later { self.perform(item.deed, at: moment) }
        for id in self.state.orders.keys.sorted() where self.state.orders[id]?.status == "pending" {
            let pays = self.state.faults.dice.chance(0.7)
            self.state.perform(pays ? .pay(order: id) : .cancel(order: id), at: moment)
        }
        for id in self.state.orders.keys.sorted() where self.state.orders[id]?.visibleAt ?? moment.wall > moment.wall {
            self.state.orders[id]?.visibleAt = moment.wall
        }
        self.isChanged = true
    }

    private func perform(_ deed: WooLater.Deed, at moment: Moment) {
        if case .write(let request) = deed {
            self.replay(request, at: moment)
        } else {
            self.state.perform(deed, at: moment)
        }
    }

    /// The state, to be kept.
    func kept() -> WooState {
        self.isChanged = false
        return self.state
    }
}
