import ConnectorKit
import Foundation
import Wire

/// Page tokens and time limits, the same for listings and orders.
enum WooCommercePosition {
    static func token(_ position: some Encodable) throws(ConnectorError) -> PageToken {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(position) else { throw Self.foreign }
        return PageToken(String(decoding: data, as: UTF8.self))
    }

    static func read<Position: Decodable>(_ type: Position.Type, _ token: PageToken) throws(ConnectorError) -> Position
    {
        guard let position = try? JSONDecoder().decode(type, from: Data(token.text.utf8)) else { throw Self.foreign }
        return position
    }

    /// `modified_after` leaves the named second out and is local time unless told (shop notes, trap 4). Times are whole
    /// seconds, so one second earlier is asked for: what changed within the same second is met twice rather than never.
    static func after(_ time: Date) -> [(String, String)] {
        [("modified_after", UTCTime(time.addingTimeInterval(-1)).text), ("dates_are_gmt", "true")]
    }

    private static let foreign = ConnectorError.refused(
        code: "bad-page-token", field: nil,
        message: "The place to continue from is not one of this channel's. Start again.")
}
