import Crypto
import Foundation

extension WooShop {
    /// The webhook calls that are due, unless the last ones are still being sent: a shop sends one after the other.
    public func takeDeliveries() -> [OutgoingHook] {
        guard self.callsUnderWay == 0 else { return [] }
        var pinged: Set<Int> = []
        let moment = self.now
        let calls = self.state.takeDueDeliveries(at: moment.wall).flatMap { delivery -> [OutgoingHook] in
            guard let hook = self.state.hooks[delivery.hook], hook.status == "active" else { return [] }
            if delivery.isPing {
                pinged.insert(hook.id)
                return [self.ping(hook)]
            }
            let call = self.call(delivery, hook, moment).map { [$0] } ?? []
            // An unanswered ping comes again before the next delivery.
            return hook.pingPending && pinged.insert(hook.id).inserted ? [self.ping(hook)] + call : call
        }
        self.callsUnderWay = calls.count
        return calls
    }

    /// - Parameter status: What the receiver answered, `nil` where it did not.
    public func delivered(_ call: OutgoingHook, status: Int?) {
        guard case .woo(let delivery) = call.parcel else { return }
        self.callsUnderWay = max(0, self.callsUnderWay - 1)
        // 2xx, 301 and 302 count as delivered (plugin source); a ping wants 200.
        let isFine = status.map { (200..<300).contains($0) || $0 == 301 || $0 == 302 } ?? false
        self.state.delivered(delivery, succeeded: isFine, at: self.now)
        self.isChanged = true
    }

    /// Unsigned and form-encoded, as seen on a real store.
    private func ping(_ hook: WooHook) -> OutgoingHook {
        OutgoingHook(
            shop: self.name, url: hook.deliveryURL,
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"), ("User-Agent", self.userAgent(hook)),
            ], body: Array("webhook_id=\(hook.id)".utf8),
            parcel: .woo(WooDelivery(due: .distantPast, hook: hook.id, resource: 0, isPing: true)))
    }

    private func call(_ delivery: WooDelivery, _ hook: WooHook, _ moment: Moment) -> OutgoingHook? {
        let parts = hook.topic.split(separator: ".", maxSplits: 1).map(String.init)
        guard let json = self.payload(delivery.resource, parts) else { return nil }
        let body = json.bytes()
        var secret = Self.decodeEntities(hook.secret)
        if delivery.forged { secret += "-forged" }
        let signature = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8)))
        // A hash of the hook and the second: not unique (plugin source).
        let seed = "\(hook.id)\(Int(moment.shop.timeIntervalSince1970))"
        let id = Insecure.MD5.hash(data: Array(seed.utf8)).map {
            String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }
        return OutgoingHook(
            shop: self.name, url: hook.deliveryURL,
            headers: [
                ("Content-Type", "application/json"), ("User-Agent", self.userAgent(hook)),
                ("X-WC-Webhook-Source", self.address + "/"), ("X-WC-Webhook-Topic", hook.topic),
                ("X-WC-Webhook-Resource", parts.first ?? ""), ("X-WC-Webhook-Event", parts.count > 1 ? parts[1] : ""),
                ("X-WC-Webhook-Signature", Data(signature).base64EncodedString()),
                ("X-WC-Webhook-ID", String(hook.id)), ("X-WC-Webhook-Delivery-ID", id.joined()),
            ], body: body, parcel: .woo(delivery))
    }

    private func payload(_ resource: Int, _ topic: [String]) -> Json? {
        if topic.last == "deleted" { return ["id": .integer(resource)] }
        let rendering = WooRendering(state: self.state, address: self.address)
        switch topic.first {
        case "order": return self.state.orders[resource].map(rendering.order)
        case "product": return self.state.products[resource].map(rendering.product)
        default: return nil
        }
    }

    private func userAgent(_ hook: WooHook) -> String { "WooCommerce/\(Self.version) Hookshot (WordPress/6.8.3)" }

    /// The plugin decodes HTML entities in a secret before it signs.
    static func decodeEntities(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#039;", with: "'").replacing("&amp;", with: "&")
    }
}
