/// Types, read from a text in GraphQL's schema language.
struct GraphQLSchema: Sendable {
    struct Argument: Sendable {
        var name: String
        var type: GraphQLType
        var fallback: Json?
    }

    struct Field: Sendable {
        var name: String
        var arguments: [Argument]
        var type: GraphQLType
    }

    struct Object: Sendable {
        var name: String
        var interfaces: Set<String>
        var fields: [String: Field]
    }

    var objects: [String: Object] = [:]
    /// Interfaces with their fields.
    var interfaces: [String: Object] = [:]
    var inputs: [String: [Argument]] = [:]
    var enums: [String: Set<String>] = [:]
    var scalars: Set<String> = ["Int", "Float", "String", "Boolean", "ID"]

    init(_ text: String) throws(GraphQLError) {
        var parser = GraphQLParser(try GraphQLToken.read(text))
        while !parser.isAtEnd {
            parser.skipDescription()
            switch try parser.name() {
            case "type":
                let object = try Self.object(&parser)
                self.objects[object.name] = object
            case "interface":
                let object = try Self.object(&parser)
                self.interfaces[object.name] = object
            case "input":
                let name = try parser.name()
                try parser.expect("{")
                self.inputs[name] = try Self.arguments(&parser, until: "}")
            case "enum":
                let name = try parser.name()
                try parser.expect("{")
                var values: Set<String> = []
                while !parser.take("}") { values.insert(try parser.name()) }
                self.enums[name] = values
            case "scalar": self.scalars.insert(try parser.name())
            case let word: throw .syntax("unexpected \(word) among types")
            }
        }
    }

    private static func object(_ parser: inout GraphQLParser) throws(GraphQLError) -> Object {
        var object = Object(name: try parser.name(), interfaces: [], fields: [:])
        if parser.peek == .name("implements") {
            _ = try parser.name()
            _ = parser.take("&")
            repeat { object.interfaces.insert(try parser.name()) } while parser.take("&")
        }
        try parser.expect("{")
        while !parser.take("}") {
            parser.skipDescription()
            let name = try parser.name()
            let arguments = parser.take("(") ? try Self.arguments(&parser, until: ")") : []
            try parser.expect(":")
            object.fields[name] = Field(name: name, arguments: arguments, type: try parser.type())
            _ = try parser.directives()
        }
        return object
    }

    private static func arguments(_ parser: inout GraphQLParser, until end: String) throws(GraphQLError) -> [Argument] {
        var arguments: [Argument] = []
        while !parser.take(end) {
            parser.skipDescription()
            let name = try parser.name()
            try parser.expect(":")
            let type = try parser.type()
            var fallback: Json?
            if parser.take("=") {
                switch try parser.value() {
                case .json(let json): fallback = json
                case .name(let name): fallback = .string(name)
                default: fallback = .array([])
                }
            }
            arguments.append(Argument(name: name, type: type, fallback: fallback))
        }
        return arguments
    }

    /// Whether an object of this type is what a fragment is on.
    func isKind(_ type: String, of condition: String) -> Bool {
        type == condition || self.objects[type]?.interfaces.contains(condition) ?? false
    }

    func field(_ name: String, of type: String) -> Field? {
        if name == "__typename" {
            return Field(name: name, arguments: [], type: .required(.named("String")))
        }
        return self.objects[type]?.fields[name] ?? self.interfaces[type]?.fields[name]
    }

    /// Whether fields can be selected of it.
    func isComposite(_ type: String) -> Bool { self.objects[type] != nil || self.interfaces[type] != nil }

    // MARK: Input

    /// A value as its type has it, defaults filled in.
    ///
    /// - Throws: `GraphQLError` where it does not fit.
    func coerce(_ value: Json, _ type: GraphQLType, _ place: String) throws(GraphQLError) -> Json {
        switch type {
        case .required(let inner):
            guard !value.isNull else { throw Self.invalid(place, "Expected value to not be null") }
            return try self.coerce(value, inner, place)
        case .list(let inner):
            if value.isNull { return .null }
            guard let items = value.list else { return .array([try self.coerce(value, inner, place)]) }
            var coerced: [Json] = []
            for (index, item) in items.enumerated() {
                coerced.append(try self.coerce(item, inner, "\(place).\(index)"))
            }
            return .array(coerced)
        case .named(let name):
            if value.isNull { return .null }
            if let fields = self.inputs[name] { return try self.coerce(value, fields, name, place) }
            if let values = self.enums[name] {
                guard let text = value.text, values.contains(text) else {
                    throw Self.invalid(place, "Expected it to be one of: \(values.sorted().joined(separator: ", "))")
                }
                return value
            }
            return try self.scalar(value, name, place)
        }
    }

    private func coerce(
        _ value: Json, _ fields: [Argument], _ type: String, _ place: String
    ) throws(GraphQLError) -> Json {
        guard case .object(let members) = value else { throw Self.invalid(place, "Expected an object of \(type)") }
        if let stranger = members.first(where: { member in !fields.contains { $0.name == member.name } }) {
            throw Self.invalid(place, "Field is not defined on \(type): \(stranger.name)")
        }
        var coerced: [Json.Member] = []
        for field in fields {
            guard let given = value[field.name] ?? field.fallback else {
                guard !field.type.isRequired else {
                    throw Self.invalid("\(place).\(field.name)", "Expected value to not be null")
                }
                continue
            }
            coerced.append(
                Json.Member(name: field.name, value: try self.coerce(given, field.type, "\(place).\(field.name)")))
        }
        return .object(coerced)
    }

    private func scalar(_ value: Json, _ name: String, _ place: String) throws(GraphQLError) -> Json {
        switch (name, value) {
        case ("Int", .integer), ("Boolean", .bool), ("Float", .integer), ("Float", .number): return value
        case ("ID", .integer(let number)): return .string(String(number))
        case ("Money", .integer), ("Money", .number), ("Decimal", .integer), ("Decimal", .number): return value
        case ("Int", _), ("Boolean", _), ("Float", _): throw Self.invalid(place, "Could not coerce value to \(name)")
        case (_, .string): return value
        default: throw Self.invalid(place, "Could not coerce value to \(name)")
        }
    }

    private static func invalid(_ place: String, _ why: String) -> GraphQLError {
        GraphQLError("Variable or argument of type is invalid at \(place): \(why)", code: "INVALID_VARIABLE")
    }
}
