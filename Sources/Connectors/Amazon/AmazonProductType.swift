import ConnectorKit
import Foundation
import Wire

/// What a product type wants to know of an item: its definition's JSON Schema (2019-09 with Amazon's own words, "Amazon Product
/// Type Definitions Meta-Schema (v1)"), as far as a form needs it.
///
/// Conditions (`if`, `then`, `allOf`) are left to Amazon's own preview, which is asked before every change.
struct AmazonProductType: Sendable {
    let name: String
    /// The marketplace's own language: `en_US`.
    let language: String
    private let root: JSONValue

    init(name: String, language: String, schema: JSONValue) {
        self.name = name
        self.language = language
        self.root = schema
    }

    /// One attribute: a list of instances, each an object.
    struct Attribute: Sendable, Hashable {
        var name: String
        var title: String
        var isRequired: Bool
        /// The member that holds what a person says; `nil` where an instance has no such single one.
        var value: Value?
        /// Whether an instance names its language.
        var hasLanguage: Bool
        /// Instances at most; `nil` where nothing is said.
        var most: Int?
        /// The names of an instance's members.
        var members: Set<String>
    }

    /// What may stand in an instance's `value`.
    struct Value: Sendable, Hashable {
        /// `string`, `number`, `integer`, `boolean`.
        var type: String
        var choices: [Choice]
        /// Whether something else than the choices may stand there too.
        var isOpen: Bool
        var shortest: Int?
        /// Characters, and bytes in UTF-8.
        var longest: Int?
        var mostBytes: Int?
        var least: Decimal?
        var most: Decimal?
    }

    struct Choice: Sendable, Hashable {
        var value: JSONValue
        var title: String
    }

    /// In the order of their names, those that are needed first.
    var attributes: [Attribute] {
        guard case .object(let properties)? = self.root["properties"] else { return [] }
        return properties.keys.sorted().compactMap { self.attribute($0) }
            .sorted { ($0.isRequired ? 0 : 1, $0.name) < ($1.isRequired ? 0 : 1, $1.name) }
    }

    func attribute(_ name: String) -> Attribute? {
        guard let node = self.root["properties"]?[name].map(self.followed) else { return nil }
        let items = node["items"].map(self.followed) ?? .null
        guard case .object(let members)? = items["properties"] else { return nil }
        return Attribute(
            name: name, title: node["title"]?.text ?? name, isRequired: self.required.contains(name),
            value: members["value"].map(self.followed).flatMap(self.value), hasLanguage: members["language_tag"] != nil,
            most: Self.whole(node["maxUniqueItems"]) ?? Self.whole(node["maxItems"]), members: Set(members.keys))
    }

    var required: Set<String> { Set(Self.list(self.root["required"]).compactMap(\.text)) }

    /// Types, choices and lengths may stand in a node itself or in one of its alternatives: an open list is a text, or one
    /// of some texts.
    private func value(_ node: JSONValue) -> Value? {
        let parts = [node] + (Self.list(node["anyOf"]) + Self.list(node["oneOf"])).map(self.followed)
        guard let type = parts.lazy.compactMap({ $0["type"]?.text }).first(where: { $0 != "object" && $0 != "array" })
        else { return nil }
        let closed = parts.first { !Self.list($0["enum"]).isEmpty }
        let names = Self.list(closed?["enumNames"])
        let choices = Self.list(closed?["enum"]).enumerated().map { index, value in
            Choice(value: value, title: (index < names.count ? names[index].text : nil) ?? value.text ?? "")
        }
        let isOpen = closed == nil || parts.dropFirst().contains { Self.list($0["enum"]).isEmpty }
        return Value(
            type: type, choices: choices, isOpen: isOpen,
            shortest: parts.lazy.compactMap { Self.whole($0["minLength"]) }.first,
            longest: parts.lazy.compactMap { Self.whole($0["maxLength"]) }.first,
            mostBytes: parts.lazy.compactMap { Self.whole($0["maxUtf8ByteLength"]) }.first,
            least: parts.lazy.compactMap { Self.number($0["minimum"]) }.first,
            most: parts.lazy.compactMap { Self.number($0["maximum"]) }.first)
    }

