import Foundation

/// One line of the event feed.
public struct EventView: Sendable, Hashable {
    /// How much it asks of the reader.
    public enum Level: String, Sendable, Hashable, CaseIterable {
        /// Everyday.
        case plain
        /// Something came right.
        case good
        /// Worth a look; nobody has to act yet.
        case attention
        /// A person has to act.
        case bad
    }

    /// Unique and sortable; the page asks for what came after the last it saw.
    public var id: String
    public var time: Date
    public var level: Level
    /// One or two words: `order`, `stock sent`, `throttled`.
    public var kind: String
    /// One sentence, without personal data.
    public var text: String
    public var sku: String?
    /// The connection's name.
    public var connection: String?
    /// Leads from the event to every call it caused.
    public var trace: String?

    public init(
        id: String, time: Date, level: Level, kind: String, text: String, sku: String? = nil,
        connection: String? = nil, trace: String? = nil
    ) {
        self.id = id
        self.time = time
        self.level = level
        self.kind = kind
        self.text = text
        self.sku = sku
        self.connection = connection
        self.trace = trace
    }

    var part: Part {
        Part(
            "event/" + self.id, tone: self.level.rawValue,
            texts: [
                "kind": self.kind, "text": self.text, "sku": self.sku, "connection": self.connection,
                "trace": self.trace,
            ],
            times: ["at": self.time])
    }

    func drawing(at now: Date) -> Drawing {
        var drawing = self.part.drawing(at: now)
        drawing["id"] = self.id
        drawing["link"] = self.sku.map(Path.story)
        return drawing
    }
}
