import ConnectorKit
import Foundation
import Wire

/// Sorts what eBay answers, or does not, by what happens next (notes, "Errors").
struct EbayErrors: AnswerSorting {
    let effect: CallEffect
    /// Whose limit a 429 is about; `nil` for the token endpoint.
    let interface: EbayInterface?
    /// Never shown, whatever eBay writes.
    let secrets: [String]
    let now: Date

    /// How long to wait over a day's limit when eBay does not say: `Retry-After` is not confirmed.
    static let pause = Duration.seconds(900)
    /// Bytes.
    static let longestProblem = 64 << 10

    /// `{"errors":[{errorId,domain,category,message,longMessage,…}]}`.
    struct Problem: Decodable, Sendable {
        struct Item: Decodable, Sendable, Hashable {
            struct Parameter: Decodable, Sendable, Hashable {
                var name: String?
                var value: String?
            }
            var errorId: Int?
            var category: String?
            var message: String?
            var longMessage: String?
            var parameters: [Parameter]?

            /// eBay's own failure: "25001 is an eBay-side internal error: retry" (notes), and its category says the same of others.
            var isTheirs: Bool { self.errorId == 25001 || self.category == "APPLICATION" && self.errorId == 30500 }
        }
        var errors: [Item]
    }

    /// The token endpoint: `{"error":"invalid_grant","error_description":…}` (RFC 6749).
    struct LoginProblem: Decodable {
        var error: String
        var description: String?

        enum CodingKeys: String, CodingKey {
            case error
            case description = "error_description"
        }
    }

    /// - Returns: `nil` when the answer is to be read.
    func sort(_ reply: HTTPReply) -> ConnectorError? {
        guard !(200..<300).contains(reply.status) else { return nil }
        guard self.interface != nil else { return self.sortLogin(reply) }
        let told = self.told(Problem.self, reply)?.errors.first
        if let told, told.isTheirs { return self.lost("eBay failed inside (\(told.errorId ?? 0)).") }
        switch reply.status {
        case 401: return .unauthorized(code: Self.code(told) ?? "http-401")
        case 403: return self.forbidden(told)
        case 404: return .refused(code: "not-found", field: nil, message: self.text(told, reply.status))
        case 400..<500 where reply.status != 408 && reply.status != 429:
            return .refused(
                code: Self.code(told) ?? "http-\(reply.status)", field: nil, message: self.text(told, reply.status))
        default: return self.sortCommon(reply)
        }
    }

    /// A right that was not given: new consent cures it, new tokens do not.
    private func forbidden(_ told: Problem.Item?) -> ConnectorError {
        // 1100 "Access denied", "Insufficient permissions to fulfill the request".
        if told?.errorId == 1100 {
            return .refused(
                code: "missing-right", field: "scope",
                message:
                    "eBay wants a right that was not given for this account. Connect it again and agree to all that is "
                    + "asked for.")
        }
        return .refused(code: Self.code(told) ?? "not-allowed", field: nil, message: self.text(told, 403))
    }

    private func sortLogin(_ reply: HTTPReply) -> ConnectorError {
        guard (400..<500).contains(reply.status), reply.status != 408, reply.status != 429 else {
            return self.sortCommon(reply)
        }
        let told = self.told(LoginProblem.self, reply)
        switch told?.error {
        // Taken back, ended, or another app's; a new password ends it, too.
        case "invalid_grant": return .unauthorized(code: "invalid_grant")
        case "invalid_client", "unauthorized_client":
            return .refused(
                code: "app-key", field: "app",
                message:
                    "eBay does not take this installation's client id and secret (developer.ebay.com → Application Keys)."
            )
        default:
            let said = told.map { Redaction.clean($0.description ?? $0.error, secrets: self.secrets) }
            return .refused(
                code: told.flatMap { Self.word($0.error) } ?? "http-\(reply.status)", field: nil,
                message: said.flatMap { $0.isEmpty ? nil : $0 } ?? "eBay answered \(reply.status) without a reason.")
        }
    }

    private func sortCommon(_ reply: HTTPReply) -> ConnectorError {
        let wait = reply[header: "Retry-After"].flatMap { HTTPDate.retryAfter($0, now: self.now) }
        switch reply.status {
        case 429:
            if let wait { return .throttled(retryAfter: wait) }
            guard let interface = self.interface else { return .throttled(retryAfter: .seconds(60)) }
            return .limited(budget: interface.rawValue, retryAfter: Self.pause)
        case 503 where wait != nil: return .throttled(retryAfter: wait ?? .seconds(1))
        case 408: return self.lost("eBay gave up waiting (408).")
        case 300..<400:
            return .refused(
                code: "redirected", field: "address",
                message: "eBay's address sends callers elsewhere (\(reply.status)).")
        default: return self.lost("eBay failed (\(reply.status)).")
        }
    }

    private func told<Told: Decodable>(_ type: Told.Type, _ reply: HTTPReply) -> Told? {
        reply.body.count > Self.longestProblem ? nil : try? JSONAnswer.decode(type, from: reply.body)
    }

    private func text(_ told: Problem.Item?, _ status: Int) -> String {
        Self.text(told, secrets: self.secrets) ?? "eBay answered \(status) without a reason."
    }

    /// - Returns: `nil` where it says nothing.
    static func text(_ told: Problem.Item?, secrets: [String]) -> String? {
        let said = (told?.longMessage).flatMap { $0.isEmpty ? nil : $0 } ?? told?.message ?? ""
        let clean = Redaction.clean(said, secrets: secrets)
        return clean.isEmpty ? nil : clean
    }

    /// eBay's errors have numbers.
    static func code(_ told: Problem.Item?) -> String? { told?.errorId.map(String.init) }

    private static func word(_ code: String) -> String? {
        (3...60).contains(code.count) && code.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") } ? code : nil
    }
}
