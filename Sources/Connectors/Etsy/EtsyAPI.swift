import ConnectorKit
import Foundation
import Wire

/// Calls to Open API v3: addresses, keys, deadlines, limits learnt, and answers sorted by what happens next.
/// One request is one attempt.
struct EtsyAPI: Sendable {
    typealias Query = [(name: String, value: String)]

    let place: EtsyPlace
    let app: ChannelApp
    let tokens: OAuthTokens
    let transport: any Transport
    let settings: EtsySettings
    let now: @Sendable () -> Date
    let shop: EtsyShopID

    func get<Value: Decodable & Sendable>(
        _ type: Value.Type, _ path: String, query: Query = [], timeout: Duration? = nil
    ) async throws(ConnectorError) -> Answer<Value> {
        try await self.call(type, "GET", path, query, .none, timeout ?? self.settings.readTimeout)
    }

    /// Changes a resource with a form, as all of Etsy's writes but the inventory's want it.
    func send<Value: Decodable & Sendable>(
        _ type: Value.Type, _ verb: String, _ path: String, form: Query, query: Query = [], timeout: Duration? = nil
    ) async throws(ConnectorError) -> Answer<Value> {
        try await self.call(type, verb, path, query, .form(form), timeout ?? self.settings.writeTimeout)
    }

    /// Changes a resource with JSON: the inventory only.
    func send<Value: Decodable & Sendable>(
        _ type: Value.Type, _ verb: String, _ path: String, json: some Encodable, query: Query = [],
        timeout: Duration? = nil
    ) async throws(ConnectorError) -> Answer<Value> {
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
        _ type: Value.Type, _ path: String, file: MultipartForm
    ) async throws(ConnectorError) -> Answer<Value> {
        try await self.call(type, "POST", path, [], .multipart(file), self.settings.writeTimeout)
    }

    private enum Body: Sendable {
        case none
        case form(Query)
        case json([UInt8])
        case multipart(MultipartForm)

        var type: String? {
            switch self {
            case .none: nil
            case .form: "application/x-www-form-urlencoded"
            case .json: "application/json"
            case .multipart(let file): file.contentType
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
    ) async throws(ConnectorError) -> Answer<Value> {
        let effect: CallEffect = verb == "GET" ? .read : .write
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
        _ type: Value.Type, _ call: HTTPCall, _ effect: CallEffect
    ) async throws(ConnectorError) -> Answer<Value> {
        let errors = EtsyErrors(effect: effect, secrets: self.secrets, now: self.now())
        let got = try await errors.exchange(call, by: self.transport, as: type)
        return got.answer(now: self.now(), budgets: Self.budgets(got.reply))
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
