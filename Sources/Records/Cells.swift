import Foundation
import Store

/// The cells of one row, taken in the order of its columns.
struct Cells {
    private let row: SQLRow
    private var index = 0

    init(_ row: SQLRow) { self.row = row }

    mutating func take<Value: SQLConvertible>(_ type: Value.Type = Value.self) throws -> Value {
        defer { self.index += 1 }
        return try self.row.get(self.index)
    }

    mutating func maybe<Value: SQLConvertible>(_ type: Value.Type = Value.self) throws -> Value? {
        defer { self.index += 1 }
        return try self.row.optional(self.index)
    }

    /// An object of texts, as options and details are.
    mutating func texts() throws -> [String: String] {
        let json = try self.take(JSONText.self)
        return try PlainJSON.texts(json.text) ?? JSONText.decode(json)
    }

    mutating func ids() throws -> [UUID] {
        let json = try self.take(JSONText.self)
        return json.text == "[]" ? [] : try JSONText.decode(json)
    }

    mutating func skip() { self.index += 1 }

    mutating func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONText.decode(self.take(JSONText.self))
    }
}

extension JSONText {
    /// JSON with sorted keys, so that equal values have equal texts.
    public static func encode(_ value: some Encodable) throws -> JSONText {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return JSONText(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// An object of texts, with sorted keys.
    static func texts(_ texts: [String: String]) -> JSONText { JSONText(PlainJSON.write(texts)) }

    static func ids(_ ids: [UUID]) throws -> JSONText { ids.isEmpty ? JSONText("[]") : try Self.encode(ids) }

    public static func decode<Value: Decodable>(_ json: JSONText) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(json.text.utf8))
    }
}
