import ConnectorKit
import Foundation
import Wire

/// Sorts what a shop answers, or does not, by what happens next.
struct WooCommerceErrors: AnswerSorting {
    let effect: CallEffect
    /// Never shown, whatever the shop writes.
    let secrets: [String]
    let now: Date

    /// How long to wait when a shop says "too many" and not how long.
    static let pause = Duration.seconds(30)
    /// The payment's gateway, or WooCommerce itself, would not give the money back.
    static let noRefund = "woocommerce_rest_cannot_create_order_refund"
    /// Bytes.
    static let longestProblem = 32 << 10

    /// - Returns: `nil` when the answer is to be read.
    func sort(_ reply: HTTPReply) -> ConnectorError? {
        let told =
            Self.mayHoldProblem(reply) ? try? JSONAnswer.decode(WooCommerceWire.Problem.self, from: reply.body) : nil
        switch reply.status {
        // Some hosts and caches turn every status into 200; the error inside says which it was.
        case 200..<300: return told.flatMap { self.sort(status: $0.data?.status ?? 500, $0, reply) }
        default: return self.sort(status: reply.status, told, reply)
        }
    }

    /// Errors are short and name a code; an answer is not read twice to find that it holds none.
    private static func mayHoldProblem(_ reply: HTTPReply) -> Bool {
        guard reply.body.count <= Self.longestProblem else { return false }
        guard (200..<300).contains(reply.status) else { return true }
        // A list is none, and neither is an object without the name.
        if reply.body.first == UInt8(ascii: "[") { return false }
        return reply.body.firstRange(of: Self.codeName) != nil
    }

    private static let codeName = Array("\"code\"".utf8)

    private func sort(status: Int, _ told: WooCommerceWire.Problem?, _ reply: HTTPReply) -> ConnectorError? {
        let wait = reply[header: "Retry-After"].flatMap { HTTPDate.retryAfter($0, now: self.now) }
        switch status {
        case 200..<300: return nil
        case 300..<400: return self.redirected(reply)
        case 401: return .unauthorized(code: told?.safeCode ?? "http-401")
        case 403: return self.forbidden(told)
        case 408: return self.lost("The shop gave up waiting (408).")
        case 404 where told == nil: return self.noInterface()
        case 429: return .throttled(retryAfter: wait ?? Self.pause)
        case 500 where told?.safeCode == Self.noRefund: return self.noRefund(told)
        case 503 where wait != nil: return .throttled(retryAfter: wait ?? Self.pause)
        case 400..<500: return self.refused(status, told)
        default: return self.lost("The shop or its host failed (\(status)).")
        }
    }

    private func refused(_ status: Int, _ told: WooCommerceWire.Problem?) -> ConnectorError {
        .refused(
            code: told?.safeCode ?? "http-\(status)", field: told?.field,
            message: told.map { self.clean($0.message ?? "") } ?? "The shop answered \(status) without a reason.")
    }

    /// The refund's record is taken away again before WooCommerce says so. Mostly the payment refused; but what fails *after* the
    /// payment, in a mail or a plugin, ends in the same answer, and the shop remembers nothing (its `wc_create_refund`).
    private func noRefund(_ told: WooCommerceWire.Problem?) -> ConnectorError {
        .refused(
            code: Self.noRefund, field: nil,
            message: self.clean(told?.message ?? "")
                + " The shop shows no refund. It says the same where something failed after the payment: "
                + "before you say it again, look at the payment provider whether the money went back.")
    }

    /// With a reason from WooCommerce it is the key; a bare page comes from something in front of the shop.
    private func forbidden(_ told: WooCommerceWire.Problem?) -> ConnectorError {
        if let told { return .unauthorized(code: told.safeCode) }
        return .refused(
            code: "blocked-before-shop", field: nil,
            message: "Something in front of the shop (a firewall or security plugin) answered 403. "
                + "Allow this program's address or its user agent \"Entrepot\" there.")
    }

    private func noInterface() -> ConnectorError {
        .refused(
            code: "no-rest-api", field: "address",
            message:
                "No WooCommerce answers under /wp-json/wc/v3 there. Check the address, that WooCommerce is active, "
                + "and that Settings → Permalinks is not \"Plain\".")
    }

    private func redirected(_ reply: HTTPReply) -> ConnectorError {
        let target = reply[header: "Location"].flatMap { URL(string: $0) }.flatMap { url in
            url.host(percentEncoded: true).map { "\(url.scheme ?? "https")://\($0)" }
        }
        return .refused(
            code: "redirected", field: "address",
            message: "The shop sends callers elsewhere\(target.map { ": \($0)" } ?? ""). "
                + "Connect it under the address it ends up at.")
    }

    func clean(_ text: String) -> String { Redaction.clean(text, secrets: self.secrets) }
}
