import ConnectorKit
import Foundation
import Wire

/// Registers webhooks. Found again by address and topic, so that repeating it adds nothing.
///
/// A shop switches a hook off after some failed deliveries in a row (shop notes, observed at the 7th) and tells nobody:
/// `ensure` is also how it comes back. The stored secret cannot be read, only written.
struct WooCommerceWebhooks: WebhookRegistering {
    let api: WooCommerceAPI

    func ensure(
        address: URL, secret: String, writesSecret: Bool
    ) async throws(ConnectorError) -> Answer<[WebhookState]> {
        // The shop decodes HTML entities in the secret before it signs (shop notes, "Push").
        guard !secret.isEmpty, !secret.contains(where: { "&<>\"'".contains($0) }) else {
            throw .refused(
                code: "bad-webhook-secret", field: "secret",
                message: "A webhook's secret must be free of & < > and quotes.")
        }
        var answer = try await self.registered()
        var states: [WebhookState] = []
        for topic in WooCommerce.manifest.webhookTopics {
            let matching = answer.value.filter { $0.topic == topic && $0.deliveryURL == address.absoluteString }
                .sorted { $0.id < $1.id }
            if let first = matching.first {
                let isOn = first.status == "active"
                if writesSecret || !isOn {
                    let body = Body(status: "active", secret: secret)
                    answer.latency += try await self.send("PUT", "/webhooks/\(first.id)", body).latency
                }
                states.append(WebhookState(topic: topic, remoteID: String(first.id), revived: !isOn))
                for double in matching.dropFirst() { answer.latency += try await self.delete(double.id) }
            } else {
                let body = Body(
                    name: "Entrepot \(topic)", status: "active", topic: topic, deliveryURL: address.absoluteString,
                    secret: secret)
                let made = try await self.send("POST", "/webhooks", body)
                answer.latency += made.latency
                states.append(WebhookState(topic: topic, remoteID: String(made.value.id), revived: false))
            }
        }
        return Answer(states, channelTime: answer.channelTime, latency: answer.latency)
    }

    func standing(address: URL) async throws(ConnectorError) -> Answer<Set<String>> {
        let all = try await self.registered()
        let ours = all.value.filter { $0.deliveryURL == address.absoluteString && $0.status == "active" }
        return Answer(Set(ours.compactMap(\.topic)), channelTime: all.channelTime, latency: all.latency)
    }

    func remove(address: URL) async throws(ConnectorError) -> Answer<Void> {
        var answer = try await self.registered()
        for hook in answer.value where hook.deliveryURL == address.absoluteString {
            answer.latency += try await self.delete(hook.id)
        }
        return Answer((), channelTime: answer.channelTime, latency: answer.latency)
    }

    /// All of the shop's webhooks, others' too. A few pages at most; 20 is a stop for a shop that pages for ever.
    private func registered() async throws(ConnectorError) -> Answer<[WooCommerceWire.Webhook]> {
        var all = Answer<[WooCommerceWire.Webhook]>([], channelTime: nil, latency: .zero)
        for page in 1...20 {
            let reading = try await self.api.get(
                [WooCommerceWire.Webhook].self, "/webhooks", fields: WooCommerceWire.Webhook.fields,
                query: [("status", "all"), ("per_page", "100"), ("page", String(page))])
            all.value += reading.value
            all.channelTime = reading.channelTime
            all.latency += reading.latency
            guard reading.pages.continues(after: page, count: reading.value.count, size: 100) else { break }
        }
        return all
    }

    private func send(
        _ verb: String, _ path: String, _ body: Body
    ) async throws(ConnectorError)
        -> WooCommerceAPI.Reading<WooCommerceWire.Identified>
    {
        try await self.api.send(WooCommerceWire.Identified.self, verb, path, fields: ["id"], body: body)
    }

    /// One that is gone already is as good as deleted.
    private func delete(_ id: Int) async throws(ConnectorError) -> Duration {
        do {
            return try await self.api.delete("/webhooks/\(id)").latency
        } catch .refused(let code, _, _) where code.hasSuffix("_invalid_id") {
            return .zero
        }
    }

    private struct Body: Encodable, Sendable {
        var name: String?
        var status: String
        var topic: String?
        var deliveryURL: String?
        var secret: String

        enum CodingKeys: String, CodingKey {
            case name, status, topic, secret
            case deliveryURL = "delivery_url"
        }
    }
}
