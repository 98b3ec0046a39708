/// A request's text, read.
struct GraphQLDocument {
    struct Operation {
        enum Kind: String { case query, mutation, subscription }
        var kind: Kind
        var name: String?
        var variables: [Variable]
        var selection: [Selection]
    }

    struct Variable {
        var name: String
        var type: GraphQLType
        var fallback: Value?
    }

    indirect enum Selection {
        case field(Field)
        case spread(String, [Directive])
        /// On a type, or on whatever is there.
        case inline(String?, [Directive], [Selection])
    }

    struct Field {
        var alias: String?
        var name: String
        var arguments: [(name: String, value: Value)]
        var directives: [Directive]
        var selection: [Selection]

        var key: String { self.alias ?? self.name }
    }

    struct Directive {
        var name: String
        var arguments: [(name: String, value: Value)]
    }

    struct Fragment {
        var type: String
        var selection: [Selection]
    }

    indirect enum Value {
        case variable(String)
        case json(Json)
        case name(String)
        case list([Value])
        case object([(name: String, value: Value)])
    }

    var operations: [Operation] = []
    var fragments: [String: Fragment] = [:]

    init(_ text: String) throws(GraphQLError) {
        var parser = GraphQLParser(try GraphQLToken.read(text))
        while !parser.isAtEnd { try parser.definition(&self) }
        guard !self.operations.isEmpty else { throw .syntax("there is no operation") }
    }

    /// The one that is asked for, or the only one.
    func operation(_ name: String?) throws(GraphQLError) -> Operation {
        if let name, !name.isEmpty {
            guard let found = self.operations.first(where: { $0.name == name }) else {
                throw GraphQLError("No operation named \"\(name)\"")
            }
            return found
        }
        guard self.operations.count == 1, let only = self.operations.first else {
            throw GraphQLError("An operation name is required")
        }
        return only
    }
}

/// A type as it stands behind a field, an argument or a variable.
indirect enum GraphQLType: Sendable, Hashable {
    case named(String)
    case list(GraphQLType)
    case required(GraphQLType)

    /// Without lists and exclamation marks.
    var name: String {
        switch self {
        case .named(let name): name
        case .list(let inner), .required(let inner): inner.name
        }
    }

    var isRequired: Bool { if case .required = self { true } else { false } }

    var isList: Bool {
        switch self {
        case .list: true
        case .required(let inner): inner.isList
        case .named: false
        }
    }

    var text: String {
        switch self {
        case .named(let name): name
        case .list(let inner): "[\(inner.text)]"
        case .required(let inner): inner.text + "!"
        }
    }
}
