import Foundation

/// A query that Shopify carries out by and by, into a file of lines.
struct ShopifyBulkJob: Sendable, Codable, Hashable {
    var id: Int
    var query: String
    /// The shop's clock.
    var created: Date
    /// Wall time.
    var due: Date
    var fate: ShopifyBulkFate
    /// Lines, and lines of the query's own root; `nil` before it is done.
    var lines: Int?
    var roots: Int?
    var size: Int?
    /// The shop's clock.
    var completed: Date?
    var isCanceled = false

    func status(at wall: Date) -> String {
        if self.isCanceled { return "CANCELED" }
        if self.fate == .neverEnds || wall < self.due { return "RUNNING" }
        return self.fate == .fails ? "FAILED" : "COMPLETED"
    }
}

/// What becomes of operations in bulk.
public enum ShopifyBulkFate: String, Sendable, Codable, Hashable {
    case completes, fails, neverEnds
}

/// The lines that a query's answer becomes: each object of a connection is one, what hangs below it follows with `__parentId`.
struct ShopifyBulkFile {
    private(set) var bytes: [UInt8] = []
    private(set) var lines = 0
    private(set) var roots = 0

    init(_ answer: Json) {
        guard case .object(let members) = answer else { return }
        for member in members { self.add(member.value, below: nil) }
    }

    private mutating func add(_ connection: Json, below parent: Json?) {
        for node in Self.nodes(connection) ?? [] {
            guard case .object(let members) = node else { continue }
            let inner = members.filter { Self.nodes($0.value) != nil }
            var line = members.filter { Self.nodes($0.value) == nil }
            if let parent { line.append(Json.Member(name: "__parentId", value: parent)) }
            self.bytes += Json.object(line).bytes() + [UInt8(ascii: "\n")]
            self.lines += 1
            if parent == nil { self.roots += 1 }
            for member in inner { self.add(member.value, below: node["id"]) }
        }
    }

    /// The objects of a connection; `nil` for what is none.
    private static func nodes(_ json: Json) -> [Json]? {
        guard case .object = json else { return nil }
        return json["edges"]?.list?.compactMap { $0["node"] } ?? json["nodes"]?.list
    }
}
