/// A refusal as Amazon words it: `{"errors":[{"code":…,"message":…,"details":…}]}`; Login with Amazon has its own form.
struct AmazonError: Error, Hashable {
    var status: Int
    var code: String
    var message: String
    var details = ""
    /// Of the token endpoint: `{"error":…,"error_description":…}` (RFC 6749).
    var isLogin = false

    init(_ status: Int, _ code: String, _ message: String, _ details: String = "") {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
    }

    static func login(_ status: Int, _ code: String, _ message: String) -> AmazonError {
        var error = AmazonError(status, code, message)
        error.isLogin = true
        return error
    }

    var json: Json {
        if self.isLogin {
            return ["error": .string(self.code), "error_description": .string(self.message)]
        }
        return [
            "errors": [
                [
                    "code": .string(self.code), "message": .string(self.message), "details": .string(self.details),
                ]
            ]
        ]
    }

    private static let denied = "Access to requested resource is denied."
    static let tokenMissing = AmazonError(
        403, "Unauthorized", Self.denied, "Access token is missing in the request header.")
    static let tokenExpired = AmazonError(
        403, "Unauthorized", Self.denied, "The access token you provided has expired.")
    static let tokenRevoked = AmazonError(
        403, "Unauthorized", Self.denied, "The access token you provided is revoked, malformed or invalid.")
    static let notYours = AmazonError(403, "Unauthorized", Self.denied)
    static let quotaExceeded = AmazonError(
        429, "QuotaExceeded", "You exceeded your quota for the requested resource.")
    static let noRoute = AmazonError(404, "NotFound", "The specified resource was not found.")
    static let crashed = AmazonError(500, "InternalFailure", "We encountered an internal error. Please try again.")

    static func invalid(_ details: String) -> AmazonError {
        AmazonError(400, "InvalidInput", "Request has missing or invalid parameters and cannot be parsed.", details)
    }

    static func noListing(_ sku: String) -> AmazonError {
        AmazonError(404, "NOT_FOUND", "SKU '\(sku)' not found in the marketplace.")
    }

    static func noOrder(_ id: String) -> AmazonError {
        AmazonError(404, "NotFound", "The requested order \(id) was not found.")
    }
}
