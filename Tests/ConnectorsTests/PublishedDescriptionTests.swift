import Foundation
import Testing
import Wire

@Suite("A reader of published descriptions")
struct PublishedDescriptionTests {
    /// Schema, value, and what is wrong with it.
    private static let judged: [(String, String, [String])] = [
        (#"{"$ref":"schemas/Mug"}"#, #"{"name":"Mug","units":3,"tags":["a"]}"#, []),
        (#"{"$ref":"schemas/Mug"}"#, #"{"units":3}"#, ["it lacks name"]),
        (#"{"$ref":"schemas/Mug"}"#, #"{"name":"Mug","colour":"red"}"#, ["it has no member colour"]),
        (#"{"$ref":"schemas/Mug"}"#, #"{"name":null}"#, ["it.name may not be null"]),
        (#"{"$ref":"schemas/Mug"}"#, #"{"name":"Mug","units":-1}"#, ["it.units is below 0"]),
        (#"{"$ref":"schemas/Mug"}"#, #"{"name":"Mug","units":1000}"#, ["it.units is above 999"]),
        (#"{"$ref":"schemas/Mug"}"#, #"{"name":"Mug","tags":["c"]}"#, ["it.tags.0 is none of the values allowed"]),
        (#"{"allOf":[{"$ref":"schemas/Mug"}]}"#, #"{"name":7}"#, ["it.name is no string"]),
        (
            #"{"allOf":[{"$ref":"schemas/Mug"},{"properties":{"lid":{"type":"boolean"}},"required":["lid"]}]}"#,
            #"{"name":"A","lid":true,"spoon":2}"#, ["it has no member spoon"]
        ),
        (#"{"$ref":"schemas/Cup"}"#, "{}", ["it: no schema Cup"]),
        (#"{"type":"string","nullable":true}"#, "null", []),
    ]

    /// Schema, text, and what is wrong with it.
    private static let read: [(String, String, [String])] = [
        (#"{"type":"integer","maximum":20}"#, "21", ["it is above 20"]),
        (#"{"type":"integer"}"#, "many", ["it is no integer"]), (#"{"type":"boolean"}"#, "yes", ["it is no boolean"]),
        (#"{"type":"array","maxItems":1,"items":{"type":"integer"}}"#, "1,2", ["it has more than 1"]),
        (#"{"type":"array","items":{"type":"integer"}}"#, "1,b", ["it is no integer"]),
        (#"{"type":"string","format":"date-time"}"#, "2026-11-23", ["it is no time"]),
        (#"{"type":"string","format":"date-time"}"#, "2026-11-23T06:00:00Z", []),
    ]

    @Test("finds what is not as the schema says, and nothing where all is", arguments: Self.judged)
    func values(schema: String, value: String, problems: [String]) throws {
        let (schema, value) = (try Self.json(schema), try Self.json(value))
        #expect(try Sheet().problems(value, schema, "it") == problems)
    }

    @Test("reads the texts of paths and queries as the values they stand for", arguments: Self.read)
    func texts(schema: String, text: String, problems: [String]) throws {
        #expect(try Sheet().problems(text: text, Self.json(schema), "it") == problems)
    }

    @Test("takes the operation whose path has more literal parts, and none where no path fits")
    func operations() throws {
        let sheet = try Sheet()
        #expect(sheet.operation("GET", "/mugs/batch")?.id == "batch")
        #expect(sheet.operation("GET", "/mugs/a%20b")?.pathValues == ["mug": "a b"])
        #expect(sheet.operation("POST", "/mugs/batch")?.id == nil)
        #expect(sheet.operation("GET", "/mugs")?.id == nil)
    }

    private static func json(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    private struct Sheet: PublishedDescription {
        let root: JSONValue

        init() throws {
            self.root = try PublishedDescriptionTests.json(
                """
                {"paths": {"/mugs/{mug}": {"get": {"operationId": "one"}}, "/mugs/batch": {"get": {"operationId": "batch"}}},
                 "schemas": {"Mug": {"type": "object", "required": ["name"], "properties": {
                   "name": {"type": "string"}, "units": {"type": "integer", "minimum": 0, "maximum": 999},
                   "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}}}}}
                """)
        }

        func schema(named name: String) -> JSONValue? { self.root["schemas"]?[name] }
    }
}
