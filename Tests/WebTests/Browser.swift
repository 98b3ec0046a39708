import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import Web

/// A browser: keeps cookies, fills forms in with what the page brought along, follows nothing by itself.
final class Browser: Sendable {
    private let client: any TestClientProtocol
    private let jar = Mutex<[String: String]>([:])
    private let page = Mutex("")
    /// Sent with everything: what a proxy or another site adds.
    private let extra: [String: String]

    init(_ client: any TestClientProtocol, headers: [String: String] = [:]) {
        self.client = client
        self.extra = headers
    }

    /// Cookies by name, as they are sent.
    var cookies: [String: String] {
        get { self.jar.withLock { $0 } }
        set { self.jar.withLock { $0 = newValue } }
    }

    @discardableResult
    func get(_ path: String, headers: [String: String] = [:]) async throws -> TestResponse {
        try await self.send(.get, path, nil, headers)
    }

    /// Sends a form.
    ///
    /// - Parameter csrf: What proves that it is ours; by default what the last page held.
    @discardableResult
    func post(
        _ path: String, _ fields: [String: String] = [:], csrf: String? = nil, headers: [String: String] = [:]
    ) async throws -> TestResponse {
        var fields = fields
        fields["csrf"] = csrf ?? self.csrf
        let body = fields.map { "\(Self.escaped($0.key))=\(Self.escaped($0.value))" }.joined(separator: "&")
        return try await self.send(.post, path, body, headers)
    }

    /// The proof in the last page that held one.
    var csrf: String {
        self.page.withLock { $0.firstMatch(of: /name="csrf" value="([^"]+)"/).map { String($0.output.1) } ?? "" }
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String?, _ headers: [String: String]
    ) async throws -> TestResponse {
        var fields = try HTTPFields.named(self.extra.merging(headers) { $1 })
        let cookies = self.cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if !cookies.isEmpty { fields[.cookie] = cookies.joined(separator: "; ") }
        if body != nil { fields[.contentType] = "application/x-www-form-urlencoded" }
        let answer = try await self.client.execute(
            uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) })
        for line in answer.headers[values: .setCookie] {
            let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            self.jar.withLock { $0[String(pair[0])] = line.contains("Max-Age=0") ? nil : String(pair[1]) }
        }
        if answer.text.contains("name=\"csrf\"") { self.page.withLock { $0 = answer.text } }
        return answer
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

extension TestResponse {
    var location: String? { self.headers[.location] }

    /// The code of what was wrong with a form.
    var problem: String? { self.text.firstMatch(of: /data-code="([^"]+)"/).map { String($0.output.1) } }
}
