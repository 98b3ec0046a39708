/// Why a GraphQL request is not answered, or a field of it: one entry of `errors`.
struct GraphQLError: Error, Hashable {
    var message: String
    /// As `extensions.code` tells it; Shopify writes validation in camel case, what happens in execution in capitals.
    var code: String?
    /// Names and numbers from the answer's root to the field.
    var path: [Json] = []

    init(_ message: String, code: String? = nil, path: [Json] = []) {
        self.message = message
        self.code = code
        self.path = path
    }

    static func syntax(_ what: String) -> GraphQLError { GraphQLError("syntax error: \(what)") }

    static func undefinedField(_ field: String, on type: String) -> GraphQLError {
        GraphQLError("Field '\(field)' doesn't exist on type '\(type)'", code: "undefinedField")
    }

    static let crashed = GraphQLError(
        "Internal error. Looks like something went wrong on our end.", code: "INTERNAL_SERVER_ERROR")

    var json: Json {
        var members: [Json.Member] = [Json.Member(name: "message", value: .string(self.message))]
        if !self.path.isEmpty { members.append(Json.Member(name: "path", value: .array(self.path))) }
        if let code = self.code { members.append(Json.Member(name: "extensions", value: ["code": .string(code)])) }
        return .object(members)
    }
}