    /// The node that a reference inside of the document names, else the node itself.
    private func followed(_ node: JSONValue) -> JSONValue {
        var node = node
        for _ in 0..<8 {
            guard let path = node["$ref"]?.text, path.hasPrefix("#/") else { return node }
            var found: JSONValue? = self.root
            for part in path.dropFirst(2).split(separator: "/") { found = found?[String(part)] }
            guard let found else { return node }
            node = found
        }
        return node
    }

    // MARK: Checking

    /// What is wrong with attributes before they are sent, each with its attribute.
    ///
    /// - Parameter isWhole: Whether they are all there will be, so that what is needed must be among them.
    func problems(_ attributes: [String: [JSONValue]], isWhole: Bool) -> [(attribute: String, problem: String)] {
        var problems: [(attribute: String, problem: String)] = []
        if isWhole {
            for name in self.required.sorted() where attributes[name] == nil {
                problems.append((name, "\(self.attribute(name)?.title ?? name) is needed for a \(self.name)."))
            }
        }
        for (name, instances) in attributes.sorted(by: { $0.key < $1.key }) {
            guard let known = self.attribute(name) else {
                problems.append((name, "A \(self.name) has no such attribute."))
                continue
            }
            if let most = known.most, instances.count > most {
                problems.append((name, "\(known.title) is said \(instances.count) times, and \(most) is the most."))
            }
            for instance in instances {
                if let value = known.value, let given = instance["value"], let problem = value.problem(given) {
                    problems.append((name, "\(known.title): \(problem)"))
                }
            }
        }
        return problems
    }

    static func list(_ node: JSONValue?) -> [JSONValue] {
        guard case .array(let items)? = node else { return [] }
        return items
    }

    static func whole(_ node: JSONValue?) -> Int? {
        guard case .integer(let number)? = node else { return nil }
        return Int(number)
    }

    private static func number(_ node: JSONValue?) -> Decimal? {
        switch node {
        case .integer(let number)?: Decimal(number)
        case .decimal(let number)?: number
        default: nil
        }
    }
}

extension AmazonProductType.Value {
    /// What a person wrote, as the schema wants it: a choice by its id or its title, a number, yes or no.
    func read(_ text: String) -> JSONValue {
        let same = self.choices.first { $0.value.text == text || $0.title == text }
        if let same { return same.value }
        switch self.type {
        case "integer": return Int64(text).map(JSONValue.integer) ?? .text(text)
        case "number":
            if let whole = Int64(text) { return .integer(whole) }
            return text.wholeMatch(of: /-?\d+\.\d+/) == nil
                ? .text(text) : Decimal(string: text).map(JSONValue.decimal) ?? .text(text)
        case "boolean":
            switch text.lowercased() {
            case "true", "yes": return .boolean(true)
            case "false", "no": return .boolean(false)
            default: return .text(text)
            }
        default: return .text(text)
        }
    }

    /// - Returns: What is wrong with a value, in words; `nil` where nothing is.
    func problem(_ value: JSONValue) -> String? {
        if !self.choices.isEmpty, !self.isOpen, !self.choices.contains(where: { $0.value == value }) {
            let some = self.choices.prefix(8).map { $0.value.text ?? $0.title }.joined(separator: ", ")
            let more = self.choices.count > 8 ? " and \(self.choices.count - 8) more" : ""
            return "it is one of \(some)\(more)."
        }
        switch (self.type, value) {
        case ("string", .text(let text)):
            if let longest, text.unicodeScalars.count > longest {
                return "it has \(text.unicodeScalars.count) characters, and \(longest) is the most."
            }
            if let mostBytes, text.utf8.count > mostBytes {
                return "it takes \(text.utf8.count) bytes, and \(mostBytes) is the most."
            }
            if let shortest, text.unicodeScalars.count < shortest { return "\(shortest) characters are the least." }
            return nil
        case ("integer", .integer), ("number", .integer), ("number", .decimal):
            let number: Decimal = if case .integer(let whole) = value { Decimal(whole) } else { Self.decimal(value) }
            if let least, number < least { return "\(least) is the least." }
            if let most, number > most { return "\(most) is the most." }
            return nil
        case ("boolean", .boolean): return nil
        case ("integer", _): return "a whole number is wanted."
        case ("number", _): return "a number is wanted, with a point before its decimals."
        case ("boolean", _): return "yes or no is wanted."
        default: return "a text is wanted."
        }
    }

    private static func decimal(_ value: JSONValue) -> Decimal {
        if case .decimal(let number) = value { number } else { 0 }
    }
}
