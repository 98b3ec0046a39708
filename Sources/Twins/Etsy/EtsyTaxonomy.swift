/// A few nodes of Etsy's seller taxonomy; the real one has thousands.
enum EtsyTaxonomy {
    struct Node: Sendable {
        var id: Int
        var name: String
        var parent: Int?
        var level: Int
    }

    static let nodes = [
        Node(id: 891, name: "Home & Living", parent: nil, level: 0),
        Node(id: 1054, name: "Kitchen & Dining", parent: 891, level: 1),
        Node(id: 1062, name: "Drink & Barware", parent: 1054, level: 2),
        Node(id: 1005, name: "Home Decor", parent: 891, level: 1),
        Node(id: 374, name: "Clothing", parent: nil, level: 0),
        Node(id: 482, name: "Unisex Adult Clothing", parent: 374, level: 1),
        Node(id: 1179, name: "Jewelry", parent: nil, level: 0),
        Node(id: 1203, name: "Rings", parent: 1179, level: 1),
    ]

    /// Where filled goods go.
    static let usual = 1054
    /// The two properties a seller may name.
    static let ownProperties = [513, 514]

    /// Etsy gives each value an id of its own; here it follows from the value.
    static func valueID(_ value: String) -> Int { 1_000_000_000 + Int(Dice.hash(value) % 900_000_000) }

    static func has(_ id: Int) -> Bool { Self.nodes.contains { $0.id == id } }

    static var tree: Json {
        let roots = Self.nodes.filter { $0.parent == nil }
        return ["count": .integer(roots.count), "results": .array(roots.map { Self.json($0, path: []) })]
    }

    private static func json(_ node: Node, path: [Int]) -> Json {
        let path = path + [node.id]
        let children = Self.nodes.filter { $0.parent == node.id }
        return [
            "id": .integer(node.id), "level": .integer(node.level), "name": .string(node.name),
            "parent_id": node.parent.map(Json.integer) ?? .null,
            "children": .array(children.map { Self.json($0, path: path) }),
            "full_path_taxonomy_ids": .array(path.map(Json.integer)),
        ]
    }

    static func properties(of node: Int) throws(EtsyError) -> Json {
        guard Self.has(node) else { throw EtsyError(404, "Could not find a taxonomy node with id = \(node).") }
        let results: [Json] = [
            Self.property(200, "Primary color", values: ["Beige", "Black", "Blue", "Green", "White"], scales: []),
            Self.property(100, "Size", values: ["Small", "Medium", "Large"], scales: [(301, "Alpha")]),
            Self.property(513, "Custom Property", values: [], scales: []),
            Self.property(514, "Custom Property", values: [], scales: []),
        ]
        return ["count": .integer(results.count), "results": .array(results)]
    }

    private static func property(_ id: Int, _ name: String, values: [String], scales: [(Int, String)]) -> Json {
        let possible = values.map { value -> Json in
            [
                "value_id": .integer(Self.valueID(value)), "name": .string(value),
                "scale_id": scales.first.map { .integer($0.0) } ?? .null, "equal_to": [],
            ]
        }
        return [
            "property_id": .integer(id), "name": .string(name), "display_name": .string(name),
            "scales": .array(
                scales.map { ["scale_id": .integer($0.0), "display_name": .string($0.1), "description": ""] }),
            "is_required": false, "supports_attributes": true, "supports_variations": true, "is_multivalued": false,
            "max_values_allowed": .null, "possible_values": .array(possible), "selected_values": [],
        ]
    }
}
