/// What a field leads to.
enum GraphQLResult {
    case json(Json)
    case object(any GraphQLObject)
    case list([GraphQLResult])

    static var null: GraphQLResult { .json(.null) }

    static func objects(_ objects: [any GraphQLObject]) -> GraphQLResult { .list(objects.map { .object($0) }) }
    static func maybe(_ object: (any GraphQLObject)?) -> GraphQLResult { object.map { .object($0) } ?? .null }
    static func text(_ text: String?) -> GraphQLResult { .json(text.map { .string($0) } ?? .null) }
}

/// One object of the graph: answers for the fields that the schema gives its type.
protocol GraphQLObject {
    var type: String { get }
    /// - Parameter arguments: As the schema has them, defaults filled in.
    func resolve(_ field: String, _ arguments: Json) throws(GraphQLError) -> GraphQLResult
}

/// Answers one operation by resolving the schema: every field that was selected, whatever the document looks like.
struct GraphQLRun {
    let schema: GraphQLSchema
    let document: GraphQLDocument
    let operation: GraphQLDocument.Operation
    let variables: [String: Json]
    /// Objects given out, by the same rule as the cost that was asked for.
    private(set) var cost = 0
    /// Whether connections are answered whole, however little of them is asked for.
    var isInBulk = false

    /// - Throws: `GraphQLError` for an operation that does not fit the schema: nothing was carried out then.
    init(
        _ schema: GraphQLSchema, _ document: GraphQLDocument, operationName: String?, variables given: Json
    ) throws(GraphQLError) {
        self.schema = schema
        self.document = document
        self.operation = try document.operation(operationName)
        var variables: [String: Json] = [:]
        for variable in self.operation.variables {
            let value: Json
            if let sent = given[variable.name] {
                value = sent
            } else if let fallback = variable.fallback {
                value = try Self.plain(fallback, variables)
            } else if variable.type.isRequired {
                throw GraphQLError(
                    "Variable $\(variable.name) of type \(variable.type.text) was provided invalid value",
                    code: "INVALID_VARIABLE")
            } else {
                continue
            }
            variables[variable.name] = try schema.coerce(value, variable.type, "$\(variable.name)")
        }
        self.variables = variables
        try self.validate(self.operation.selection, on: self.root, depth: 0)
    }

    var root: String { self.operation.kind == .mutation ? "Mutation" : "QueryRoot" }

    // MARK: Running

    mutating func answer(_ object: any GraphQLObject) throws(GraphQLError) -> Json {
        let answer = try self.select(self.operation.selection, of: object, at: [])
        // What a mutation shows of what it did is paid for.
        if self.operation.kind == .mutation { self.cost = GraphQLCost(self).asked }
        return answer
    }

    private mutating func select(
        _ selection: [GraphQLDocument.Selection], of object: any GraphQLObject, at path: [Json]
    ) throws(GraphQLError) -> Json {
        var members: [Json.Member] = []
        for field in try self.fields(selection, of: object.type) {
            guard !members.contains(where: { $0.name == field.key }) else { continue }
            let place = path + [.string(field.key)]
            members.append(Json.Member(name: field.key, value: try self.resolve(field, of: object, at: place)))
        }
        return .object(members)
    }

    private mutating func resolve(
        _ field: GraphQLDocument.Field, of object: any GraphQLObject, at path: [Json]
    ) throws(GraphQLError) -> Json {
        guard field.name != "__typename" else { return .string(object.type) }
        guard let known = self.schema.field(field.name, of: object.type) else {
            throw .undefinedField(field.name, on: object.type)
        }
        let arguments = try self.arguments(field, known)
        let result: GraphQLResult
        do {
            let arguments = try self.withDirectives(arguments, field)
            let isWhole = self.isInBulk && known.type.name.hasSuffix("Connection")
            result = try object.resolve(field.name, isWhole ? arguments.adding("@all", .bool(true)) : arguments)
        } catch {
            var error = error
            if error.path.isEmpty { error.path = path }
            throw error
        }
        if !self.schema.isComposite(known.type.name) { return try self.plain(result, path) }
        return try self.render(result, field, path, counts: GraphQLCost.counts(known.type))
    }

