import ConnectorKit
import Foundation
import Wire

/// Calls to Open API v3: addresses, keys, deadlines, limits learnt, and answers sorted by what happens next.
/// One request is one attempt.
struct EtsyAPI: Sendable {
    /// What a lost answer means: nothing, or perhaps something.
    enum Effect: Sendable, Hashable { case read, write }

    typealias Query = [(name: String, value: String)]

    let place: EtsyPlace
    let app: ChannelApp
    let tokens: OAuthTokens
    let transport: any Transport
    let settings: EtsySettings
    let now: @Sendable () -> Date
    let shop: EtsyShopID

    /// An answer read, with what its headers told.
    struct Reading<Value: Sendable>: Sendable {
        var value: Value
        var channelTime: Date?
        var latency: Duration
        var budgets: [String: BudgetReading]

        func answer<Other: Sendable>(_ other: Other) -> Answer<Other> {
            Answer(other, channelTime: self.channelTime, latency: self.latency, budgets: self.budgets)
        }
    }

    func get<Value: Decodable & Sendable>(
        _ type: Value.Type, _ path: String, query: Query = [], timeout: Duration? = nil
    ) async throws(ConnectorError) -> Reading<Value> {
        try await self.call(type, "GET", path, query, .none, timeout ?? self.settings.readTimeout)
    }

    /// Changes a resource with a form, as all of Etsy's writes but the inventory's want it.
    func send<Value: Decodable & Sendable>(
        _ type: Value.Type, _ verb: String, _ path: String, form: Query, query: Query = [], timeout: Duration? = nil
    ) async throws(ConnectorError) -> Reading<Value> {
        try await self.call(type, verb, path, query, .form(form), timeout ?? self.settings.writeTimeout)
    }

    /// Changes a resource with JSON: the inventory only.
    func send<Value: Decodable & Sendable>(
        _ type: Value.Type, _ verb: String, _ path: String, json: some Encodable, query: Query = [],
        timeout: Duration? = nil
    ) async throws(ConnectorError) -> Reading<Value> {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(json) else {
            throw .refused(code: "not-encodable", field: nil, message: "The change cannot be written as JSON.")
        }
        return try await self.call(
            type, verb, path, query, .json(Array(data)), timeout ?? self.settings.writeTimeout)
    }

    /// Sends a file with fields beside it.
    func upload<Value: Decodable & Sendable>(
        _ type: Value.Type, _ path: String, file: EtsyMultipart
    ) async throws(ConnectorError) -> Reading<Value> {
        try await self.call(type, "POST", path, [], .multipart(file), self.settings.writeTimeout)
    }

    private enum Body: Sendable {
        case none
        case form(Query)
        case json([UInt8])
        case multipart(EtsyMultipart)

        var type: String? {
            switch self {
            case .none: nil
            case .form: "application/x-www-form-urlencoded"
            case .json: "application/json"
            case .multipart(let file): "multipart/form-data; boundary=\(file.boundary)"
            }
        }

        var bytes: [UInt8]? {
            switch self {
            case .none: nil
            case .form(let fields): Array(PercentEncoding.form(fields).utf8)
            case .json(let bytes): bytes
            case .multipart(let file): file.bytes
            }
        }
    }

    private func call<Value: Decodable & Sendable>(
        _ type: Value.Type, _ verb: String, _ path: String, _ query: Query, _ body: Body,
        _ timeout: Duration
    ) async throws(ConnectorError) -> Reading<Value> {
        let effect: Effect = verb == "GET" ? .read : .write
        var headers: [(name: String, value: String)] = [
            ("accept", "application/json"), ("x-api-key", "\(self.app.clientID):\(self.app.clientSecret)"),
            ("authorization", "Bearer \(self.tokens.access)"),
        ]
        if let type = body.type { headers.append(("content-type", type)) }
        let call = HTTPCall(
            verb, try self.url(path, query), headers: headers, body: body.bytes,
            timeout: timeout,
            answerLimit: self.settings.answerLimit)
        return try await self.exchange(type, call, effect)
    }

    private func url(_ path: String, _ query: Query) throws(ConnectorError) -> URL {
        var parts = URLComponents(url: self.place.api, resolvingAgainstBaseURL: false)
        parts?.percentEncodedPath += path
        parts?.percentEncodedQuery = query.isEmpty ? nil : PercentEncoding.form(query)
        guard let url = parts?.url else { throw .forbidden("Etsy's address is not a web address.") }
        return url
    }

    private func exchange<Value: Decodable & Sendable>(
        _ type: Value.Type, _ call: HTTPCall, _ effect: Effect
    ) async throws(ConnectorError) -> Reading<Value> {
        let started = self.now()
        let errors = EtsyErrors(effect: effect, secrets: self.secrets, now: started)
        let reply: HTTPReply
        do {
            reply = try await self.transport.send(call)
        } catch {
            throw errors.sort(error)
        }
        let latency = max(0, self.now().timeIntervalSince(started))
        if let problem = errors.sort(reply) { throw problem }
        let value: Value
        do {
            value = try JSONAnswer.decode(type, from: reply.body)
        } catch {
            throw errors.sort(error, of: reply)
        }
        return Reading(
            value: value, channelTime: reply[header: "Date"].flatMap { HTTPDate.parse($0, now: self.now()) },
            latency: .seconds(latency), budgets: Self.budgets(reply))
    }

    private var secrets: [String] {
        [self.app.clientSecret, self.app.clientID, self.tokens.access, self.tokens.refresh ?? ""]
    }

    /// What every good answer tells of the app's limits (notes, "Rate limits"), by the names of the manifest's budgets.
    static func budgets(_ reply: HTTPReply) -> [String: BudgetReading] {
        func number(_ name: String) -> Int? { reply[header: name].flatMap { Int($0) } }
        var budgets: [String: BudgetReading] = [:]
        for (name, limit, remaining) in [
            (Etsy.Budgets.second, "x-limit-per-second", "x-remaining-this-second"),
            (Etsy.Budgets.day, "x-limit-per-day", "x-remaining-today"),
        ] {
            let reading = BudgetReading(remaining: number(remaining), limit: number(limit))
            if reading.remaining != nil || reading.limit != nil { budgets[name] = reading }
        }
        return budgets
    }
}
