import Foundation

extension WooState {
    static let topics: Set<String> = Set(
        ["coupon", "customer", "order", "product"].flatMap { kind in
            ["created", "updated", "deleted", "restored"].map { "\(kind).\($0)" }
        })

    func listHooks(_ call: WooCall) throws(WooError) -> WooOutcome {
        let status = try call.query.choice("status", default: "all", of: ["all", "active", "paused", "disabled"])
        let found = self.hooks.values.filter { status == "all" || $0.status == status }.sorted { $0.id > $1.id }
        let rendering = self.rendering(call)
        return WooOutcome(try WooPage(found, call.query)) { rendering.hook($0) }
    }

    func readHook(_ id: Int, _ call: WooCall) throws(WooError) -> WooOutcome {
        guard let hook = self.hooks[id] else { throw .invalidID("shop_webhook") }
        return WooOutcome(self.rendering(call).hook(hook))
    }

    /// Makes a webhook; its first ping goes out at once.
    mutating func createHook(_ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        guard let body = call.body else { throw .badJson }
        let topic = body["topic"]?.text ?? ""
        guard Self.topics.contains(topic) || topic.hasPrefix("action.") else {
            throw WooError(
                400, "woocommerce_rest_shop_webhook_invalid_topic", "Webhook topic is required and must be valid.")
        }
        guard let url = body["delivery_url"]?.text, url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw WooError(
                400, "woocommerce_rest_shop_webhook_invalid_delivery_url",
                "Webhook delivery URL must be a valid URL starting with http:// or https://.")
        }
        var hook = WooHook(
            id: self.newHookID(), name: body["name"]?.text ?? "Webhook created on \(TwinDate.text(moment.shop))",
            topic: topic, deliveryURL: url, secret: body["secret"]?.text ?? self.token(32), created: moment.shop,
            modified: moment.shop)
        if let status = body["status"]?.text { hook.status = status }
        self.hooks[hook.id] = hook
        if hook.status == "active" { self.ping(hook, moment) }
        return WooOutcome(self.rendering(call).hook(hook), status: 201)
    }

    mutating func updateHook(_ id: Int, _ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        guard let body = call.body else { throw .badJson }
        guard var hook = self.hooks[id] else { throw .invalidID("shop_webhook") }
        if let value = body["name"]?.text { hook.name = value }
        if let value = body["secret"]?.text { hook.secret = value }
        if let value = body["topic"]?.text {
            guard Self.topics.contains(value) || value.hasPrefix("action.") else {
                throw WooError(400, "woocommerce_rest_shop_webhook_invalid_topic", "Webhook topic must be valid.")
            }
            hook.topic = value
        }
        let old = (url: hook.deliveryURL, status: hook.status)
        if let value = body["delivery_url"]?.text { hook.deliveryURL = value }
        if let value = body["status"]?.text {
            guard ["active", "paused", "disabled"].contains(value) else {
                throw WooError(400, "woocommerce_rest_shop_webhook_invalid_status", "Webhook status must be valid.")
            }
            hook.status = value
        }
        if hook.status == "active", old.status != "active" { hook.failures = 0 }
        hook.modified = moment.shop
        self.hooks[id] = hook
        if hook.status == "active", old.url != hook.deliveryURL || old.status != "active" {
            self.hooks[id]?.pingPending = true
            self.ping(hook, moment)
        }
        return WooOutcome(self.rendering(call).hook(hook))
    }

    mutating func deleteHook(_ id: Int, _ call: WooCall) throws(WooError) -> WooOutcome {
        guard let hook = self.hooks[id] else { throw .invalidID("shop_webhook") }
        guard call.query.isForced else { throw .trashNotSupported }
        self.hooks[id] = nil
        self.deliveries.removeAll { $0.hook == id }
        return WooOutcome(self.rendering(call).hook(hook))
    }

    mutating func batchHooks(_ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        try self.batch(
            call, moment, create: { (state, call) throws(WooError) in try state.createHook(call, moment) },
            update: { (state, id, call) throws(WooError) in try state.updateHook(id, call, moment) },
            delete: { (state, id, call) throws(WooError) in try state.deleteHook(id, call) })
    }

    private mutating func ping(_ hook: WooHook, _ moment: Moment) {
        self.deliveries.append(WooDelivery(due: moment.wall, hook: hook.id, resource: 0, isPing: true))
    }
}
