import Commerce
import ConnectorKit
import Foundation
import Wire

/// Calls to the Admin API: one document a request, one request one attempt. Answers are sorted by what happens next.
struct ShopifyAPI: Sendable {
    let place: ShopifyPlace
    let token: String
    /// Beside the token: never shown, whatever Shopify writes.
    let secrets: [String]
    let notes: ChannelNotes
    let transport: any Transport
    let settings: ShopifySettings
    let now: @Sendable () -> Date

    /// An answer read, with what it told by the way.
    struct Reading<Value: Sendable>: Sendable {
        var value: Value
        var channelTime: Date?
        var latency: Duration
        var budgets: [String: BudgetReading]
        /// Of the Admin API, as it answered: an expired one falls forward to the oldest that is left.
        var version: String?

        func answer<Other: Sendable>(_ other: Other) -> Answer<Other> {
            Answer(other, channelTime: self.channelTime, latency: self.latency, budgets: self.budgets)
        }

        /// The same reading, of something else.
        func with<Other: Sendable>(_ other: Other) -> ShopifyAPI.Reading<Other> {
            ShopifyAPI.Reading<Other>(
                value: other, channelTime: self.channelTime, latency: self.latency, budgets: self.budgets,
                version: self.version)
        }

        /// What both cost together, where one call takes two requests.
        func after(_ before: ShopifyAPI.Reading<some Sendable>?) -> Self {
            guard let before else { return self }
            var both = self
            both.latency += before.latency
            both.budgets = ShopifyCost.sum(before.budgets, self.budgets)
            return both
        }
    }

    func read<Value: Decodable & Sendable>(
        _ type: Value.Type, _ document: ShopifyDocument, _ variables: [String: JSONValue] = [:],
        timeout: Duration? = nil
    ) async throws(ConnectorError) -> Reading<Value> {
        try await self.call(type, document, variables, .read, timeout ?? self.settings.readTimeout)
    }

    func write<Value: Decodable & Sendable>(
        _ type: Value.Type, _ document: ShopifyDocument, _ variables: [String: JSONValue], timeout: Duration? = nil
    ) async throws(ConnectorError) -> Reading<Value> {
        try await self.call(type, document, variables, .write, timeout ?? self.settings.writeTimeout)
    }

    private struct Body: Encodable {
        var query: String
        var operationName: String
        var variables: [String: JSONValue]
    }

    private func call<Value: Decodable & Sendable>(
        _ type: Value.Type, _ document: ShopifyDocument, _ variables: [String: JSONValue], _ effect: CallEffect,
        _ timeout: Duration
    ) async throws(ConnectorError) -> Reading<Value> {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = Body(query: document.text, operationName: document.name, variables: variables)
        guard let data = try? encoder.encode(body) else {
            throw .refused(code: "not-encodable", field: nil, message: "The request cannot be written as JSON.")
        }
        let call = HTTPCall(
            "POST", try self.place.url("/admin/api/\(self.settings.version)/graphql.json"),
            headers: [
                ("accept", "application/json"), ("content-type", "application/json"),
                ("x-shopify-access-token", self.token),
            ], body: Array(data), timeout: timeout, answerLimit: self.settings.answerLimit)
        return try await self.exchange(type, call, effect)
    }

    private func exchange<Value: Decodable & Sendable>(
        _ type: Value.Type, _ call: HTTPCall, _ effect: CallEffect
    ) async throws(ConnectorError) -> Reading<Value> {
        let errors = ShopifyErrors(effect: effect, secrets: self.secrets + [self.token], now: self.now())
        let got = try await errors.exchange(call, by: self.transport, as: ShopifyWire.Envelope<Value>.self)
        let envelope = got.value
        if let problem = errors.sort(envelope.errors, cost: envelope.extensions?.cost) { throw problem }
        guard let value = envelope.data else {
            throw errors.sort(UnreadableAnswer(.wrongShape, place: "data"), of: got.reply)
        }
        return Reading(
            value: value, channelTime: got.channelTime(now: self.now()), latency: got.latency,
            budgets: ShopifyCost.budgets(envelope.extensions?.cost),
            version: got.reply[header: "X-Shopify-API-Version"])
    }
}

/// What answers tell of the shop's points (notes, "Rate limits").
enum ShopifyCost {
    static func budgets(_ cost: ShopifyWire.Cost?) -> [String: BudgetReading] {
        guard let cost else { return [:] }
        return [
            Shopify.Budgets.points: BudgetReading(
                remaining: cost.throttleStatus.map { Int($0.currentlyAvailable) },
                limit: cost.throttleStatus.map { Int($0.maximumAvailable) },
                rate: cost.throttleStatus?.restoreRate,
                spent: (cost.actualQueryCost ?? cost.requestedQueryCost).map { Int($0.rounded(.up)) })
        ]
    }

    /// The later one counts for what is left; what was spent adds up.
    static func sum(_ one: [String: BudgetReading], _ other: [String: BudgetReading]) -> [String: BudgetReading] {
        var both = one.merging(other) { $1 }
        for (name, reading) in both {
            guard let first = one[name]?.spent, let second = other[name]?.spent else { continue }
            both[name] = BudgetReading(
                retryAfter: reading.retryAfter, remaining: reading.remaining, limit: reading.limit, rate: reading.rate,
                spent: first + second)
        }
        return both
    }
}
