import Foundation

extension WooState {
    /// Failed deliveries in a row that a hook survives; the next one disables it (seen on a real store: the 7th).
    static let toleratedFailures = 6

    /// Lines up the deliveries of one event, with the faults that strike them.
    mutating func note(_ topic: String, _ resource: Int, _ moment: Moment) {
        for id in self.hooks.keys.sorted() {
            guard let hook = self.hooks[id], hook.status == "active", hook.topic == topic else { continue }
            if self.faults.strikes(.webhookLost) != nil { continue }
            var delivery = WooDelivery(
                due: moment.wall.addingTimeInterval(self.webhookDelay), hook: id, resource: resource)
            if topic.hasPrefix("order."), let visibleAt = self.orders[resource]?.visibleAt {
                delivery.due = max(delivery.due, visibleAt)
            }
            if let delay = self.faults.strikes(.webhookDelayed) {
                delivery.due += self.faults.wait(upTo: delay.span)
            }
            delivery.heldBack = self.faults.strikes(.webhookReordered) != nil
            delivery.forged = self.faults.strikes(.webhookBadSignature) != nil
            self.deliveries.append(delivery)
            if self.faults.strikes(.webhookDuplicated) != nil { self.deliveries.append(delivery) }
        }
    }

    /// Seconds a delivery is held back at most when no later one overtakes it.
    static let longestHoldingBack = 3.0

    /// The deliveries that are due, in the order they go out. A held-back one waits until another has gone.
    mutating func takeDueDeliveries(at wall: Date) -> [WooDelivery] {
        let patience = wall.addingTimeInterval(-Self.longestHoldingBack)
        let due = self.deliveries.filter { $0.due <= wall }.sorted { $0.due < $1.due }
        guard !due.isEmpty else { return [] }
        let going = due.filter { !$0.heldBack || $0.due <= patience }
        let overtakers = Set(going.filter { !$0.isPing }.map(\.hook))
        let waiting = due.filter { $0.heldBack && $0.due > patience }
        self.deliveries.removeAll { $0.due <= wall }
        self.deliveries += waiting.filter { !overtakers.contains($0.hook) }
        return going + waiting.filter { overtakers.contains($0.hook) }.reversed()
    }

    /// Takes down how a delivery went.
    mutating func delivered(_ delivery: WooDelivery, succeeded: Bool, at moment: Moment) {
        guard var hook = self.hooks[delivery.hook] else { return }
        if delivery.isPing {
            if succeeded { hook.pingPending = false }
        } else if succeeded {
            hook.failures = 0
        } else if hook.failures >= Self.toleratedFailures {
            hook.status = "disabled"
            hook.modified = moment.shop
        } else {
            hook.failures += 1
        }
        self.hooks[delivery.hook] = hook
        if hook.status != "active" { self.deliveries.removeAll { $0.hook == hook.id } }
    }
}
