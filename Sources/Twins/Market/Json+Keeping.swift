/// Kept as its text.
extension Json: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let json = Json(Array(try container.decode(String.self).utf8)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is no JSON")
        }
        self = json
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: self.bytes(), as: UTF8.self))
    }

    /// The same object with one member set, at its place or at the end.
    func with(_ name: String, _ value: Json?) -> Json {
        guard case .object(var members) = self else { return self }
        guard let value else { return .object(members.filter { $0.name != name }) }
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append(Member(name: name, value: value))
        }
        return .object(members)
    }

    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }
}
