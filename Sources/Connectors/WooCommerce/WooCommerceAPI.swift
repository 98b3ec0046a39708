import ConnectorKit
import Foundation
import Wire

/// Calls to one shop's REST API: addresses, authentication, deadlines, and answers sorted by what happens next.
struct WooCommerceAPI: Sendable {
    let address: URL
    let key: String
    let secret: String
    let transport: any Transport
    let settings: WooCommerceSettings
    let now: @Sendable () -> Date
    let nonce: @Sendable () -> String

    /// An answer read, with what its headers told.
    struct Reading<Value: Sendable>: Sendable {
        var value: Value
        var pages: PageCount
        var channelTime: Date?
        var latency: Duration

        func answer<Other: Sendable>(_ other: Other) -> Answer<Other> {
            Answer(other, channelTime: self.channelTime, latency: self.latency)
        }
    }

    /// Reads a resource of `/wp-json/wc/v3`. `fields` are all the shop is asked for (`_fields`), so that nothing about a
    /// buyer is ever sent.
    func get<Value: Decodable & Sendable>(
        _ type: Value.Type, _ path: String, fields: [String], query: [(name: String, value: String)] = []
    ) async throws(ConnectorError) -> Reading<Value> {
        try await self.call(type, "GET", path, fields: fields, query: query, body: nil)
    }

    /// Changes a resource. A lost answer is an unknown outcome.
    func send<Value: Decodable & Sendable>(
        _ type: Value.Type, _ verb: String, _ path: String, fields: [String],
        query: [(name: String, value: String)] = [], body: some Encodable
    ) async throws(ConnectorError) -> Reading<Value> {
        let bytes: [UInt8]
        do {
            bytes = Array(try JSONEncoder().encode(body))
        } catch {
            throw .refused(code: "not-encodable", field: nil, message: "The change cannot be written as JSON.")
        }
        return try await self.call(type, verb, path, fields: fields, query: query, body: bytes)
    }

    /// Takes a resource away for good.
    func delete(_ path: String) async throws(ConnectorError) -> Reading<WooCommerceWire.Identified> {
        try await self.call(
            WooCommerceWire.Identified.self, "DELETE", path, fields: ["id"], query: [("force", "true")], body: nil)
    }

    /// Reads WordPress's own index, without the key: WordPress would take it for an application password and refuse it.
    func index() async throws(ConnectorError) -> Reading<WooCommerceWire.Index> {
        let url = try self.url("/wp-json/", [("_fields", "name")])
        let call = HTTPCall(
            "GET", url, headers: [("accept", "application/json")], timeout: self.settings.readTimeout,
            answerLimit: self.settings.answerLimit)
        return try await self.exchange(WooCommerceWire.Index.self, call, .read)
    }

    private func call<Value: Decodable & Sendable>(
        _ type: Value.Type, _ verb: String, _ path: String, fields: [String],
        query: [(name: String, value: String)], body: [UInt8]?
    ) async throws(ConnectorError) -> Reading<Value> {
        let effect: CallEffect = verb == "GET" ? .read : .write
        let query = query + [("_fields", fields.joined(separator: ","))]
        var headers: [(name: String, value: String)] = [("accept", "application/json")]
        if body != nil { headers.append(("content-type", "application/json")) }
        let url: URL
        if self.address.scheme == "https" {
            headers.append(("authorization", "Basic " + Signing.base64(Array("\(self.key):\(self.secret)".utf8))))
            url = try self.url("/wp-json/wc/v3" + path, query)
        } else {
            url = try self.signed(verb, "/wp-json/wc/v3" + path, query)
        }
        let timeout = effect == .read ? self.settings.readTimeout : self.settings.writeTimeout
        let call = HTTPCall(
            verb, url, headers: headers, body: body, timeout: timeout, answerLimit: self.settings.answerLimit)
        return try await self.exchange(type, call, effect)
    }

    /// Over plain HTTP a key must not travel: OAuth 1.0a signs instead. The transport lets plain HTTP reach loopback only.
    private func signed(
        _ verb: String, _ path: String, _ query: [(name: String, value: String)]
    )
        throws(ConnectorError) -> URL
    {
        let oauth = OAuth1(consumerKey: self.key, consumerSecret: self.secret)
        let bare = try self.url(path, [])
        let time = Int(self.now().timeIntervalSince1970)
        return try self.url(path, oauth.signed(verb, bare, query: query, time: time, nonce: self.nonce()))
    }

    private func url(_ path: String, _ query: [(name: String, value: String)]) throws(ConnectorError) -> URL {
        var parts = URLComponents(url: self.address, resolvingAgainstBaseURL: false)
        let base = parts?.percentEncodedPath ?? ""
        parts?.percentEncodedPath = base + path
        parts?.percentEncodedQuery = query.isEmpty ? nil : PercentEncoding.form(query)
        guard let url = parts?.url else { throw .forbidden("The shop's address is not a web address.") }
        return url
    }

    private func exchange<Value: Decodable & Sendable>(
        _ type: Value.Type, _ call: HTTPCall, _ effect: CallEffect
    )
        async throws(ConnectorError) -> Reading<Value>
    {
        let errors = WooCommerceErrors(effect: effect, secrets: [self.key, self.secret], now: self.now())
        let got = try await errors.exchange(call, by: self.transport, as: type)
        return Reading(
            value: got.value, pages: PageCount(got.reply), channelTime: got.channelTime(now: self.now()),
            latency: got.latency)
    }
}