    private mutating func render(
        _ result: GraphQLResult, _ field: GraphQLDocument.Field, _ path: [Json], counts: Bool
    ) throws(GraphQLError) -> Json {
        switch result {
        case .json(let json): return json
        case .object(let object):
            if counts { self.cost += 1 }
            return try self.select(field.selection, of: object, at: path)
        case .list(let items):
            // A list that nobody pages through counts as one object.
            let isPaged = ["nodes", "edges", "refunds", "fulfillments", "trackingInfo"].contains(field.name)
            if !isPaged, counts, !items.isEmpty { self.cost += 1 }
            var rendered: [Json] = []
            for (index, item) in items.enumerated() {
                rendered.append(try self.render(item, field, path + [.integer(index)], counts: counts && isPaged))
            }
            return .array(rendered)
        }
    }

    private func plain(_ result: GraphQLResult, _ path: [Json]) throws(GraphQLError) -> Json {
        guard case .json(let json) = result else { throw GraphQLError("no plain value", path: path) }
        return json
    }

    /// `@idempotent` changes what a mutation does, so that it is handed on as an argument.
    private func withDirectives(_ arguments: Json, _ field: GraphQLDocument.Field) throws(GraphQLError) -> Json {
        guard let directive = field.directives.first(where: { $0.name == "idempotent" }),
            let key = directive.arguments.first(where: { $0.name == "key" }),
            case .object(let members) = arguments
        else { return arguments }
        return Json.object(members).adding("@idempotent", try Self.plain(key.value, self.variables))
    }

    // MARK: Reading the document

    /// The fields to be answered on an object, fragments laid open; what is asked for twice stands once, with both selections.
    private func fields(
        _ selection: [GraphQLDocument.Selection], of type: String
    ) throws(GraphQLError) -> [GraphQLDocument.Field] {
        var fields: [GraphQLDocument.Field] = []
        func add(_ field: GraphQLDocument.Field) {
            if let index = fields.firstIndex(where: { $0.key == field.key }) {
                fields[index].selection += field.selection
            } else {
                fields.append(field)
            }
        }
        for item in selection {
            switch item {
            case .field(let field):
                if try self.isWanted(field.directives) { add(field) }
            case .spread(let name, let directives):
                guard try self.isWanted(directives), let fragment = self.document.fragments[name],
                    self.schema.isKind(type, of: fragment.type)
                else { continue }
                for field in try self.fields(fragment.selection, of: type) { add(field) }
            case .inline(let condition, let directives, let inner):
                guard try self.isWanted(directives), condition.map({ self.schema.isKind(type, of: $0) }) ?? true else {
                    continue
                }
                for field in try self.fields(inner, of: type) { add(field) }
            }
        }
        return fields
    }

    /// `@skip` and `@include`.
    private func isWanted(_ directives: [GraphQLDocument.Directive]) throws(GraphQLError) -> Bool {
        for directive in directives where directive.name == "skip" || directive.name == "include" {
            guard let condition = directive.arguments.first(where: { $0.name == "if" }) else { continue }
            let isTrue = try Self.plain(condition.value, self.variables) == .bool(true)
            if directive.name == "skip" ? isTrue : !isTrue { return false }
        }
        return true
    }

    func arguments(_ field: GraphQLDocument.Field, _ known: GraphQLSchema.Field) throws(GraphQLError) -> Json {
        var members: [Json.Member] = []
        for argument in known.arguments {
            let given = field.arguments.first { $0.name == argument.name }
            // A variable that was not sent is as good as no argument.
            if let given, let value = try Self.value(given.value, self.variables) {
                members.append(
                    Json.Member(name: argument.name, value: try self.schema.coerce(value, argument.type, argument.name))
                )
            } else if let fallback = argument.fallback {
                members.append(Json.Member(name: argument.name, value: fallback))
            } else if argument.type.isRequired {
                throw GraphQLError(
                    "Field '\(field.name)' is missing required arguments: \(argument.name)",
                    code: "missingRequiredArguments")
            }
        }
        return .object(members)
    }

