import Foundation
import Wire

/// A vendor's Swagger 2.0 model.
struct SwaggerDocument: PublishedDescription {
    let root: JSONValue

    init?(_ path: String) {
        guard let root = Self.read(path) else { return nil }
        self.root = root
    }

    func schema(named name: String) -> JSONValue? { self.root["definitions"]?[name] }

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
        // A body is a parameter here, and every other parameter its own schema.
        return self.parameterProblems(call, operation) { $0["in"]?.text == "body" ? nil : $0 }
            + self.bodyProblems(call, operation)
    }

    private func bodyProblems(_ call: HTTPCall, _ operation: PublishedOperation) -> [String] {
        let bodies = operation.node["parameters"]?.elements.filter { $0["in"]?.text == "body" } ?? []
        return bodies.flatMap { parameter -> [String] in
            guard let body = call.json else {
                return parameter["required"] == .boolean(true) ? ["\(operation.id) lacks its body"] : []
            }
            return self.problems(body, parameter["schema"] ?? .null, operation.id)
        }
    }

    /// What of an answer is not as the operation describes it.
    func problems(answer: JSONValue, of operation: String) -> [String] {
        guard let node = self.operation(named: operation) else { return ["\(operation) is no operation"] }
        guard let schema = node["responses"]?["200"]?["schema"] else { return ["\(operation) answers nothing"] }
        return self.problems(answer, schema, operation)
    }
}
