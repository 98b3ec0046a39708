import ConnectorKit
import Foundation
import Wire

/// Sorts what Etsy answers, or does not, by what happens next.
///
/// Etsy has no error codes: the status decides, and texts only where the status is not enough (notes, "Errors").
struct EtsyErrors: AnswerSorting {
    let effect: CallEffect
    /// Never shown, whatever Etsy writes.
    let secrets: [String]
    let now: Date

    /// How long to wait over the limit when Etsy does not say: the limit is one of a second.
    static let pause = Duration.seconds(1)
    /// And when it is the day's that is used up: it slides in buckets, whose length is not published.
    static let dayPause = Duration.seconds(900)
    /// Bytes.
    static let longestProblem = 32 << 10

    /// `{"error": "text"}`, on OAuth also `error_description`.
    struct Problem: Decodable {
        var error: String
        var errorDescription: String?

        enum CodingKeys: String, CodingKey {
            case error
            case errorDescription = "error_description"
        }
    }

    /// - Returns: `nil` when the answer is to be read.
    func sort(_ reply: HTTPReply) -> ConnectorError? {
        guard !(200..<300).contains(reply.status) else { return nil }
        let told =
            reply.body.count > Self.longestProblem
            ? nil : try? JSONAnswer.decode(Problem.self, from: reply.body)
        let wait = reply[header: "Retry-After"].flatMap { HTTPDate.retryAfter($0, now: self.now) }
        switch reply.status {
        case 401: return .unauthorized(code: Self.oauthCode(told) ?? "http-401")
        case 403: return self.forbidden(told)
        case 408: return self.lost("Etsy gave up waiting (408).")
        case 429: return .throttled(retryAfter: wait ?? (Self.isDaysLimit(reply, told) ? Self.dayPause : Self.pause))
        case 503 where wait != nil: return .throttled(retryAfter: wait ?? Self.pause)
        case 300..<400:
            return .refused(
                code: "redirected", field: "address",
                message: "Etsy's address sends callers elsewhere (\(reply.status)).")
        case 400..<500: return self.refused(reply.status, told)
        default: return self.lost("Etsy failed (\(reply.status)).")
        }
    }

    private func refused(_ status: Int, _ told: Problem?) -> ConnectorError {
        if let code = Self.oauthCode(told), code == "invalid_grant" || code == "invalid_token" {
            return .unauthorized(code: code)
        }
        let code =
            switch status {
            case 404: "not-found"
            case 409: "conflict"
            default: Self.oauthCode(told) ?? "http-\(status)"
            }
        return .refused(code: code, field: nil, message: self.text(told) ?? "Etsy answered \(status) without a reason.")
    }

    /// The app's key, a right that the merchant did not give, or another shop's thing. None of them passes by waiting.
    private func forbidden(_ told: Problem?) -> ConnectorError {
        let text = (told.map { $0.error + " " + ($0.errorDescription ?? "") } ?? "").lowercased()
        // "Shared secret is required in x-api-key header." and "Invalid API key: should be in the format …" (notes, Auth).
        if text.contains("api key") || text.contains("x-api-key") || text.contains("shared secret") {
            return .refused(
                code: "app-key", field: "app",
                message: "Etsy does not take this installation's app key. Check keystring and shared secret "
                    + "(Etsy → Developers → Your apps), and that the app is approved.")
        }
        if text.contains("scope") {
            return .refused(
                code: "missing-right", field: "scope",
                message: "Etsy wants a right that was not given for this shop. Connect the shop again and agree to all "
                    + "rights asked for.")
        }
        return .refused(
            code: "not-allowed", field: nil, message: self.text(told) ?? "Etsy does not allow this for this shop (403)."
        )
    }

    /// `invalid_grant` and its like: one word of letters and `_`.
    private static func oauthCode(_ told: Problem?) -> String? {
        guard let error = told?.error, (3...40).contains(error.count),
            error.allSatisfy({ ("a"..."z").contains($0) || $0 == "_" }), error.contains("_")
        else { return nil }
        return error
    }

    private static func isDaysLimit(_ reply: HTTPReply, _ told: Problem?) -> Bool {
        if let left = reply[header: "x-remaining-today"].flatMap({ Int($0) }) { return left <= 0 }
        let text = (told?.error ?? "").lowercased()
        return text.contains("day") || text.contains("daily") || text.contains("qpd")
    }

    private func text(_ told: Problem?) -> String? {
        guard let told else { return nil }
        let text = [told.error, told.errorDescription].compactMap { $0 }.joined(separator: ": ")
        let clean = Redaction.clean(text, secrets: self.secrets)
        return clean.isEmpty ? nil : clean
    }
}
