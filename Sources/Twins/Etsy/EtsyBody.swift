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

    /// Parts between boundaries (RFC 7578): head lines, an empty line, the value.
    private mutating func readParts(_ request: TwinRequest) throws(EtsyError) {
        let type = request.headers["content-type"] ?? ""
        guard let mark = type.range(of: "boundary=") else { throw .bodyUnreadable }
        let boundary = type[mark.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
        let body = Data(request.body)
        let fence = Data("--\(boundary)".utf8)
        var pairs: [TwinRequest.Pair] = []
        var cursor = body.startIndex
        while let start = body.range(of: fence, in: cursor..<body.endIndex) {
            guard let end = body.range(of: fence, in: start.upperBound..<body.endIndex) else { break }
            cursor = end.lowerBound
            let part = body[start.upperBound..<end.lowerBound]
            guard let gap = part.range(of: Data("\r\n\r\n".utf8)) else { continue }
            let head = String(decoding: part[..<gap.lowerBound], as: UTF8.self)
            let value = part[gap.upperBound...].dropLast(2)
            guard let name = head.firstMatch(of: /name="([^"]*)"/)?.1 else { throw .bodyUnreadable }
            if head.contains("filename=") || name == "image" {
                self.file = Array(value)
            } else {
                pairs.append(TwinRequest.Pair(name: String(name), value: String(decoding: value, as: UTF8.self)))
            }
        }
        self.fields = EtsyFields(pairs)
    }
}
