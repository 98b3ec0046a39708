/// What a request costs in points before it is carried out (notes, "Rate limits": objects 1, scalars 0, mutations 10, and a
/// connection as many objects as it may hold; not confirmed in detail).
struct GraphQLCost {
    let run: GraphQLRun

    init(_ run: GraphQLRun) { self.run = run }

    /// The most that one request may ask for.
    static let most = 1_000
    static let mutation = 10

    var asked: Int {
        let selection = self.run.operation.selection
        if self.run.operation.kind == .mutation { return Self.mutation * max(1, selection.count) }
        return max(1, self.cost(selection, on: self.run.root))
    }

    /// A connection and its page information are no objects of their own.
    static func counts(_ type: GraphQLType) -> Bool {
        let name = type.name
        return !name.hasSuffix("Connection") && !name.hasSuffix("Edge") && name != "PageInfo"
    }

    private func cost(_ selection: [GraphQLDocument.Selection], on type: String) -> Int {
        selection.reduce(0) { sum, item in
            switch item {
            case .spread(let name, _):
                guard let fragment = self.run.document.fragments[name] else { return sum }
                return sum + self.cost(fragment.selection, on: fragment.type)
            case .inline(let condition, _, let inner): return sum + self.cost(inner, on: condition ?? type)
            case .field(let field): return sum + self.cost(field, on: type)
            }
        }
    }

    private func cost(_ field: GraphQLDocument.Field, on type: String) -> Int {
        guard let known = self.run.schema.field(field.name, of: type) else { return 0 }
        guard self.run.schema.isComposite(known.type.name) else { return 0 }
        let inner = self.cost(field.selection, on: known.type.name)
        return self.size(field, known) * ((Self.counts(known.type) ? 1 : 0) + inner)
    }

    /// How many objects a field may lead to.
    private func size(_ field: GraphQLDocument.Field, _ known: GraphQLSchema.Field) -> Int {
        let arguments = (try? self.run.arguments(field, known)) ?? .null
        if let count = arguments["first"]?.whole ?? arguments["last"]?.whole { return max(0, count) }
        if let ids = arguments["ids"]?.list { return ids.count }
        return 1
    }
}
