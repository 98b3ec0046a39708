import ConnectorKit
import Foundation
import Wire

/// Subscribes to webhooks. Found again by address and topic, so that repeating it adds nothing.
///
/// Shopify takes a subscription away after eight failed deliveries in a row, and all when the app is uninstalled, and tells
/// nobody (notes, "Push"): `ensure` is also how they come back. They are signed with the app's own secret; none is written.
struct ShopifyWebhooks: WebhookRegistering {
    let api: ShopifyAPI

    func ensure(
        address: URL, secret: String, writesSecret: Bool
    ) async throws(ConnectorError) -> Answer<[WebhookState]> {
        let known = try await self.subscriptions(at: address)
        var answer = Answer<[WebhookState]>([], known)
        for topic in Shopify.manifest.webhookTopics {
            let matching = known.value.filter { $0.topic == topic }
            if let first = matching.first {
                answer.value.append(WebhookState(topic: topic, remoteID: first.id, revived: false))
                for double in matching.dropFirst() { try await self.remove(double.id, &answer) }
            } else if let id = try await self.add(topic, address, &answer) {
                answer.value.append(WebhookState(topic: topic, remoteID: id, revived: !known.value.isEmpty))
            }
        }
        return answer
    }

    func standing(address: URL) async throws(ConnectorError) -> Answer<Set<String>> {
        let ours = try await self.subscriptions(at: address)
        return Answer(Set(ours.value.map(\.topic)), ours)
    }

    func remove(address: URL) async throws(ConnectorError) -> Answer<Void> {
        let known = try await self.subscriptions(at: address)
        var answer = Answer<Void>((), known)
        for subscription in known.value { try await self.remove(subscription.id, &answer) }
        return answer
    }

    /// Ours at this address. A few pages at most; 20 is a stop for a shop that pages for ever.
    private func subscriptions(at address: URL) async throws(ConnectorError) -> Answer<[ShopifyWire.Webhook]> {
        var all = Answer<[ShopifyWire.Webhook]>([], channelTime: nil, latency: .zero)
        var after: String?
        for _ in 1...20 {
            var variables: [String: JSONValue] = ["first": .integer(50)]
            if let after { variables["after"] = .text(after) }
            let page = try await self.api.read(ShopifyWire.Webhooks.self, ShopifyDocuments.webhooks, variables)
            let found = page.value.webhookSubscriptions
            all.value += found.nodes.filter { $0.uri == address.absoluteString }
            all.channelTime = page.channelTime
            all.latency += page.latency
            all.budgets = ShopifyCost.sum(all.budgets, page.budgets)
            guard found.pageInfo.hasNextPage, let next = found.pageInfo.endCursor else { break }
            after = next
        }
        all.value.sort { $0.id < $1.id }
        return all
    }

    /// - Returns: `nil` for a topic that the shop did not give the right to, where it can be done without.
    private func add(
        _ topic: String, _ address: URL, _ answer: inout Answer<[WebhookState]>
    ) async throws(ConnectorError) -> String? {
        let isDispensable = Shopify.returnTopics.contains(topic)
        guard !isDispensable || self.api.notes.find(Self.noRight, at: self.api.now()) == nil else { return nil }
        let made: ShopifyAPI.Reading<ShopifyWire.AddWebhook>
        do throws(ConnectorError) {
            made = try await self.api.write(
                ShopifyWire.AddWebhook.self, ShopifyDocuments.addWebhook,
                [
                    "topic": .text(topic),
                    "subscription": .object(["uri": .text(address.absoluteString), "format": .text("JSON")]),
                ])
        } catch .refused("missing-right", _, _) where isDispensable {
            return self.without()
        }
        answer.latency += made.latency
        answer.budgets = ShopifyCost.sum(answer.budgets, made.budgets)
        guard let id = made.value.webhookSubscriptionCreate?.webhookSubscription?.id else {
            if isDispensable { return self.without() }
            let error = made.value.webhookSubscriptionCreate?.userErrors.first
            throw .refused(
                code: "webhook-refused", field: error?.field?.last,
                message: Redaction.clean(error?.message ?? "", secrets: self.api.secrets + [self.api.token]))
        }
        return id
    }

    /// The next of them need not be asked for: they want the same right.
    private func without() -> String? {
        self.api.notes.keep("", as: Self.noRight, at: self.api.now(), life: 3_600)
        return nil
    }

    private static let noRight = "no right to hear of returns"

    /// One that is gone already is as good as removed.
    private func remove(_ id: String, _ answer: inout Answer<some Sendable>) async throws(ConnectorError) {
        let gone = try await self.api.write(
            ShopifyWire.RemoveWebhook.self, ShopifyDocuments.removeWebhook, ["id": .text(id)])
        answer.latency += gone.latency
        answer.budgets = ShopifyCost.sum(answer.budgets, gone.budgets)
    }
}

extension Answer {
    fileprivate init(_ value: Value, _ other: Answer<some Sendable>) {
        self.init(value, channelTime: other.channelTime, latency: other.latency, budgets: other.budgets)
    }
}
