/// A refusal as eBay words it: `{"errors": [{errorId, domain, category, message, …}]}`; at the token endpoint
/// `{"error": …, "error_description": …}`.
struct EbayError: Error, Hashable {
    var status: Int
    var id: Int
    var domain: String
    var subdomain: String?
    var category: String
    var message: String
    var longMessage: String?
    var parameters: [String: String] = [:]
    /// The token endpoint's word; then nothing else stands in the answer but the message.
    var grant: String?

    var json: Json {
        if let grant = self.grant {
            return ["error": .string(grant), "error_description": .string(self.message)]
        }
        return ["errors": [self.entry]]
    }

    /// As it stands in a list of errors.
    var entry: Json {
        var members: [Json.Member] = [
            .init(name: "errorId", value: .integer(self.id)), .init(name: "domain", value: .string(self.domain)),
        ]
        if let subdomain = self.subdomain { members.append(.init(name: "subdomain", value: .string(subdomain))) }
        members += [
            .init(name: "category", value: .string(self.category)),
            .init(name: "message", value: .string(self.message)),
        ]
        if let long = self.longMessage { members.append(.init(name: "longMessage", value: .string(long))) }
        if !self.parameters.isEmpty {
            let list = self.parameters.sorted { $0.key < $1.key }.map { name, value -> Json in
                ["name": .string(name), "value": .string(value)]
            }
            members.append(.init(name: "parameters", value: .array(list)))
        }
        return .object(members)
    }

    // Common errors, as the vendor's page "Handling errors" lists them.
    static let tokenInvalid = EbayError(
        status: 401, id: 1001, domain: "OAuth", category: "REQUEST", message: "Invalid access token",
        longMessage: "Invalid access token. Check the value of the Authorization HTTP request header.")
    static let tokenMissing = EbayError(
        status: 400, id: 1002, domain: "OAuth", category: "REQUEST", message: "Missing access token",
        longMessage: "Access token is missing in the Authorization HTTP request header.")
    static let accessDenied = EbayError(
        status: 403, id: 1100, domain: "OAuth", category: "REQUEST", message: "Access denied",
        longMessage: "Insufficient permissions to fulfill the request.")
    static let tooMany = EbayError(
        status: 429, id: 2001, domain: "ACCESS", category: "REQUEST", message: "Too many requests",
        longMessage: "The request limit has been reached for the resource.")
    static let noRoute = EbayError(
        status: 404, id: 2002, domain: "ACCESS", category: "REQUEST", message: "Resource not resolved",
        longMessage: "A resource (URI) associated with the request could not be resolved.")
    static let bodyUnreadable = EbayError(
        status: 400, id: 2004, domain: "ACCESS", category: "REQUEST", message: "Invalid request",
        longMessage: "Request has errors. For help, see the documentation for this API.")
    /// Passes by itself (Inventory's 25001).
    static let crashed = EbayError.inventory(25001, "A system error has occurred.", status: 500)

    /// What an API answers when eBay fails inside, under the number its contract lists.
    static func crashed(_ base: String) -> EbayError {
        let text =
            "There was a problem with an eBay internal system or process. Contact eBay developer support for assistance."
        func of(_ domain: String, _ id: Int, _ text: String) -> EbayError {
            EbayError(status: 500, id: id, domain: domain, category: "APPLICATION", message: text)
        }
        switch base {
        case "/sell/inventory/v1": return .crashed
        case "/sell/fulfillment/v1": return of("API_FULFILLMENT", 30500, "System error")
        case "/sell/account/v1": return of("API_ACCOUNT", 20500, "System error.")
        default: return of("ACCESS", 2003, text)
        }
    }

    /// Of the Inventory API, under the numbers its contract lists.
    static func inventory(
        _ id: Int, _ message: String, status: Int = 400, _ parameters: [String: String] = [:]
    ) -> EbayError {
        EbayError(
            status: status, id: id, domain: "API_INVENTORY", subdomain: "Selling",
            category: status == 500 ? "APPLICATION" : "REQUEST", message: message, parameters: parameters)
    }

    /// 25002, which stands for many things: the text tells which.
    static func user(_ text: String, _ parameters: [String: String] = [:]) -> EbayError {
        .inventory(25002, "A user error has occurred. \(text)", parameters)
    }

    static func field(_ name: String) -> EbayError {
        .inventory(25709, "Invalid request. Invalid value for field \(name)", ["additionalInfo": name])
    }

    static func noSKU(_ sku: String, status: Int = 400) -> EbayError {
        .inventory(25702, "SKU \(sku) is not available in the system", status: status, ["additionalInfo": sku])
    }

    static let noEntity = EbayError.inventory(
        25710, "We didn't find the resource/entity you are requesting. Please verify the request", status: 404)

    static func noOffer(_ why: String = "", status: Int = 404) -> EbayError {
        .inventory(25713, "This Offer is not available : \(why).", status: status)
    }

    /// Of the Fulfillment API.
    static func fulfillment(
        _ id: Int, _ message: String, status: Int = 400, category: String = "REQUEST"
    ) -> EbayError {
        EbayError(status: status, id: id, domain: "API_FULFILLMENT", category: category, message: message)
    }

    /// Of any other API.
    static func api(_ domain: String, _ id: Int, _ message: String, status: Int = 400) -> EbayError {
        EbayError(status: status, id: id, domain: domain, category: "REQUEST", message: message)
    }

    /// Of the token endpoint.
    static func login(_ status: Int, _ grant: String, _ text: String) -> EbayError {
        EbayError(status: status, id: 0, domain: "", category: "", message: text, grant: grant)
    }
}

/// What a call is answered with when it succeeds.
struct EbayOutcome {
    var status: Int
    /// `nil`: an empty body.
    var json: Json?
    var headers: [(name: String, value: String)] = []

    init(_ json: Json?, status: Int = 200, headers: [(name: String, value: String)] = []) {
        self.json = json
        self.status = status
        self.headers = headers
    }

    static let done = EbayOutcome(nil, status: 204)
}
