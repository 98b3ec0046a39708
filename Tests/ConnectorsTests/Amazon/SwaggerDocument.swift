import Foundation
import Wire

/// A vendor's Swagger 2.0 model, as far as it is needed to judge requests and answers by it.
struct SwaggerDocument: Sendable {
    let root: JSONValue

    /// - Parameter path: Below `ENTREPOT_MARKETPLACE_SPECS`, as `amazon/models/sellers.json`.
    /// - Returns: `nil` where the setting is missing or there is no such file.
    init?(_ path: String) {
        guard let folder = ProcessInfo.processInfo.environment["ENTREPOT_MARKETPLACE_SPECS"],
            let data = try? Data(contentsOf: URL(filePath: folder).appending(path: path)),
            let root = try? JSONDecoder().decode(JSONValue.self, from: data)
        else { return nil }
        self.root = root
    }

    struct Operation {
        var id: String
        var node: JSONValue
        /// By the names in the path's template.
        var pathValues: [String: String]
    }

    func operation(_ method: String, _ path: String) -> Operation? {
        guard case .object(let paths)? = self.root["paths"] else { return nil }
        let parts = path.split(separator: "/")
        for (template, methods) in paths {
            let names = template.split(separator: "/")
            guard names.count == parts.count, let node = methods[method.lowercased()] else { continue }
            var values: [String: String] = [:]
            let fits = zip(names, parts).allSatisfy { name, part in
                guard name.hasPrefix("{") else { return name == part }
                values[String(name.dropFirst().dropLast())] = part.removingPercentEncoding ?? String(part)
                return true
            }
            if fits { return Operation(id: node["operationId"]?.text ?? template, node: node, pathValues: values) }
        }
        return nil
    }

    /// All operations, with what the vendor's static sandbox answers to them with 200.
    var sandbox: [(operation: String, response: JSONValue)] {
        guard case .object(let paths)? = self.root["paths"] else { return [] }
        return paths.values.flatMap { methods -> [(String, JSONValue)] in
            guard case .object(let methods) = methods else { return [] }
            return methods.values.flatMap { node -> [(String, JSONValue)] in
                let pairs = node["responses"]?["200"]?["x-amzn-api-sandbox"]?["static"]?.elements ?? []
                return pairs.compactMap { pair in
                    pair["response"].flatMap { response in node["operationId"]?.text.map { ($0, response) } }
                }
            }
        }
    }

    /// What is wrong with a request; empty when nothing is.
    func problems(_ call: HTTPCall) -> [String] {
        guard let operation = self.operation(call.method, call.path) else {
            return ["\(call.method) \(call.path) is no operation"]
        }
        var problems: [String] = []
        var known: Set<String> = []
        for parameter in operation.node["parameters"]?.elements ?? [] {
            guard let name = parameter["name"]?.text else { continue }
            let isRequired = parameter["required"] == .boolean(true)
            if parameter["in"]?.text == "body" {
                guard let body = call.json else {
                    if isRequired { problems.append("\(operation.id) lacks its body") }
                    continue
                }
                problems += self.problems(body, parameter["schema"] ?? .null, operation.id)
                continue
            }
            if parameter["in"]?.text == "query" { known.insert(name) }
            let value = parameter["in"]?.text == "query" ? call.query[name] : operation.pathValues[name]
            if let value {
                problems += self.problems(text: value, parameter, "\(operation.id) \(name)")
            } else if isRequired {
                problems.append("\(operation.id) lacks \(name)")
            }
        }
        return problems
            + call.query.keys.filter { !known.contains($0) }.map { "\(operation.id) has no parameter \($0)" }
    }

    /// What of an answer is not as the operation describes it.
    func problems(answer: JSONValue, of operation: String) -> [String] {
        guard case .object(let paths)? = self.root["paths"] else { return ["no paths"] }
        for case .object(let methods) in paths.values {
            guard let node = methods.values.first(where: { $0["operationId"]?.text == operation }) else { continue }
            guard let schema = node["responses"]?["200"]?["schema"] else { return ["\(operation) answers nothing"] }
            return self.problems(answer, schema, operation)
        }
        return ["\(operation) is no operation"]
    }

    // MARK: Values

    /// A parameter's text; lists are written with commas.
    private func problems(text: String, _ schema: JSONValue, _ place: String) -> [String] {
        switch schema["type"]?.text {
        case "integer":
            guard let number = Int64(text) else { return ["\(place) is no integer"] }
            if case .integer(let most)? = schema["maximum"], number > most { return ["\(place) is above \(most)"] }
            return []
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

    private func problems(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        if let name = schema["$ref"]?.text?.split(separator: "/").last.map(String.init) {
            guard let target = self.root["definitions"]?[name] else { return ["\(place): no definition \(name)"] }
            return self.problems(value, target, place)
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
        case ("number", .integer), ("number", .decimal), ("string", .text), ("boolean", .boolean), (nil, _): break
        default: problems.append("\(place) is no \(schema["type"]?.text ?? "value")")
        }
        return problems
    }

    private func problems(of members: [String: JSONValue], _ schema: JSONValue, _ place: String) -> [String] {
        var problems: [String] = []
        for name in schema["required"]?.elements.compactMap(\.text) ?? [] where members[name] == nil {
            problems.append("\(place) lacks \(name)")
        }
        guard case .object(let known)? = schema["properties"] else { return problems }
        for (name, value) in members {
            guard let member = known[name] else {
                problems.append("\(place) has no member \(name)")
                continue
            }
            problems += self.problems(value, member, "\(place).\(name)")
        }
        return problems
    }
}
