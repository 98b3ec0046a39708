import Foundation

extension PageToken {
    /// A place in a list as a token: JSON with sorted members, so that equal places give equal tokens.
    public init(encoding position: some Encodable) throws(ConnectorError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(position) else { throw Self.foreign }
        self.init(String(decoding: data, as: UTF8.self))
    }

    /// - Throws: `refused` for a token that is none of this channel's.
    public func decoded<Position: Decodable>(as type: Position.Type) throws(ConnectorError) -> Position {
        guard let position = try? JSONDecoder().decode(type, from: Data(self.text.utf8)) else { throw Self.foreign }
        return position
    }

    private static let foreign = ConnectorError.refused(
        code: "bad-page-token", field: nil,
        message: "The place to continue from is not one of this channel's. Start again.")
}
