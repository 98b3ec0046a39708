/// A refusal as Etsy words it: `{"error": "text"}`, on tokens with `error_description` beside it.
struct EtsyError: Error, Hashable {
    var status: Int
    var text: String
    var details: String?

    init(_ status: Int, _ text: String, details: String? = nil) {
        self.status = status
        self.text = text
        self.details = details
    }

    var json: Json {
        guard let details = self.details else { return ["error": .string(self.text)] }
        return ["error": .string(self.text), "error_description": .string(details)]
    }

    // The texts on API keys are the vendor's (open-api discussions 1529 and 1531).
    static let secretMissing = EtsyError(403, "Shared secret is required in x-api-key header.")
    static let keyMalformed = EtsyError(
        403, "Invalid API key: should be in the format 'keystring:shared_secret'.")
    static let keyUnknown = EtsyError(403, "Invalid API key")

    // Seen by clients (open-api issues 519, 598; etsy-php-sdk issue 13).
    static let tokenExpired = EtsyError(401, "invalid_token", details: "access token is expired")
    static let tokenRevoked = EtsyError(401, "invalid_token", details: "access token is revoked")
    static let tokenUnknown = EtsyError(401, "invalid_token", details: "access token is not found")
    static let tokenMissing = EtsyError(401, "invalid_token", details: "access token is missing")
    static let refreshRevoked = EtsyError(400, "invalid_grant", details: "refresh_token is revoked")
    static func scopeMissing(_ scope: String) -> EtsyError {
        EtsyError(403, "insufficient_scope", details: "Insufficient scope: \(scope)")
    }

    static let notOwner = EtsyError(403, "The user does not own the requested resource.")
    static let rateExceeded = EtsyError(429, "Has exceeded its rate limit.")
    static let noRoute = EtsyError(404, "Resource not found")
    static let bodyUnreadable = EtsyError(400, "The request body could not be read.")
    static let crashed = EtsyError(500, "Server Error")

    static func noListing(_ id: Int) -> EtsyError {
        EtsyError(404, "Could not find a Listing with listing_id = \(id).")
    }

    /// Worded as in open-api issue 160.
    static func noReceipt(_ id: Int, shop: Int) -> EtsyError {
        EtsyError(404, "Could not find a Shop Receipt with receipt_id = \(id) associated with shop_id = \(shop).")
    }

    static func invalid(_ name: String, _ why: String) -> EtsyError {
        EtsyError(400, "There was a problem with /\(name) : \(why)")
    }
}
