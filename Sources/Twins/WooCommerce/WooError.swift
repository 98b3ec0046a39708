/// A refusal in WordPress's envelope: `{"code","message","data":{"status"}}`.
struct WooError: Error, Hashable {
    var status: Int
    var code: String
    var message: String
    /// Further members of `data`.
    var details: [Json.Member] = []

    init(_ status: Int, _ code: String, _ message: String, _ details: [Json.Member] = []) {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
    }

    var json: Json {
        [
            "code": .string(self.code), "message": .string(self.message),
            "data": .object([Json.Member(name: "status", value: .integer(self.status))] + self.details),
        ]
    }

    static let noRoute = WooError(
        404, "rest_no_route", "No route was found matching the URL and request method.")
    static let badJson = WooError(400, "rest_invalid_json", "Invalid JSON body passed.")

    static func invalidID(_ kind: String) -> WooError {
        WooError(404, "woocommerce_rest_\(kind)_invalid_id", "Invalid ID.")
    }

    static func invalidParameter(_ name: String, _ why: String) -> WooError {
        WooError(
            400, "rest_invalid_param", "Invalid parameter(s): \(name)",
            [Json.Member(name: "params", value: .object([Json.Member(name: name, value: .string(why))]))])
    }

    static let useVariationRoute = WooError(
        404, "woocommerce_rest_invalid_product_id",
        "To manipulate product variations you should use the "
            + "/products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.")

    static let trashNotSupported = WooError(
        501, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.")
}