    private static func plain(_ value: GraphQLDocument.Value, _ variables: [String: Json]) throws(GraphQLError) -> Json
    {
        try Self.value(value, variables) ?? .null
    }

    private static func value(
        _ value: GraphQLDocument.Value, _ variables: [String: Json]
    ) throws(GraphQLError) -> Json? {
        switch value {
        case .variable(let name): return variables[name]
        case .json(let json): return json
        case .name(let name): return .string(name)
        case .list(let items):
            var plain: [Json] = []
            for item in items { plain.append(try Self.plain(item, variables)) }
            return .array(plain)
        case .object(let members):
            var plain: [Json.Member] = []
            for member in members {
                if let value = try Self.value(member.value, variables) {
                    plain.append(Json.Member(name: member.name, value: value))
                }
            }
            return .object(plain)
        }
    }

    // MARK: Validation

    /// Every field is of its type, has its arguments and a selection where it needs one (specification, section 5).
    private func validate(
        _ selection: [GraphQLDocument.Selection], on type: String, depth: Int
    ) throws(GraphQLError) {
        guard depth < 60 else { throw GraphQLError("The document is too deep.") }
        for item in selection {
            switch item {
            case .spread(let name, _):
                guard let fragment = self.document.fragments[name] else {
                    throw GraphQLError("Fragment \(name) was used, but not defined", code: "useAndDefineFragment")
                }
                guard self.schema.isComposite(fragment.type) else {
                    throw GraphQLError("No such type \(fragment.type), so it can't be a fragment condition")
                }
                try self.validate(fragment.selection, on: fragment.type, depth: depth + 1)
            case .inline(let condition, _, let inner):
                try self.validate(inner, on: condition ?? type, depth: depth + 1)
            case .field(let field): try self.validate(field, on: type, depth: depth)
            }
        }
    }

    private func validate(_ field: GraphQLDocument.Field, on type: String, depth: Int) throws(GraphQLError) {
        guard let known = self.schema.field(field.name, of: type) else { throw .undefinedField(field.name, on: type) }
        for argument in field.arguments where !known.arguments.contains(where: { $0.name == argument.name }) {
            throw GraphQLError(
                "Field '\(field.name)' doesn't accept argument '\(argument.name)'", code: "argumentNotAccepted")
        }
        for directive in field.directives where !["skip", "include", "idempotent"].contains(directive.name) {
            throw GraphQLError("Directive @\(directive.name) is not defined", code: "undefinedDirective")
        }
        for argument in known.arguments where argument.type.isRequired && argument.fallback == nil {
            guard field.arguments.contains(where: { $0.name == argument.name }) else {
                throw GraphQLError(
                    "Field '\(field.name)' is missing required arguments: \(argument.name)",
                    code: "missingRequiredArguments")
            }
        }
        try self.validateVariables(field.arguments.map(\.value))
        if self.schema.isComposite(known.type.name) {
            guard !field.selection.isEmpty else {
                throw GraphQLError(
                    "Field must have selections (field '\(field.name)' returns \(known.type.name) but has no selections)",
                    code: "selectionMismatch")
            }
            try self.validate(field.selection, on: known.type.name, depth: depth + 1)
        } else if !field.selection.isEmpty {
            throw GraphQLError(
                "Selections can't be made on scalars (field '\(field.name)' returns \(known.type.name))",
                code: "selectionMismatch")
        }
    }

    private func validateVariables(_ values: [GraphQLDocument.Value]) throws(GraphQLError) {
        for value in values {
            switch value {
            case .variable(let name):
                guard self.operation.variables.contains(where: { $0.name == name }) else {
                    throw GraphQLError("Variable $\(name) is used but not declared", code: "variableNotDefined")
                }
            case .list(let items): try self.validateVariables(items)
            case .object(let members): try self.validateVariables(members.map(\.value))
            default: break
            }
        }
    }
}
