import Foundation

/// One message of the live stream.
public enum LiveMessage: Sendable, Hashable {
    case board(BoardPatch)
    case event(EventView)

    /// As a server-sent event, blank line included ("Server-sent events", HTML Living Standard 9.2).
    ///
    /// - Throws: `EncodingError`, which no value of these types causes.
    public func serverSentEvent() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        switch self {
        case .board(let patch):
            return "event: board\ndata: \(String(decoding: try encoder.encode(patch), as: UTF8.self))\n\n"
        case .event(let event):
            let data = String(decoding: try encoder.encode(LiveEvent(event)), as: UTF8.self)
            return "event: event\nid: \(event.id.filter { !$0.isNewline && $0 != "\0" })\ndata: \(data)\n\n"
        }
    }
}

/// An event as `live.js` reads it: `{"id":"…","tone":"good","texts":{…},"times":{"at":…},"href":"/sku/…"}`.
private struct LiveEvent: Encodable {
    let id: String
    let tone: String
    let texts: [String: String]
    let times: [String: Int]
    let href: String?

    init(_ event: EventView) {
        let part = event.part
        self.id = event.id
        self.tone = part.tone
        self.texts = part.texts
        self.times = part.times
        self.href = event.sku.map(Path.story)
    }
}
