import Foundation

/// A piece of a page that can change while it is looked at: a tile, a row, one cell.
///
/// The same value draws the HTML and travels to `live.js`, so the two cannot disagree. In the page an element with
/// `data-key` is the piece; inside it `data-text="name"` and `data-time="name"` mark the slots.
public struct Part: Sendable, Hashable, Encodable {
    /// `tile/orders`, `connection/ID`, `row/SKU`, `cell/SKU/CONNECTION`, `verdict/lost`.
    public let key: String
    /// One word that the style sheet colours: `agreed`, `parked`, `short`.
    public let tone: String
    /// Slot → what stands there. A slot without an entry is hidden.
    public let texts: [String: String]
    /// Slot → whole seconds since 1970, shown as an age that grows by itself.
    public let times: [String: Int]

    init(_ key: String, tone: String, texts: [String: String?] = [:], times: [String: Date?] = [:]) {
        self.key = key
        self.tone = tone
        self.texts = texts.compactMapValues { $0 }
        self.times = times.compactMapValues { $0.map { Int($0.timeIntervalSince1970) } }
    }

    /// For a template: `key`, `tone`, `texts.…`, and `ages.…` with `text` and `stamp` where there is a time.
    func drawing(at now: Date) -> Drawing {
        let ages: Drawing = self.times.mapValues { seconds -> Any in
            let time = Date(timeIntervalSince1970: TimeInterval(seconds))
            return ["text": age(of: time, at: now), "stamp": stamp(time)]
        }
        return ["key": self.key, "tone": self.tone, "texts": self.texts, "ages": ages]
    }
}
