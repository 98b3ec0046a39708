import Foundation
import Wire

/// A vendor's OpenAPI document (3.0).
struct OpenAPIDocument: PublishedDescription {
    let root: JSONValue
    static let remark: String? = "_"

    init?(_ path: String) {
        guard let root = Self.read(path) else { return nil }
        self.root = root
    }

    func schema(named name: String) -> JSONValue? { self.root["components"]?["schemas"]?[name] }

    /// What is wrong with a request; empty when nothing is.
    func problems(_ call: HTTPCall) -> [String] {
        guard let operation = self.operation(call.method, call.path) else {
            return ["\(call.method) \(call.path) is no operation"]
        }
        return self.parameterProblems(call, operation) { $0["schema"] } + self.bodyProblems(call, operation)
    }

    /// What of an answer is not as the operation describes it.
    func problems(answer: JSONValue, of operation: String, status: String = "200") -> [String] {
        guard let node = self.operation(named: operation),
            let schema = node["responses"]?[status]?["content"]?["application/json"]?["schema"]
        else { return ["\(operation) answers nothing with \(status)"] }
        return self.problems(answer, schema, operation)
    }

    private func bodyProblems(_ call: HTTPCall, _ operation: PublishedOperation) -> [String] {
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
