import Foundation

/// One call's view of the shop: objects look into it as they are asked, so that a mutation's answer shows what it did.
///
/// Made for one call and dropped with it; only the shop's actor ever holds one.
final class ShopifyGraph {
    var state: ShopifyState
    let moment: Moment
    /// The wall time whose state a read of variants shows; `nil` for now.
    var asOf: Date?
    let grant: ShopifyGrant
    /// Whether about a third of a batch's entries fail.
    var failsPartly = false
    /// Of the API, as called.
    var version = ShopifyShop.version
    /// Of operations in bulk, by their numbers.
    var files: [Int: [UInt8]] = [:]
    /// Of the shop, for what it serves beside the graph.
    var address = ""

    init(_ state: ShopifyState, _ moment: Moment, _ grant: ShopifyGrant) {
        self.state = state
        self.moment = moment
        self.grant = grant
    }

    func needs(_ scopes: String...) throws(GraphQLError) {
        let held = self.grant.scopes
        let isHeld = scopes.contains { held.contains($0) || held.contains($0.replacing("read_", with: "write_")) }
        guard !isHeld else { return }
        throw GraphQLError(
            "Access denied for this field. Required access: `\(scopes[0])` access scope.", code: "ACCESS_DENIED")
    }

    static func id(_ kind: String, _ number: Int) -> Json { .string("gid://shopify/\(kind)/\(number)") }

    /// The number behind a global id of this kind.
    static func number(_ id: Json?, _ kind: String) -> Int? {
        guard let text = id?.text else { return nil }
        let prefix = "gid://shopify/\(kind)/"
        return text.hasPrefix(prefix) ? Int(text.dropFirst(prefix.count)) : nil
    }

    static func time(_ date: Date?) -> Json {
        guard let date else { return .null }
        return .string(TwinDate.text(date) + "Z")
    }

    func money(_ hundredths: Int) -> GraphQLResult {
        let currency = self.state.currency
        let amount = ShopifyNode("MoneyV2") { field, _ throws(GraphQLError) in
            switch field {
            case "amount": .json(.string(TwinMoney(minor: hundredths).text))
            default: .json(.string(currency))
            }
        }
        return .object(ShopifyNode("MoneyBag") { _, _ throws(GraphQLError) in .object(amount) })
    }
}

/// An object of the graph as its type and how its fields are answered.
struct ShopifyNode: GraphQLObject {
    typealias Resolver = (_ field: String, _ arguments: Json) throws(GraphQLError) -> GraphQLResult
    let type: String
    private let resolver: Resolver

    init(_ type: String, _ resolver: @escaping Resolver) {
        self.type = type
        self.resolver = resolver
    }

    func resolve(_ field: String, _ arguments: Json) throws(GraphQLError) -> GraphQLResult {
        try self.resolver(field, arguments)
    }

    static func unknown(_ field: String, _ type: String) -> GraphQLError {
        GraphQLError("The twin does not answer \(type).\(field)", code: "INTERNAL_SERVER_ERROR")
    }
}

/// One page of a list, by Shopify's arguments `first`, `after`, `last`, `before`, `reverse`.
struct ShopifyPage {
    let ids: [Int]
    let hasNext: Bool
    let hasPrevious: Bool

    /// - Parameter all: In order.
    init(_ all: [Int], _ arguments: Json) throws(GraphQLError) {
        if arguments["@all"] != nil {
            (self.ids, self.hasNext, self.hasPrevious) = (all, false, false)
            return
        }
        let (first, last) = (arguments["first"]?.whole, arguments["last"]?.whole)
        guard (first == nil) != (last == nil) else {
            throw GraphQLError("you must provide one of first or last", code: "BAD_REQUEST")
        }
        let count = first ?? last ?? 0
        guard (0...250).contains(count) else {
            throw GraphQLError("first and last cannot exceed 250", code: "BAD_REQUEST")
        }
        let ordered = arguments["reverse"] == .bool(true) ? all.reversed() : all
        var slice = ordered[...]
        if let cursor = arguments["after"]?.text {
            guard let id = Self.id(cursor) else { throw GraphQLError("Invalid cursor for current pagination sort.") }
            if let place = slice.firstIndex(of: id) { slice = slice[(place + 1)...] }
        }
        if let cursor = arguments["before"]?.text, let id = Self.id(cursor), let place = slice.firstIndex(of: id) {
            slice = slice[..<place]
        }
        self.ids = Array(first != nil ? slice.prefix(count) : slice.suffix(count))
        self.hasNext = first != nil ? slice.count > count : false
        self.hasPrevious = first != nil ? slice.startIndex > 0 : slice.count > count
    }

