import Foundation
import Testing
import Workbench

/// One of eBay's published contracts (OpenAPI 3.0, as JSON).
struct EbayContract {
    static let folder = DescriptionTests.folder.deletingLastPathComponent().appending(path: "ebay/specs")
    static let isThere = FileManager.default.fileExists(
        atPath: folder.appending(path: "sell_inventory_v1_oas3.json").path)

    let document: Node
    private let judge: SwaggerJudge

    init(_ file: String) throws {
        let data = try Data(contentsOf: Self.folder.appending(path: file))
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        self.document = Node(root)
        var schemas = ((root["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]]) ?? [:]
        for (name, schema) in schemas {
            // The contract says that aspects are a string; its own text and example, and the real API, have an object.
            guard var properties = schema["properties"] as? [String: Any], properties["aspects"] != nil else {
                continue
            }
            properties["aspects"] = ["type": "object"]
            schemas[name]?["properties"] = properties
        }
        self.judge = SwaggerJudge(model: Node(["definitions": schemas]))
    }

    /// What is described of an operation.
    func operation(_ method: String, _ path: String) -> Node { self.document["paths"][path][method.lowercased()] }

    /// What of an answer does not fit; `nil` where its status is not described.
    func faults(of reply: Reply, to described: Node, at place: String) -> [String]? {
        let answer = described["responses"][String(reply.status)]
        guard !answer.isNull else { return nil }
        let schema = answer["content"]["application/json"]["schema"]
        if schema.isNull { return reply.status == 204 && !reply.body.isEmpty ? ["\(place) has a body"] : [] }
        return self.judge.faults(of: reply.json, against: schema, at: place)
    }

    /// What of an errors' list does not fit.
    func faults(ofErrors reply: Reply) -> [String] {
        let errors = reply.json["errors"].list
        return errors.isEmpty
            ? ["no errors in \(reply.text)"]
            : errors.flatMap {
                self.judge.faults(of: $0, against: Node(["$ref": "#/components/schemas/Error"]), at: "error")
            }
    }
}
