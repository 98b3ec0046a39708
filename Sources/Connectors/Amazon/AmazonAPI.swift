import ConnectorKit
import Foundation
import Wire

/// Calls to the Selling Partner API: addresses, tokens, deadlines, limits learnt, and answers sorted by what happens next.
/// One request is one attempt.
struct AmazonAPI: Sendable {
    typealias Query = [(name: String, value: String)]

    let place: AmazonPlace
    let seller: String
    let app: ChannelApp
    var tokens: OAuthTokens
    let transport: any Transport
    let settings: AmazonSettings
    let now: @Sendable () -> Date

    /// An answer without a body that matters: 204.
    struct Nothing: Sendable {}

    func get<Value: Decodable & Sendable>(
        _ type: Value.Type, _ operation: AmazonOperation, _ path: String, query: Query = [], timeout: Duration? = nil
    ) async throws(ConnectorError) -> Answer<Value> {
        let call = try self.call("GET", path, query, body: nil, timeout ?? self.settings.readTimeout)
        return try await self.exchange(call, operation, .read) { body throws(UnreadableAnswer) in
            try JSONAnswer.decode(type, from: body)
        }
    }

    func send<Value: Decodable & Sendable>(
        _ type: Value.Type, _ operation: AmazonOperation, _ verb: String, _ path: String, json: some Encodable,
        query: Query = [], timeout: Duration? = nil, effect: CallEffect = .write
    ) async throws(ConnectorError) -> Answer<Value> {
        let call = try self.call(verb, path, query, body: Self.json(json), timeout ?? self.settings.writeTimeout)
        return try await self.exchange(call, operation, effect) { body throws(UnreadableAnswer) in
            try JSONAnswer.decode(type, from: body)
        }
    }

    /// The same where nothing but the status answers.
    func send(
        _ operation: AmazonOperation, _ verb: String, _ path: String, json: some Encodable, timeout: Duration? = nil
    ) async throws(ConnectorError) -> Answer<Nothing> {
        let call = try self.call(verb, path, [], body: Self.json(json), timeout ?? self.settings.writeTimeout)
        return try await self.exchange(call, operation, .write) { _ in Nothing() }
    }

    /// The same without a body.
    func delete(_ operation: AmazonOperation, _ path: String) async throws(ConnectorError) -> Answer<Nothing> {
        let call = try self.call("DELETE", path, [], body: nil, self.settings.writeTimeout)
        return try await self.exchange(call, operation, .write) { _ in Nothing() }
    }

    /// The same without a body, where something answers.
    func delete<Value: Decodable & Sendable>(
        _ type: Value.Type, _ operation: AmazonOperation, _ path: String, query: Query
    ) async throws(ConnectorError) -> Answer<Value> {
        let call = try self.call("DELETE", path, query, body: nil, self.settings.writeTimeout)
        return try await self.exchange(call, operation, .write) { body throws(UnreadableAnswer) in
            try JSONAnswer.decode(type, from: body)
        }
    }

    /// A part of a path, from somebody else's text.
    static func part(_ text: String) -> String { PercentEncoding.encode(text) }

    static func json(_ body: some Encodable) throws(ConnectorError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(body) else {
            throw .refused(code: "not-encodable", field: nil, message: "The change cannot be written as JSON.")
        }
        return Array(data)
    }

    private func call(
        _ verb: String, _ path: String, _ query: Query, body: [UInt8]?, _ timeout: Duration
    ) throws(ConnectorError) -> HTTPCall {
        var headers: [(name: String, value: String)] = [
            ("accept", "application/json"), ("x-amz-access-token", self.tokens.access),
        ]
        if body != nil { headers.append(("content-type", "application/json")) }
        var parts = URLComponents(url: self.place.api, resolvingAgainstBaseURL: false)
        parts?.percentEncodedPath += path
        parts?.percentEncodedQuery = query.isEmpty ? nil : PercentEncoding.form(query)
        guard let url = parts?.url else { throw .forbidden("Amazon's address is not a web address.") }
        return HTTPCall(
            verb, url, headers: headers, body: body, timeout: timeout, answerLimit: self.settings.answerLimit)
    }

    private func exchange<Value: Sendable>(
        _ call: HTTPCall, _ operation: AmazonOperation, _ effect: CallEffect,
        read: ([UInt8]) throws(UnreadableAnswer) -> Value
    ) async throws(ConnectorError) -> Answer<Value> {
        let errors = AmazonErrors(effect: effect, operation: operation, secrets: self.secrets, now: self.now())
        let got = try await errors.exchange(call, by: self.transport) { reply throws(UnreadableAnswer) in
            try read(reply.body)
        }
        return got.answer(now: self.now(), budgets: Self.budgets(got.reply, operation))
    }

    private var secrets: [String] {
        [self.app.clientSecret, self.app.clientID, self.tokens.access, self.tokens.refresh ?? ""]
    }

    /// The rate this account truly has for the operation, where it is told (notes, "Rate limits").
    static func budgets(_ reply: HTTPReply, _ operation: AmazonOperation) -> [String: BudgetReading] {
        guard let rate = reply[header: "x-amzn-RateLimit-Limit"].flatMap({ Double($0) }), rate > 0, rate < 1_000_000
        else { return [:] }
        return [operation.rawValue: BudgetReading(rate: rate)]
    }
}
