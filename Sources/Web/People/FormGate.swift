import Foundation
import HTTPTypes
import Hummingbird
import Vault

/// What a form of ours sent.
struct Form: Sendable {
    /// Bytes at most: the longest passwords and names, with room.
    static let limit = 16 << 10

    private let values: [String: String]

    /// Reads `application/x-www-form-urlencoded`; of a name that comes twice the first counts.
    init(_ bytes: [UInt8]) {
        var values: [String: String] = [:]
        for pair in bytes.split(separator: UInt8(ascii: "&")).prefix(64) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(parts[0])
            if values[name] == nil { values[name] = parts.count == 2 ? Self.decoded(parts[1]) : "" }
        }
        self.values = values
    }

    init() { self.values = [:] }

    /// The text as typed; empty where there is none.
    subscript(_ name: String) -> String { self.values[name] ?? "" }

    private static func decoded(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes), as: UTF8.self).replacing("+", with: " ").removingPercentEncoding ?? ""
    }
}

/// Takes a form only where it is one of ours, sent from a page of ours to who is asked: three signs, each enough to refuse.
struct FormGate: RouterMiddleware {
    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        guard request.method != .get, request.method != .head else { return try await next(request, context) }
        guard Self.isFromHere(request) else { throw Self.strange }
        let form = Form(try await request.bytes(upTo: Form.limit))
        guard let bound = context.session ?? context.stranger, CSRFToken.isGood(form["csrf"], session: bound) else {
            throw Self.strange
        }
        var context = context
        context.form = form
        return try await next(request, context)
    }

    /// What browsers say by themselves of where a form stood. Old ones say nothing; then the token in the form decides alone.
    private static func isFromHere(_ request: Request) -> Bool {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }), site != "same-origin" {
            return false
        }
        guard let origin = request.headers[.origin], origin != "null" else { return true }
        guard let address = URL(string: origin), let host = address.host() else { return false }
        let named = address.port.map { "\(host):\($0)" } ?? host
        return request.head.authority?.lowercased() == named.lowercased()
    }

    static let strange = Refusal(
        status: 403, code: "form.strange", sentence: "This form is not from a page of yours, or the page is too old.",
        wayOut: "Go back, load the page again, and send it once more.")
}

/// What goes wrong is told as a page: a person is reading.
struct PageErrorGate: RouterMiddleware {
    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch {
            guard let refusal = Refusal(error), refusal.status < 500 || refusal.status == 503 else { throw error }
            var response = refusal.page(context)
            if let reached = error as? LimitReached { reached.verdict.write(on: &response.headers) }
            return response
        }
    }
}
