import Foundation
import Wire

/// A vendor's published description of an API, as far as it is needed to judge requests and answers by it: what Swagger 2.0 and
/// OpenAPI 3.0 have in common. Where each keeps its bodies and its named schemas is their own.
protocol PublishedDescription: Sendable {
    var root: JSONValue { get }
    /// The schema that a reference names.
    func schema(named name: String) -> JSONValue?
    /// Begins the names of members that no vendor publishes: our own remarks in fixtures; `nil` where there are none.
    static var remark: String? { get }
}

/// One operation that a request names.
struct PublishedOperation {
    var id: String
    var node: JSONValue
    /// By the names in the path's template.
    var pathValues: [String: String]
}

extension PublishedDescription {
    static var remark: String? { nil }

    /// - Parameter path: Below `ENTREPOT_MARKETPLACE_SPECS`, as `amazon/models/sellers.json`.
    /// - Returns: `nil` where the setting is missing or there is no such file.
    static func read(_ path: String) -> JSONValue? {
        guard let folder = ProcessInfo.processInfo.environment["ENTREPOT_MARKETPLACE_SPECS"],
            let data = try? Data(contentsOf: URL(filePath: folder).appending(path: path))
        else { return nil }
        // Etsy names the largest double as a limit; no decimal holds it, and nothing here is that large.
        let text = String(decoding: data, as: UTF8.self).replacing("e308", with: "e100")
        return try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    func operation(_ method: String, _ path: String) -> PublishedOperation? {
        guard case .object(let paths)? = self.root["paths"] else { return nil }
        let parts = path.split(separator: "/")
        // A literal part wins over a placeholder: `/listings/batch` is no listing.
        let found = paths.compactMap { template, node -> (literals: Int, PublishedOperation)? in
            let names = template.split(separator: "/")
            guard names.count == parts.count, let node = node[method.lowercased()] else { return nil }
            var values: [String: String] = [:]
            for (name, part) in zip(names, parts) {
                if name.hasPrefix("{") {
                    values[String(name.dropFirst().dropLast())] = part.removingPercentEncoding ?? String(part)
                } else if name != part {
                    return nil
                }
            }
            let id = node["operationId"]?.text ?? template
            return (names.count - values.count, PublishedOperation(id: id, node: node, pathValues: values))
        }
        return found.max { $0.literals < $1.literals }?.1
    }

    func operation(named id: String) -> JSONValue? {
        guard case .object(let paths)? = self.root["paths"] else { return nil }
        for case .object(let methods) in paths.values {
            if let found = methods.values.first(where: { $0["operationId"]?.text == id }) { return found }
        }
        return nil
    }

    /// What is wrong with the path and the query of a request.
    ///
    /// - Parameter schema: Of a parameter.
    func parameterProblems(
        _ call: HTTPCall, _ operation: PublishedOperation, _ schema: (JSONValue) -> JSONValue?
    ) -> [String] {
        var problems: [String] = []
        var known: Set<String> = []
        for parameter in operation.node["parameters"]?.elements ?? [] {
            guard let name = parameter["name"]?.text, let schema = schema(parameter) else { continue }
            let place = parameter["in"]?.text
            if place == "query" { known.insert(name) }
            let given =
                switch place {
                case "query": call.query[name]
                case "header": call.headers.first { $0.name.lowercased() == name.lowercased() }?.value
                default: operation.pathValues[name]
                }
            if let value = given {
                problems += self.problems(text: value, schema, "\(operation.id) \(name)")
            } else if parameter["required"] == .boolean(true) {
                problems.append("\(operation.id) lacks \(name)")
            }
        }
        return problems
            + call.query.keys.filter { !known.contains($0) }.map { "\(operation.id) has no parameter \($0)" }
    }

    // MARK: Values

    /// A text where JSON would have another type; lists are written with commas.
    func problems(text: String, _ schema: JSONValue, _ place: String) -> [String] {
        switch schema["type"]?.text {
        case "integer":
            guard let number = Int64(text) else { return ["\(place) is no integer"] }
            return self.problems(.integer(number), schema, place)
        case "number": return Decimal(string: text) == nil ? ["\(place) is no number"] : []
        case "boolean": return ["true", "false"].contains(text) ? [] : ["\(place) is no boolean"]
        case "array":
            let items = text.split(separator: ",").map(String.init)
            var problems = items.flatMap { self.problems(text: $0, schema["items"] ?? .null, place) }
            if case .integer(let most)? = schema["maxItems"], items.count > most {
                problems.append("\(place) has more than \(most)")
            }
            return problems
        default:
            if schema["format"]?.text == "date-time", text.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#) == nil {
                return ["\(place) is no time"]
            }
            return self.problems(.text(text), schema, place)
        }
    }

