import Foundation
import Wire

/// A vendor's OpenAPI document (3.0), as far as it is needed to judge requests and answers by it.
struct OpenAPIDocument: Sendable {
    private let root: JSONValue

    /// - Parameter path: Below `ENTREPOT_MARKETPLACE_SPECS`, as `etsy/etsy-open-api-v3.oas3.json`.
    /// - Returns: `nil` where the setting is missing or there is no such file.
    init?(_ path: String) {
        guard let folder = ProcessInfo.processInfo.environment["ENTREPOT_MARKETPLACE_SPECS"],
            let data = try? Data(contentsOf: URL(filePath: folder).appending(path: path)),
            // Etsy names the largest double as a limit; no decimal holds it, and nothing here is that large.
            let root = try? JSONDecoder().decode(
                JSONValue.self, from: Data(String(decoding: data, as: UTF8.self).replacing("e308", with: "e100").utf8)
            )
        else { return nil }
        self.root = root
    }

    /// One operation that a request names.
    struct Operation {
        var id: String
        var node: JSONValue
        /// By the names in the path's template.
        var pathValues: [String: String]
    }

    func operation(_ method: String, _ path: String) -> Operation? {
        guard case .object(let paths)? = self.root["paths"] else { return nil }
        let parts = path.split(separator: "/")
        // A literal part wins over a placeholder: `/listings/batch` is no listing.
        let found = paths.compactMap { template, node -> (literals: Int, Operation)? in
            let names = template.split(separator: "/")
            guard names.count == parts.count, let node = node[method.lowercased()] else { return nil }
            var values: [String: String] = [:]
            for (name, part) in zip(names, parts) {
                if name.hasPrefix("{") {
                    values[String(name.dropFirst().dropLast())] = String(part)
                } else if name != part {
                    return nil
                }
            }
            return (
                names.count - values.count,
                Operation(id: node["operationId"]?.text ?? template, node: node, pathValues: values)
            )
        }
        return found.max { $0.literals < $1.literals }?.1
    }

    /// What is wrong with a request; empty when nothing is.
    func problems(_ call: HTTPCall) -> [String] {
        guard let operation = self.operation(call.method, call.path) else {
            return ["\(call.method) \(call.path) is no operation"]
        }
        return self.parameterProblems(call, operation) + self.bodyProblems(call, operation)
    }

    /// What of an answer is not as the operation describes it.
    func problems(answer: JSONValue, of operation: String, status: String = "200") -> [String] {
        guard let node = self.operation(named: operation),
            let schema = node["responses"]?[status]?["content"]?["application/json"]?["schema"]
        else { return ["\(operation) answers nothing with \(status)"] }
        return self.problems(answer, schema, operation)
    }

    func operation(named id: String) -> JSONValue? {
        guard case .object(let paths)? = self.root["paths"] else { return nil }
        for case .object(let methods) in paths.values {
            if let found = methods.values.first(where: { $0["operationId"]?.text == id }) { return found }
        }
        return nil
    }

    // MARK: Requests

    private func parameterProblems(_ call: HTTPCall, _ operation: Operation) -> [String] {
        var problems: [String] = []
        var known: Set<String> = []
        for parameter in operation.node["parameters"]?.elements ?? [] {
            guard let name = parameter["name"]?.text, let schema = parameter["schema"] else { continue }
            let isQuery = parameter["in"]?.text == "query"
            if isQuery { known.insert(name) }
            let value = isQuery ? call.query[name] : operation.pathValues[name]
            if let value {
                problems += self.problems(text: value, schema, "\(operation.id) \(name)")
            } else if parameter["required"] == .boolean(true) {
                problems.append("\(operation.id) lacks \(name)")
            }
        }
        return problems
            + call.query.keys.filter { !known.contains($0) }.map { "\(operation.id) has no parameter \($0)" }
    }

    private func bodyProblems(_ call: HTTPCall, _ operation: Operation) -> [String] {
        guard case .object(let contents)? = operation.node["requestBody"]?["content"] else {
            return call.body == nil ? [] : ["\(operation.id) takes no body"]
        }
        let header = call.headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
        let type = header.split(separator: ";").first.map(String.init) ?? ""
        guard let schema = contents[type]?["schema"] else { return ["\(operation.id) takes no \(type)"] }
        switch type {
        case "application/json": return self.problems(call.json ?? .null, schema, operation.id)
        case "application/x-www-form-urlencoded": return self.formProblems(call.form, schema, operation.id)
        default: return self.formProblems(call.multipart(header), schema, operation.id)
        }
    }

    private func formProblems(_ form: [String: String], _ schema: JSONValue, _ place: String) -> [String] {
        var problems: [String] = []
        for name in schema["required"]?.elements.compactMap(\.text) ?? [] where form[name] == nil {
            problems.append("\(place) lacks \(name)")
        }
        for (name, value) in form {
            guard let member = schema["properties"]?[name] else {
                problems.append("\(place) has no field \(name)")
                continue
            }
            problems += self.problems(text: value, member, "\(place) \(name)")
        }
        return problems
    }

    /// A text where JSON would have another type; lists are written with commas.
    private func problems(text: String, _ schema: JSONValue, _ place: String) -> [String] {
        switch schema["type"]?.text {
        case "integer":
            guard let number = Int64(text) else { return ["\(place) is no integer"] }
            return self.problems(.integer(number), schema, place)
        case "number": return Decimal(string: text) == nil ? ["\(place) is no number"] : []
        case "boolean": return ["true", "false"].contains(text) ? [] : ["\(place) is no boolean"]
        case "array":
            guard let items = schema["items"] else { return [] }
            return text.split(separator: ",").flatMap { self.problems(text: String($0), items, place) }
        default: return self.problems(.text(text), schema, place)
        }
    }

    // MARK: Values

    private func problems(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        if let name = schema["$ref"]?.text?.split(separator: "/").last.map(String.init) {
            guard let target = self.root["components"]?["schemas"]?[name] else {
                return ["\(place): no schema \(name)"]
            }
            return self.problems(value, target, place)
        }
        if value == .null {
            // Answers leave out with `null` what they do not have; only a required member of ours may not.
            return schema["nullable"] == .boolean(true) ? [] : ["\(place) may not be null"]
        }
        if let parts = schema["allOf"]?.elements, !parts.isEmpty {
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
        // Members that begin with `_` are our own remarks in fixtures.
        for (name, value) in members where !name.hasPrefix("_") {
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

extension HTTPCall {
    /// The fields of a multipart body; a file stands as its type.
    func multipart(_ type: String) -> [String: String] {
        guard let boundary = type.split(separator: "boundary=").last.map(String.init) else { return [:] }
        var fields: [String: String] = [:]
        for part in self.text.components(separatedBy: "--" + boundary) {
            let halves = part.components(separatedBy: "\r\n\r\n")
            guard halves.count > 1, let name = halves[0].firstMatch(of: #/[; ]name="([^"]+)"/#)?.output.1 else {
                continue
            }
            fields[String(name)] = halves[1].hasSuffix("\r\n") ? String(halves[1].dropLast()) : halves[1]
        }
        return fields
    }
}
