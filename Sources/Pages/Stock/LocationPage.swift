public import Foundation

/// What lies at one place.
public struct LocationPage: Sendable, Hashable {
    public struct Row: Sendable, Hashable {
        /// Ours, or where it is linked to none, as the channel calls it.
        public var sku: String
        public var isLinked: Bool
        public var title: String
        /// Under the columns of the page.
        public var counts: [Int]

        public init(sku: String, isLinked: Bool, title: String, counts: [Int]) {
            self.sku = sku
            self.isLinked = isLinked
            self.title = title
            self.counts = counts
        }
    }

    public var workspace: String
    public var now: Date
    public var id: String
    public var name: String
    /// Who counts there and what that means, as a sentence.
    public var sentence: String
    public var columns: [String]
    public var rows: [Row]
    /// Behind which row the next page begins; `nil` at the end.
    public var next: String?

    public init(
        workspace: String, now: Date, id: String, name: String, sentence: String, columns: [String], rows: [Row],
        next: String? = nil
    ) {
        self.workspace = workspace
        self.now = now
        self.id = id
        self.name = name
        self.sentence = sentence
        self.columns = columns
        self.rows = rows
        self.next = next
    }

    var drawing: Drawing {
        var body: Drawing = [
            "name": self.name, "sentence": self.sentence, "columns": self.columns.map { ["label": $0] as Drawing },
            "hasRows": !self.rows.isEmpty,
            "rows": self.rows.map { row in
                var drawing: Drawing = [
                    "sku": row.sku, "title": row.title, "isStranger": !row.isLinked,
                    "counts": zip(self.columns, row.counts).map { label, count in
                        ["label": label, "count": String(count)] as Drawing
                    },
                ]
                if row.isLinked { drawing["story"] = Path.story(row.sku) }
                return drawing
            },
        ]
        if self.rows.isEmpty {
            body["empty"] =
                EmptyState(
                    title: "Nothing lies here",
                    sentence: "What is counted or booked here shows as soon as there is some of it.",
                    link: Path.locations, linkText: "All locations"
                ).drawing
        }
        if let next { body["nextLink"] = Path.location(self.id, after: next) }
        return Frame(title: self.name, workspace: self.workspace, place: .locations, now: self.now).drawing(body)
    }
}