    static func cursor(_ id: Int) -> String {
        Data("{\"last_id\":\(id)}".utf8).base64EncodedString()
    }

    private static func id(_ cursor: String) -> Int? {
        guard let data = Data(base64Encoded: cursor) else { return nil }
        return Json(Array(data))?["last_id"]?.whole
    }

    func connection(_ type: String, _ node: @escaping (Int) -> (any GraphQLObject)?) -> GraphQLResult {
        let page = self
        return .object(
            ShopifyNode(type + "Connection") { field, _ throws(GraphQLError) in
                switch field {
                case "nodes": .objects(page.ids.compactMap(node))
                case "edges":
                    .objects(
                        page.ids.map { id in
                            ShopifyNode(type + "Edge") { field, _ throws(GraphQLError) in
                                field == "cursor" ? .text(Self.cursor(id)) : .maybe(node(id))
                            }
                        })
                default: .object(page.info)
                }
            })
    }

    private var info: ShopifyNode {
        ShopifyNode("PageInfo") { field, _ throws(GraphQLError) in
            switch field {
            case "hasNextPage": .json(.bool(self.hasNext))
            case "hasPreviousPage": .json(.bool(self.hasPrevious))
            case "startCursor": .text(self.ids.first.map(Self.cursor))
            default: .text(self.ids.last.map(Self.cursor))
            }
        }
    }
}

/// Shopify's search language, as far as times, words and ids go: `updated_at:>='2026-11-22T05:00:00Z' sku:ABC`.
struct ShopifySearch {
    struct Term {
        var field: String
        /// `>=`, `>`, `<=`, `<`, `=`.
        var sign: String
        var value: String
    }
    let terms: [Term]

    init(_ text: String?) {
        var terms: [Term] = []
        let pattern = #/(?:([a-z_]+):)?(>=|<=|>|<|=)?(?:'((?:\\.|[^'\\])*)'|"([^"]*)"|([^\s'"]+))/#
        for found in (text ?? "").matches(of: pattern) {
            guard let value = found.output.3 ?? found.output.4 ?? found.output.5, value != "AND" else { continue }
            terms.append(
                Term(
                    field: found.output.1.map(String.init) ?? "", sign: found.output.2.map(String.init) ?? "=",
                    value: String(value).replacing("\\'", with: "'")))
        }
        self.terms = terms
    }

    func admits(_ field: String, time: Date) -> Bool {
        let second = (time.timeIntervalSince1970).rounded(.down)
        return self.terms.filter { $0.field == field }.allSatisfy { term in
            guard let date = TwinDate.date(term.value.replacing("Z", with: ""), offset: 0) else { return true }
            let limit = date.timeIntervalSince1970
            return switch term.sign {
            case ">=": second >= limit
            case ">": second > limit
            case "<=": second <= limit
            case "<": second < limit
            default: second == limit
            }
        }
    }

    func admits(_ field: String, word: String) -> Bool {
        self.terms.filter { $0.field == field }.allSatisfy { $0.value.lowercased() == word.lowercased() }
    }

    /// Words without a field.
    func admits(text: String) -> Bool {
        self.terms.filter { $0.field.isEmpty }.allSatisfy { text.lowercased().contains($0.value.lowercased()) }
    }
}
