import ConnectorKit
import Foundation
import Wire

/// Calls to eBay's REST interfaces: addresses, tokens, languages, deadlines, and answers sorted by what happens next.
/// One request is one attempt.
struct EbayAPI: Sendable {
    typealias Query = [(name: String, value: String)]

    let place: EbayPlace
    let app: ChannelApp
    var tokens: OAuthTokens
    let transport: any Transport
    let settings: EbaySettings
    let now: @Sendable () -> Date

    /// An answer without a body that matters.
    struct Nothing: Sendable {}

    var marketplace: EbayMarketplace { self.place.marketplace }

    func get<Value: Decodable & Sendable>(
        _ type: Value.Type, _ interface: EbayInterface, _ path: String, query: Query = [], timeout: Duration? = nil
    ) async throws(ConnectorError) -> Answer<Value> {
        let call = try self.call(interface, "GET", path, query, body: nil, timeout ?? self.settings.readTimeout)
        return try await self.exchange(call, interface, .read) { body throws(UnreadableAnswer) in
            try JSONAnswer.decode(type, from: body)
        }
    }

    /// - Parameter effect: `.read` for what is asked by POST and changes nothing.
    func send<Value: Decodable & Sendable>(
        _ type: Value.Type, _ interface: EbayInterface, _ verb: String, _ path: String, json: some Encodable,
        timeout: Duration? = nil, effect: CallEffect = .write
    ) async throws(ConnectorError) -> Answer<Value> {
        let call = try self.call(
            interface, verb, path, [], body: Self.json(json), timeout ?? self.settings.writeTimeout)
        return try await self.exchange(call, interface, effect) { body throws(UnreadableAnswer) in
            try JSONAnswer.decode(type, from: body)
        }
    }

    /// The same where nothing but the status answers.
    func send(
        _ interface: EbayInterface, _ verb: String, _ path: String, json: (any Encodable & Sendable)?,
        timeout: Duration? = nil
    ) async throws(ConnectorError) -> Answer<Nothing> {
        let call = try self.call(
            interface, verb, path, [], body: try json.map { (body) throws(ConnectorError) in try Self.json(body) },
            timeout ?? self.settings.writeTimeout)
        return try await self.exchange(call, interface, .write) { _ in Nothing() }
    }

    /// A part of a path, from somebody else's text.
    static func part(_ text: String) -> String { PercentEncoding.encode(text) }

    private static func json(_ body: any Encodable) throws(ConnectorError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(body) else {
            throw .refused(code: "not-encodable", field: nil, message: "The change cannot be written as JSON.")
        }
        return Array(data)
    }

    private func call(
        _ interface: EbayInterface, _ verb: String, _ path: String, _ query: Query, body: [UInt8]?, _ timeout: Duration
    ) throws(ConnectorError) -> HTTPCall {
        var headers: [(name: String, value: String)] = [
            ("accept", "application/json"), ("authorization", "Bearer \(self.tokens.access)"),
            ("accept-language", self.marketplace.language),
            ("x-ebay-c-marketplace-id", self.marketplace.id),
        ]
        if verb != "GET" { headers.append(("content-language", self.marketplace.language)) }
        // A POST without a body says what it would be all the same (contract: the header is required).
        if verb != "GET" { headers.append(("content-type", "application/json")) }
        var parts = URLComponents(url: interface.base(self.place), resolvingAgainstBaseURL: false)
        parts?.percentEncodedPath += interface.path + path
        parts?.percentEncodedQuery = query.isEmpty ? nil : PercentEncoding.form(query)
        guard let url = parts?.url else { throw .forbidden("eBay's address is not a web address.") }
        return HTTPCall(
            verb, url, headers: headers, body: body, timeout: timeout, answerLimit: self.settings.answerLimit)
    }

    private func exchange<Value: Sendable>(
        _ call: HTTPCall, _ interface: EbayInterface, _ effect: CallEffect,
        read: ([UInt8]) throws(UnreadableAnswer) -> Value
    ) async throws(ConnectorError) -> Answer<Value> {
        let errors = EbayErrors(effect: effect, interface: interface, secrets: self.secrets, now: self.now())
        let got = try await errors.exchange(call, by: self.transport) { reply throws(UnreadableAnswer) in
            try read(reply.body)
        }
        return got.answer(now: self.now(), budgets: [:])
    }

    var secrets: [String] {
        [self.app.clientSecret, self.app.clientID, self.tokens.access, self.tokens.refresh ?? ""]
    }
}
