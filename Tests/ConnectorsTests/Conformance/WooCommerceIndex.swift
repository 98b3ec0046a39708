import Foundation
import Wire

/// WooCommerce's own index of routes with their arguments (2024), and the newer tables of parameters and properties from
/// its documentation. There is no other published description; what is newer still is taken from the vendor's source.
struct WooCommerceIndex: Sendable {
    /// One route with one method.
    struct Route {
        /// `/orders/{id}`.
        var name: String
        var arguments: [String: JSONValue]
    }

    static let published = WooCommerceIndex()

    /// Values of a list's parameter that neither names. Source: woocommerce/woocommerce at 0059466,
    /// `includes/rest-api/Controllers/Version3/class-wc-rest-crud-controller.php`, `get_collection_params`.
    private static let newerValues = ["orderby": ["modified"]]

    /// Tables of what may be written where the index is older than its documentation.
    private static let newerProperties = ["/orders/{order_id}/refunds": "order-refunds: Order refund properties"]

    private let routes: [String: JSONValue]
    private let parameters: [String: JSONValue]
    private let properties: [String: JSONValue]

    init?() {
        guard let folder = ProcessInfo.processInfo.environment["ENTREPOT_MARKETPLACE_SPECS"],
            case .object(let index)? = Self.read("\(folder)/woocommerce/wc-v3-index.json"),
            case .object(let routes)? = index["routes"],
            case .object(let parameters)? = Self.read("\(folder)/woocommerce/collection-parameters.json"),
            case .object(let properties)? = Self.read("\(folder)/woocommerce/object-properties.json")
        else { return nil }
        self.routes = routes
        self.parameters = parameters
        self.properties = properties
    }

    private static func read(_ path: String) -> JSONValue? {
        (try? Data(contentsOf: URL(filePath: path))).flatMap { try? JSONDecoder().decode(JSONValue.self, from: $0) }
    }

    func route(_ method: String, _ path: String) -> Route? {
        let parts = path.dropFirst("/wp-json".count).split(separator: "/")
        for (pattern, node) in self.routes.sorted(by: { $0.key < $1.key }) {
            let names = Self.parts(of: pattern)
            guard names.count == parts.count,
                zip(names, parts).allSatisfy({ $0.hasPrefix("{") ? !$1.isEmpty && Self.fits($0, $1) : $0 == $1 }),
                let endpoint = node["endpoints"]?.elements.first(where: {
                    $0["methods"]?.elements.contains(.text(method)) == true
                })
            else { continue }
            var arguments: [String: JSONValue] = [:]
            if case .object(let known)? = endpoint["args"] { arguments = known }
            // Names of places stand otherwise in the newer tables: they are matched by how many there are.
            let table = self.parameters.first { name, _ in
                let other = name.replacing("/wp-json", with: "").split(separator: "/")
                return other.count == names.count
                    && zip(names, other).allSatisfy { $0.hasPrefix("{") ? $1.hasPrefix("&lt;") : $0 == $1 }
            }
            for parameter in method == "GET" ? table?.value.elements ?? [] : [] {
                if let name = parameter["name"]?.text, arguments[name] == nil { arguments[name] = parameter }
            }
            let route = "/" + names.dropFirst(2).joined(separator: "/").replacing(":n}", with: "}")
            let written = method == "GET" ? nil : Self.newerProperties[route].flatMap { self.properties[$0] }
            for property in written?.elements ?? []
            where property["flags"]?.elements.contains(.text("read-only")) != true {
                if let name = property["name"]?.text, arguments[name] == nil { arguments[name] = property }
            }
            return Route(name: route, arguments: arguments)
        }
        return nil
    }

    /// What is wrong with a request; empty when nothing is.
    func problems(_ call: HTTPCall) -> [String] {
        guard let route = self.route(call.method, call.path) else { return ["\(call.method) \(call.path) is no route"] }
        var problems: [String] = []
        for (name, value) in call.query where name != "_fields" && !name.hasPrefix("oauth_") {
            guard let argument = route.arguments[name] else {
                problems.append("\(route.name) has no parameter \(name)")
                continue
            }
            if call.method == "GET", Self.newerValues[name]?.contains(value) == true { continue }
            problems += Self.problems(text: value, argument, "\(route.name) \(name)")
        }
        guard case .object(let body)? = call.json else { return problems }
        guard route.name.hasSuffix("/batch") else {
            return problems + Self.problems(body, route, isNew: call.method == "POST")
        }
        for (verb, rows) in body {
            guard ["create", "update", "delete"].contains(verb) else {
                problems.append("\(route.name) knows no \(verb)")
                continue
            }
            for case .object(let row) in rows.elements {
                if verb != "create", row["id"] == nil { problems.append("a row without id") }
                problems += Self.problems(row, route, isNew: false)
            }
        }
        return problems
    }

    // MARK: Values

    private static func problems(_ members: [String: JSONValue], _ route: Route, isNew: Bool) -> [String] {
        var problems: [String] = []
        for (name, value) in members where name != "id" {
            guard let argument = route.arguments[name] else {
                problems.append("\(route.name) has no member \(name)")
                continue
            }
            let type = argument["type"]?.text
            let fits =
                switch (type, value) {
                case ("integer", .integer), ("boolean", .boolean), ("string", .text), ("array", .array),
                    ("object", .object), ("number", .integer), ("number", .decimal), ("date-time", .text), (nil, _),
                    ("mixed", _):
                    true
                default: false
                }
            if !fits { problems.append("\(route.name) \(name) is no \(type ?? "value")") }
            if let text = value.text { problems += self.problems(text: text, argument, "\(route.name) \(name)") }
        }
        guard isNew else { return problems }
        for (name, argument) in route.arguments where argument["required"] == .boolean(true) && members[name] == nil {
            problems.append("\(route.name) lacks \(name)")
        }
        return problems
    }

    private static func problems(text: String, _ argument: JSONValue, _ place: String) -> [String] {
        if let allowed = argument["enum"]?.elements, !allowed.isEmpty, !allowed.contains(.text(text)) {
            return ["\(place) is none of the values allowed"]
        }
        switch argument["type"]?.text {
        case "integer": return Int(text) == nil ? ["\(place) is no integer"] : []
        case "boolean": return ["true", "false", "1", "0"].contains(text) ? [] : ["\(place) is no boolean"]
        default: return []
        }
    }

    /// `/wc/v3/orders/(?P<id>[\d]+)` → `wc`, `v3`, `orders`, `{id}`; numbers are marked: `{id:n}`.
    private static func parts(of pattern: String) -> [String] {
        pattern.replacing(#/\(\?P<(\w+)>([^)]*)\)/#) { "{\($0.output.1)\($0.output.2.contains("w") ? "" : ":n")}" }
            .split(separator: "/").map(String.init)
    }

    private static func fits(_ name: String, _ part: Substring) -> Bool {
        !name.hasSuffix(":n}") || part.allSatisfy { $0.isNumber }
    }
}
