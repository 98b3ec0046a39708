import ConnectorKit
import Foundation
import Wire

/// Sorts what Shopify answers, or does not, by what happens next. Three layers: the status, `errors` beside the data, and
/// `userErrors` inside of it, which each operation reads itself (notes, "Errors"). Codes decide, never texts.
struct ShopifyErrors: AnswerSorting {
    let effect: CallEffect
    /// Of the token endpoint.
    var isGrant = false
    /// Never shown, whatever Shopify writes.
    let secrets: [String]
    let now: Date

    /// How long to wait over the limit when Shopify does not say: half a bucket fills in ten seconds, a call's part in one.
    static let pause = Duration.seconds(1)

    /// - Returns: `nil` when the answer is to be read.
    func sort(_ reply: HTTPReply) -> ConnectorError? {
        let wait = reply[header: "Retry-After"].flatMap { HTTPDate.retryAfter($0, now: self.now) }
        switch reply.status {
        case 200..<300: return nil
        // A spent or revoked code or refresh token, or a wrong secret; a page in between is no answer of Shopify's.
        case 400 where self.isGrant && Self.isJSON(reply), 403 where self.isGrant && Self.isJSON(reply):
            return .unauthorized(code: "http-\(reply.status)")
        case 300..<400:
            return .refused(
                code: "redirected", field: "address",
                message: "Shopify sends callers of this address elsewhere (\(reply.status)). Give the shop's own "
                    + "myshopify.com address.")
        case 401: return .unauthorized(code: "http-401")
        case 402:
            return .refused(
                code: "shop-frozen", field: nil,
                message: "Shopify has frozen this shop for an open bill. It goes on once the bill is paid.")
        case 403:
            return .refused(
                code: "missing-right", field: "scope",
                message: "Shopify does not allow this to our app. Connect the shop again and agree to all rights "
                    + "asked for.")
        case 404:
            return .refused(
                code: "no-shop", field: "address",
                message: "There is no such shop at Shopify, or it does not know this version of its interface.")
        case 408: return self.lost("Shopify gave up waiting (408).")
        case 423:
            return .refused(
                code: "shop-locked", field: nil, message: "Shopify has locked this shop. Its support can tell why.")
        // 430 is what it answers to a shop's too many calls in some places.
        case 429, 430: return .throttled(retryAfter: wait ?? Self.pause)
        case 503 where wait != nil: return .throttled(retryAfter: wait ?? Self.pause)
        case 400..<500:
            return .refused(
                code: "http-\(reply.status)", field: nil, message: "Shopify answered \(reply.status) to our request.")
        default: return self.lost("Shopify failed (\(reply.status)).")
        }
    }

    private static func isJSON(_ reply: HTTPReply) -> Bool {
        (try? JSONAnswer.decode(JSONValue.self, from: reply.body)) != nil
    }

    /// `errors` beside the data. The worst of them decides.
    ///
    /// - Parameter cost: Of a request that was too much for now: how long until it is not.
    func sort(_ errors: [ShopifyWire.Problem]?, cost: ShopifyWire.Cost?) -> ConnectorError? {
        guard let first = errors?.first else { return nil }
        let codes = (errors ?? []).compactMap(\.code)
        if codes.contains("THROTTLED") { return .throttled(retryAfter: Self.wait(cost)) }
        if codes.contains("ACCESS_DENIED") {
            return .refused(
                code: "missing-right", field: "scope",
                message:
                    "Shopify wants a right that was not given for this shop. Connect the shop again and agree to all "
                    + "rights asked for.")
        }
        if codes.contains("SHOP_INACTIVE") {
            return .refused(code: "shop-frozen", field: nil, message: "Shopify has switched this shop off.")
        }
        if codes.contains("INTERNAL_SERVER_ERROR") || codes.contains("TIMEOUT") {
            return self.lost("Shopify failed inside.")
        }
        let code = first.code.map(Self.word) ?? "graphql"
        let message = Redaction.clean(first.message ?? "", secrets: self.secrets)
        return .refused(
            code: code, field: nil, message: message.isEmpty ? "Shopify refused the request without a reason." : message
        )
    }

    /// Until the bucket holds what the request asks for.
    private static func wait(_ cost: ShopifyWire.Cost?) -> Duration {
        guard let cost, let asked = cost.requestedQueryCost, let status = cost.throttleStatus, status.restoreRate > 0
        else {
            return Self.pause
        }
        return max(.milliseconds(100), .seconds((asked - status.currentlyAvailable) / status.restoreRate))
    }

    /// Shopify's `UPPER_SNAKE` as one of our words; anything else is not passed on.
    static func word(_ code: String) -> String {
        let isWord = (1...60).contains(code.utf8.count) && code.utf8.allSatisfy { (65...90).contains($0) || $0 == 95 }
        return isWord ? code.lowercased().replacing("_", with: "-") : "graphql"
    }
}
