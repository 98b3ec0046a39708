import ConnectorKit
import Foundation
import Wire

/// Sorts what Amazon answers, or does not, by what happens next (notes, "Errors").
struct AmazonErrors: AnswerSorting {
    let effect: CallEffect
    /// Whose limit a 429 is about; `nil` for the token endpoint.
    let operation: AmazonOperation?
    /// Never shown, whatever Amazon writes.
    let secrets: [String]
    let now: Date

    /// Bytes.
    static let longestProblem = 64 << 10

    /// `{"errors":[{"code":…,"message":…,"details":…}]}`.
    struct Problem: Decodable {
        struct Item: Decodable {
            var code: String
            var message: String?
            var details: String?
        }
        var errors: [Item]
    }

    /// Login with Amazon: `{"error":"invalid_grant","error_description":…}` (RFC 6749).
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
        guard self.operation != nil else { return self.sortLogin(reply) }
        let told = self.told(Problem.self, reply)?.errors.first
        switch reply.status {
        case 401: return .unauthorized(code: Self.word(told?.code) ?? "http-401")
        // An ended consent, a right that the app was not given: new tokens cure the first.
        case 403:
            if let code = Self.word(told?.code) { return .unauthorized(code: code) }
            return .refused(code: "not-allowed", field: nil, message: "Amazon does not allow this (403).")
        case 404: return .refused(code: "not-found", field: nil, message: self.text(told, reply.status))
        case 400..<500 where reply.status != 408 && reply.status != 429:
            return .refused(
                code: Self.word(told?.code) ?? "http-\(reply.status)", field: nil,
                message: self.text(told, reply.status))
        default: return self.sortCommon(reply)
        }
    }

    /// The same for an answer of Login with Amazon.
    private func sortLogin(_ reply: HTTPReply) -> ConnectorError {
        guard (400..<500).contains(reply.status), reply.status != 408, reply.status != 429 else {
            return self.sortCommon(reply)
        }
        let told = self.told(LoginProblem.self, reply)
        switch told?.error {
        // Taken back, ended after a year, or another app's.
        case "invalid_grant": return .unauthorized(code: "invalid_grant")
        case "invalid_client", "unauthorized_client":
            return .refused(
                code: "app-key", field: "app",
                message:
                    "Amazon does not take this installation's client id and secret. Secrets must be renewed there now "
                    + "and then (Developer Central → LWA credentials).")
        default:
            let said = told.map { Redaction.clean($0.description ?? $0.error, secrets: self.secrets) }
            return .refused(
                code: Self.word(told?.error) ?? "http-\(reply.status)", field: nil,
                message: said.flatMap { $0.isEmpty ? nil : $0 } ?? "Amazon answered \(reply.status) without a reason.")
        }
    }

    private func sortCommon(_ reply: HTTPReply) -> ConnectorError {
        let wait = reply[header: "Retry-After"].flatMap { HTTPDate.retryAfter($0, now: self.now) }
        switch reply.status {
        case 429:
            if let wait { return .throttled(retryAfter: wait) }
            guard let operation = self.operation else { return .throttled(retryAfter: .seconds(1)) }
            return .limited(budget: operation.rawValue, retryAfter: operation.pause)
        case 503 where wait != nil: return .throttled(retryAfter: wait ?? .seconds(1))
        case 408: return self.lost("Amazon gave up waiting (408).")
        case 300..<400:
            return .refused(
                code: "redirected", field: "address",
                message: "Amazon's address sends callers elsewhere (\(reply.status)).")
        default: return self.lost("Amazon failed (\(reply.status)).")
        }
    }

    private func told<Told: Decodable>(_ type: Told.Type, _ reply: HTTPReply) -> Told? {
        reply.body.count > Self.longestProblem ? nil : try? JSONAnswer.decode(type, from: reply.body)
    }

    private func text(_ told: Problem.Item?, _ status: Int) -> String {
        let parts = [told?.message, told?.details].compactMap(\.self).filter { !$0.isEmpty }
        let clean = Redaction.clean(parts.joined(separator: " "), secrets: self.secrets)
        return clean.isEmpty ? "Amazon answered \(status) without a reason." : clean
    }

    /// A code of theirs: one word of letters, digits and `_`.
    static func word(_ code: String?) -> String? {
        guard let code, (3...60).contains(code.count),
            code.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else { return nil }
        return code
    }
}
