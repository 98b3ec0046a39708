/// A record that names itself, so that one which cannot be read can still be pointed at.
public protocol NamedRecord: Decodable {
    /// The member that holds its id.
    static var idName: String { get }
    /// Whether a text may be one of its ids, and be shown: a record that cannot be read may hold anything there.
    static func isID(_ text: String) -> Bool
}

extension NamedRecord {
    /// Whole numbers, unless a channel says otherwise.
    public static func isID(_ text: String) -> Bool { Int64(text) != nil }
}

/// One record of a list. One that cannot be read does not spoil its neighbours.
public enum Lenient<Value: NamedRecord & Sendable>: Decodable, Sendable {
    case value(Value)
    /// Its id where that much could be read, and what is wrong: place and kind, never the content.
    case unreadable(id: String?, reason: String)

    public init(from decoder: any Decoder) throws {
        do {
            self = .value(try Value(from: decoder))
        } catch let error as DecodingError {
            self = .unreadable(id: Self.id(decoder), reason: Self.reason(error, decoder.codingPath.count))
        } catch {
            // The decoder's own, which no other code can name: a number that its type does not hold, such as half a unit.
            self = .unreadable(id: Self.id(decoder), reason: "a number in it is not one that can be there")
        }
    }

    private static func id(_ decoder: any Decoder) -> String? {
        let members = try? decoder.container(keyedBy: Name.self)
        let id = (try? members?.decode(JSONValue.self, forKey: Name(Value.idName)))?.text
        return id.flatMap { Value.isID($0) ? $0 : nil }
    }

    private static func reason(_ error: DecodingError, _ depth: Int) -> String {
        func place(_ path: [any CodingKey]) -> String {
            let keys = path.dropFirst(depth).map { $0.intValue.map(String.init) ?? $0.stringValue }
            return keys.isEmpty ? "the record" : keys.joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .dataCorrupted(let context):
            "\(place(context.codingPath)) has another type than documented"
        case .valueNotFound(_, let context): "\(place(context.codingPath)) is null"
        @unknown default: "the record cannot be read"
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { self.stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