    func problems(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        if let name = schema["$ref"]?.text?.split(separator: "/").last.map(String.init) {
            guard let target = self.schema(named: name) else { return ["\(place): no schema \(name)"] }
            return self.problems(value, target, place)
        }
        if value == .null {
            // Answers leave out with `null` what they do not have; only a required member of ours may not.
            return schema["nullable"] == .boolean(true) ? [] : ["\(place) may not be null"]
        }
        if let parts = schema["allOf"]?.elements, !parts.isEmpty {
            if let whole = self.whole(of: parts) { return self.problems(value, whole, place) }
            return parts.flatMap { self.problems(value, $0, place) }
        }
        var problems: [String] = []
        if let allowed = schema["enum"]?.elements, !allowed.isEmpty, !allowed.contains(value) {
            problems.append("\(place) is none of the values allowed")
        }
        switch (schema["type"]?.text, value) {
        case ("object", .object(let members)): problems += self.problems(of: members, schema, place)
        case ("array", .array(let elements)):
            if let items = schema["items"] {
                problems += elements.enumerated().flatMap { self.problems($1, items, "\(place).\($0)") }
            }
        case ("integer", .integer(let number)):
            if case .integer(let least)? = schema["minimum"], number < least {
                problems.append("\(place) is below \(least)")
            }
            if case .integer(let most)? = schema["maximum"], number > most {
                problems.append("\(place) is above \(most)")
            }
        case ("number", .integer), ("number", .decimal), ("string", .text), ("boolean", .boolean), (nil, _): break
        default: problems.append("\(place) is no \(schema["type"]?.text ?? "value")")
        }
        return problems
    }

    /// Objects that are to hold together, as one: what one of them names is no stranger to the others.
    ///
    /// - Returns: `nil` where one of them is no object with members.
    private func whole(of parts: [JSONValue]) -> JSONValue? {
        var (members, required): ([String: JSONValue], [JSONValue]) = ([:], [])
        for part in parts {
            let target = part["$ref"]?.text?.split(separator: "/").last.map(String.init)
            let known = target.flatMap { self.schema(named: $0) } ?? part
            guard case .object(let own)? = known["properties"] else { return nil }
            members.merge(own) { first, _ in first }
            required += known["required"]?.elements ?? []
        }
        return .object([
            "type": .text("object"), "properties": .object(members), "required": .array(required),
        ])
    }

    private func problems(of members: [String: JSONValue], _ schema: JSONValue, _ place: String) -> [String] {
        var problems: [String] = []
        for name in schema["required"]?.elements.compactMap(\.text) ?? [] where members[name] == nil {
            problems.append("\(place) lacks \(name)")
        }
        guard case .object(let known)? = schema["properties"] else { return problems }
        for (name, value) in members {
            if let remark = Self.remark, name.hasPrefix(remark) { continue }
            guard let member = known[name] else {
                problems.append("\(place) has no member \(name)")
                continue
            }
            problems += self.problems(value, member, "\(place).\(name)")
        }
        return problems
    }
}

extension JSONValue {
    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }
}
