import Foundation

extension WooState {
    /// Failed deliveries in a row that a hook survives; the next one disables it (seen on a real store: the 7th).
    static let toleratedFailures = 6

    /// Lines up the deliveries of one event, with the faults that strike them.
    mutating func note(_ topic: String, _ resource: Int, _ moment: Moment) {
        let visibleAt = topic.hasPrefix("order.") ? self.orders[resource]?.visibleAt : nil
        for id in self.hooks.keys.sorted() {
            guard let hook = self.hooks[id], hook.status == "active", hook.topic == topic else { continue }
            self.lineUp(visibleAt: visibleAt, moment) { _, due in
                WooDelivery(due: due, hook: id, resource: resource)
            }
        }
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
