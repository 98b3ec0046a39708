/// JSON as a twin reads and writes it: members keep their order, whole numbers stay whole.
///
/// A twin writes its answers member by member, as the shop it plays does, and must not share the
/// product's JSON code: a shared misreading could hide.
enum Json: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([Json])
    case object([Member])

    struct Member: Sendable, Hashable {
        var name: String
        var value: Json
    }

    /// The value of a member, `nil` where there is none or this is no object.
    subscript(name: String) -> Json? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// An object with one member more; anything else as it is.
    func adding(_ name: String, _ value: Json) -> Json {
        guard case .object(let members) = self else { return self }
        return .object(members + [Member(name: name, value: value)])
    }

    var text: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    var list: [Json]? {
        if case .array(let list) = self { return list }
        return nil
    }

    var isNull: Bool { self == .null }

    /// As WordPress reads a whole number: a number, or a text that holds one.
    var whole: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value) where value == value.rounded() && abs(value) < 1e15: Int(value)
        case .string(let text): Int(text)
        default: nil
        }
    }

    /// As WordPress reads a truth value: `true`, `"true"`, `"1"`, `1`, in any case.
    var truth: Bool? {
        switch self {
        case .bool(let value): value
        case .integer(let value): value == 0 ? false : value == 1 ? true : nil
        case .string(let text):
            switch text.lowercased() {
            case "true", "1", "yes": true
            case "false", "0", "no", "": false
            default: nil
            }
        default: nil
        }
    }

    /// Only these members, for `_fields`; other kinds stay as they are.
    func keeping(_ names: Set<String>) -> Json {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { names.contains($0.name) })
    }
}

extension Json: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    init(dictionaryLiteral elements: (String, Json)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }

    init(arrayLiteral elements: Json...) { self = .array(elements) }
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(nilLiteral: ()) { self = .null }
}
