import Foundation

/// The body of a call: JSON, a form, or a form in parts with a file.
///
/// The published description wants JSON for inventory and forms elsewhere; real clients send JSON everywhere and are
/// understood (etsy-python 1.2.3), so both are read into the same fields.
struct EtsyBody {
    /// The JSON as it came; `nil` for forms.
    var json: Json?
    var fields = EtsyFields()
    /// The uploaded file.
    var file: [UInt8]?

    init() {}

    init(_ request: TwinRequest) throws(EtsyError) {
        guard !request.body.isEmpty else { return }
        let type = request.headers["content-type"]?.lowercased() ?? ""
        if type.hasPrefix("multipart/form-data") {
            try self.readParts(request)
        } else if type.hasPrefix("application/json") {
            guard let json = Json(request.body), case .object(let members) = json else { throw .bodyUnreadable }
            self.json = json
            self.fields = EtsyFields(members.flatMap { Self.pairs($0.name, $0.value) })
        } else {
            self.fields = EtsyFields(TwinRequest.pairs(String(decoding: request.body, as: UTF8.self)[...]))
        }
    }

    private static func pairs(_ name: String, _ value: Json) -> [TwinRequest.Pair] {
        switch value {
        case .null: [TwinRequest.Pair(name: name, value: "")]
        case .bool(let value): [TwinRequest.Pair(name: name, value: value ? "true" : "false")]
        case .integer(let value): [TwinRequest.Pair(name: name, value: String(value))]
        case .number(let value): [TwinRequest.Pair(name: name, value: String(value))]
        case .string(let value): [TwinRequest.Pair(name: name, value: value)]
        case .array(let items):
            items.isEmpty
                ? [TwinRequest.Pair(name: name, value: "")] : items.flatMap { Self.pairs(name + "[]", $0) }
        case .object: []
        }
    }

    private mutating func readParts(_ request: TwinRequest) throws(EtsyError) {
        guard let parts = request.parts else { throw .bodyUnreadable }
        self.file = parts.last { $0.isFile || $0.name == "image" }?.bytes
        self.fields = EtsyFields(
            parts.filter { !$0.isFile && $0.name != "image" }.map {
                TwinRequest.Pair(name: $0.name, value: String(decoding: $0.bytes, as: UTF8.self))
            })
    }
}
