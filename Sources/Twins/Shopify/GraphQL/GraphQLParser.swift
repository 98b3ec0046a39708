/// Reads operations and fragments (specification, section 2), and type definitions (section 3).
struct GraphQLParser {
    private let tokens: [GraphQLToken]
    private var place = 0
    private var depth = 0

    init(_ tokens: [GraphQLToken]) { self.tokens = tokens }

    var isAtEnd: Bool { self.place >= self.tokens.count }
    var peek: GraphQLToken? { self.isAtEnd ? nil : self.tokens[self.place] }

    // MARK: Requests

    mutating func definition(_ document: inout GraphQLDocument) throws(GraphQLError) {
        if self.peek == .mark("{") {
            let selection = try self.selection()
            document.operations.append(
                GraphQLDocument.Operation(kind: .query, name: nil, variables: [], selection: selection))
            return
        }
        let word = try self.name()
        if word == "fragment" {
            let name = try self.name()
            guard try self.name() == "on" else { throw .syntax("a fragment is on a type") }
            let type = try self.name()
            _ = try self.directives()
            document.fragments[name] = GraphQLDocument.Fragment(type: type, selection: try self.selection())
            return
        }
        guard let kind = GraphQLDocument.Operation.Kind(rawValue: word) else { throw .syntax("unexpected \(word)") }
        var name: String?
        if case .name(let text)? = self.peek {
            name = text
            self.place += 1
        }
        let variables = try self.variables()
        _ = try self.directives()
        document.operations.append(
            GraphQLDocument.Operation(kind: kind, name: name, variables: variables, selection: try self.selection()))
    }

    private mutating func variables() throws(GraphQLError) -> [GraphQLDocument.Variable] {
        guard self.take("(") else { return [] }
        var variables: [GraphQLDocument.Variable] = []
        while !self.take(")") {
            try self.expect("$")
            let name = try self.name()
            try self.expect(":")
            let type = try self.type()
            let fallback = self.take("=") ? try self.value() : nil
            _ = try self.directives()
            variables.append(GraphQLDocument.Variable(name: name, type: type, fallback: fallback))
        }
        return variables
    }

    private mutating func selection() throws(GraphQLError) -> [GraphQLDocument.Selection] {
        try self.expect("{")
        self.depth += 1
        guard self.depth < 40 else { throw .syntax("the document is too deep") }
        var found: [GraphQLDocument.Selection] = []
        while !self.take("}") { found.append(try self.selected()) }
        self.depth -= 1
        guard !found.isEmpty else { throw .syntax("an empty selection") }
        return found
    }

    private mutating func selected() throws(GraphQLError) -> GraphQLDocument.Selection {
        guard self.take("...") else { return .field(try self.field()) }
        if case .name(let name)? = self.peek, name != "on" {
            self.place += 1
            return .spread(name, try self.directives())
        }
        var type: String?
        if self.peek == .name("on") {
            self.place += 1
            type = try self.name()
        }
        let directives = try self.directives()
        return .inline(type, directives, try self.selection())
    }

    private mutating func field() throws(GraphQLError) -> GraphQLDocument.Field {
        var name = try self.name()
        var alias: String?
        if self.take(":") {
            alias = name
            name = try self.name()
        }
        let arguments = try self.arguments()
        let directives = try self.directives()
        let selection = self.peek == .mark("{") ? try self.selection() : []
        return GraphQLDocument.Field(
            alias: alias, name: name, arguments: arguments, directives: directives, selection: selection)
    }

    private mutating func arguments() throws(GraphQLError) -> [(name: String, value: GraphQLDocument.Value)] {
        guard self.take("(") else { return [] }
        var arguments: [(name: String, value: GraphQLDocument.Value)] = []
        while !self.take(")") {
            let name = try self.name()
            try self.expect(":")
            arguments.append((name, try self.value()))
        }
        return arguments
    }

    mutating func directives() throws(GraphQLError) -> [GraphQLDocument.Directive] {
        var directives: [GraphQLDocument.Directive] = []
        while self.take("@") {
            let name = try self.name()
            directives.append(GraphQLDocument.Directive(name: name, arguments: try self.arguments()))
        }
        return directives
    }

    mutating func value() throws(GraphQLError) -> GraphQLDocument.Value {
        guard let token = self.peek else { throw .syntax("unexpected end") }
        self.place += 1
        switch token {
        case .string(let text): return .json(.string(text))
        case .integer(let number): return .json(.integer(number))
        case .number(let number): return .json(.number(number))
        case .name("true"): return .json(.bool(true))
        case .name("false"): return .json(.bool(false))
        case .name("null"): return .json(.null)
        case .name(let name): return .name(name)
        case .mark("$"): return .variable(try self.name())
        case .mark("["):
            var items: [GraphQLDocument.Value] = []
            while !self.take("]") { items.append(try self.value()) }
            return .list(items)
        case .mark("{"):
            var members: [(name: String, value: GraphQLDocument.Value)] = []
            while !self.take("}") {
                let name = try self.name()
                try self.expect(":")
                members.append((name, try self.value()))
            }
            return .object(members)
        default: throw .syntax("a value is missing")
        }
    }

    // MARK: Types

    mutating func type() throws(GraphQLError) -> GraphQLType {
        let type: GraphQLType
        if self.take("[") {
            type = .list(try self.type())
            try self.expect("]")
        } else {
            type = .named(try self.name())
        }
        return self.take("!") ? .required(type) : type
    }

    // MARK: Tokens

    mutating func name() throws(GraphQLError) -> String {
        guard case .name(let name)? = self.peek else { throw .syntax("a name is missing") }
        self.place += 1
        return name
    }

    mutating func take(_ mark: String) -> Bool {
        guard self.peek == .mark(mark) else { return false }
        self.place += 1
        return true
    }

    mutating func expect(_ mark: String) throws(GraphQLError) {
        guard self.take(mark) else { throw .syntax("\(mark) is missing") }
    }

    /// Passes over a description in front of a definition.
    mutating func skipDescription() {
        if case .string? = self.peek { self.place += 1 }
    }
}
