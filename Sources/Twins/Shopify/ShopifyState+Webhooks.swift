import Foundation

extension ShopifyState {
    /// Failed deliveries in a row after which a subscription made by API is gone (notes, "Push").
    static let patience = 8

    /// Lines up the deliveries of one event, with the faults that strike them.
    mutating func note(_ topic: String, _ resource: Int, at location: Int? = nil, _ moment: Moment) {
        let hooks = self.hooks.values.filter { $0.topic == topic }.sorted { $0.id < $1.id }
        guard !hooks.isEmpty else { return }
        let event = self.uuid()
        for hook in hooks {
            self.lineUp(visibleAt: self.orders[resource]?.visibleAt, moment) { state, due in
                ShopifyDelivery(
                    due: due, hook: hook.id, topic: topic, resource: resource, webhookID: state.uuid(), eventID: event,
                    triggered: moment.shop, location: location)
            }
        }
    }

    /// From the number of the event, so that webhooks do not change who buys.
    mutating func uuid() -> String {
        var dice = Dice(seed: UInt64(self.newID(.event)))
        let digits = String((0..<32).map { _ in dice.pick(Array("0123456789abcdef")) })
        func part(_ from: Int, _ count: Int) -> Substring { digits.dropFirst(from).prefix(count) }
        return "\(part(0, 8))-\(part(8, 4))-\(part(12, 4))-\(part(16, 4))-\(part(20, 12))"
    }

    /// Takes down how a delivery went.
    mutating func delivered(_ delivery: ShopifyDelivery, succeeded: Bool, at moment: Moment) {
        guard var hook = self.hooks[delivery.hook] else { return }
        hook.failures = succeeded ? 0 : hook.failures + 1
        self.hooks[hook.id] = hook.failures >= Self.patience ? nil : hook
        if hook.failures >= Self.patience { self.deliveries.removeAll { $0.hook == hook.id } }
    }

    /// The merchant removes the app: its tokens end, its subscriptions go, and it is told so once.
    mutating func uninstall(secret: String, _ moment: Moment) {
        for token in self.tokens.keys where self.tokens[token]?.secret == secret {
            self.tokens[token]?.isRevoked = true
        }
        for token in self.refreshes.keys where self.refreshes[token]?.secret == secret {
            self.refreshes[token]?.isRevoked = true
        }
        let gone = self.hooks.values.filter { $0.secret == secret }.sorted { $0.id < $1.id }
        for hook in gone {
            self.hooks[hook.id] = nil
            self.deliveries.removeAll { $0.hook == hook.id }
        }
        for hook in gone where hook.topic == "APP_UNINSTALLED" {
            self.deliveries.append(
                ShopifyDelivery(
                    due: moment.wall.addingTimeInterval(self.webhookDelay), hook: hook.id, topic: hook.topic,
                    resource: self.shopID, webhookID: self.uuid(), eventID: self.uuid(), triggered: moment.shop,
                    farewell: hook))
        }
    }
}
