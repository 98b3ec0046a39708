import Crypto
import Foundation

extension WooShop {
    // An unanswered ping comes again before the next delivery.
    func hooks(for due: [WooDelivery], _ moment: Moment) -> [OutgoingHook] {
        var pinged: Set<Int> = []
        return due.flatMap { delivery -> [OutgoingHook] in
            guard let hook = self.state.hooks[delivery.hook], hook.status == "active" else { return [] }
            if delivery.isPing {
                pinged.insert(hook.id)
                return [self.ping(hook)]
            }
            let call = self.call(delivery, hook, moment).map { [$0] } ?? []
            return hook.pingPending && pinged.insert(hook.id).inserted ? [self.ping(hook)] + call : call
        }
    }

    /// 2xx, 301 and 302 count as delivered (plugin source); a ping wants 200.
    static func isTaken(_ status: Int) -> Bool { (200..<300).contains(status) || status == 301 || status == 302 }

    /// Unsigned and form-encoded, as seen on a real store.
    private func ping(_ hook: WooHook) -> OutgoingHook {
        OutgoingHook(
            shop: self.name, url: hook.deliveryURL,
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"), ("User-Agent", self.userAgent(hook)),
            ], body: Array("webhook_id=\(hook.id)".utf8),
            parcel: WooDelivery(due: .distantPast, hook: hook.id, resource: 0, isPing: true))
    }

    private func call(_ delivery: WooDelivery, _ hook: WooHook, _ moment: Moment) -> OutgoingHook? {
        let parts = hook.topic.split(separator: ".", maxSplits: 1).map(String.init)
        guard let json = self.payload(delivery.resource, parts) else { return nil }
        let body = json.bytes()
        var secret = Self.decodeEntities(hook.secret)
        if delivery.isForged { secret += "-forged" }
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
            ], body: body, parcel: delivery)
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
