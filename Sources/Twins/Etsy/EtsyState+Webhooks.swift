import Crypto
import Foundation

/// Where an app wants its webhooks: registered in the developer portal, which the control API plays.
public struct EtsyEndpoint: Sendable, Codable, Hashable {
    public var url: String
    /// `whsec_` and base64.
    public var secret: String
    /// `order.paid`, …; empty: all.
    public var events: [String]
    /// Writes `v1,` before the signature, as Standard Webhooks does; Etsy's own form is not confirmed.
    public var isVersioned: Bool
}

/// A webhook on its way.
struct EtsyDelivery: TwinDelivery, Hashable {
    var id: Int
    var due: Date
    var endpoint: Int
    var event: String
    var receipt: Int
    /// Attempts made before this one.
    var attempts = 0
    var isForged = false
    var isHeldBack = false

    var rank: Int { self.id }

    private enum CodingKeys: String, CodingKey {
        case id, due, endpoint, event, receipt, attempts
        case isForged = "forged"
        case isHeldBack = "heldBack"
    }
}

extension EtsyState {
    /// Seconds to the next attempt, by attempts made (vendor's webhook page).
    static let retries: [Double] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]

    /// Lines up the deliveries of one event, with the faults that strike them.
    mutating func note(_ event: String, _ receipt: Int, _ moment: Moment) {
        for (index, endpoint) in self.endpoints.enumerated()
        where endpoint.events.isEmpty || endpoint.events.contains(event) {
            self.lineUp(visibleAt: self.receipts[receipt]?.visibleAt, moment) { state, due in
                EtsyDelivery(
                    id: state.newID(.delivery), due: due, endpoint: index, event: event, receipt: receipt)
            }
        }
    }

    /// What was not answered with 2xx comes again later, eight times in all; the waits are the shop's time.
    mutating func delivered(_ delivery: EtsyDelivery, succeeded: Bool, at moment: Moment) {
        guard !succeeded, Self.retries.indices.contains(delivery.attempts) else { return }
        var again = delivery
        again.due = moment.wall.addingTimeInterval(Self.retries[delivery.attempts] / self.clock.rate)
        again.attempts += 1
        again.isHeldBack = false
        self.deliveries.append(again)
    }

    /// A thin message: what happened and where to read it.
    func hook(_ delivery: EtsyDelivery, address: String, _ moment: Moment) -> OutgoingHook? {
        guard self.endpoints.indices.contains(delivery.endpoint) else { return nil }
        let endpoint = self.endpoints[delivery.endpoint]
        let path = "/v3/application/shops/\(self.shopID)/receipts/\(delivery.receipt)"
        let json: Json = [
            "event_type": .string(delivery.event), "resource_url": .string(address + path),
            "shop_id": .integer(self.shopID),
        ]
        let body = json.bytes()
        let (id, stamp) = ("msg_\(delivery.id)", String(Self.seconds(moment.shop)))
        var key = Data(base64Encoded: String(endpoint.secret.dropFirst("whsec_".count))) ?? Data()
        if delivery.isForged { key.append(0) }
        let signed = Array("\(id).\(stamp).".utf8) + body
        let code = Data(HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key)))
        return OutgoingHook(
            shop: self.name, url: endpoint.url,
            headers: [
                ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", stamp),
                ("webhook-signature", (endpoint.isVersioned ? "v1," : "") + code.base64EncodedString()),
            ], body: body, parcel: delivery)
    }
}
