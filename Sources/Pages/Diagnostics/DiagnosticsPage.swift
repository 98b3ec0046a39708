public import Foundation

/// What waits for a person, over all shops, dearest first.
public struct DiagnosticsPage: Sendable, Hashable {
    public struct Row: Sendable, Hashable {
        /// Of what kind, in a word or two.
        public var kind: String
        /// Whether something goes wrong while it stands.
        public var isProblem: Bool
        public var shop: String?
        public var sku: String?
        /// The order it is about, where it is about one.
        public var title: String
        public var field: String?
        public var rule: String?
        public var said: String
        public var fix: String
        public var command: String
        public var since: Date?
        /// `120.00 EUR`; `nil` where nothing can be said or nothing is.
        public var atRisk: String?

        public init(
            kind: String, isProblem: Bool, shop: String? = nil, sku: String? = nil, title: String, field: String? = nil,
            rule: String? = nil, said: String, fix: String, command: String, since: Date? = nil, atRisk: String? = nil
        ) {
            self.kind = kind
            self.isProblem = isProblem
            self.shop = shop
            self.sku = sku
            self.title = title
            self.field = field
            self.rule = rule
            self.said = said
            self.fix = fix
            self.command = command
            self.since = since
            self.atRisk = atRisk
        }
    }

    public var workspace: String
    public var now: Date
    public var rows: [Row]
    /// Behind which the next page begins; `nil` at the end.
    public var next: String?

    public init(workspace: String, now: Date, rows: [Row], next: String? = nil) {
        self.workspace = workspace
        self.now = now
        self.rows = rows
        self.next = next
    }

    var drawing: Drawing {
        var body: Drawing = ["hasRows": !self.rows.isEmpty, "rows": self.rows.map(Self.row)]
        if self.rows.isEmpty {
            body["empty"] =
                EmptyState(
                    title: "Nothing waits for you",
                    sentence: "What a shop refuses, an access that ends, units that are owed: it would stand here."
                ).drawing
        }
        if let next { body["nextLink"] = Path.diagnostics(after: next) }
        return Frame(title: "Needs you", workspace: self.workspace, place: .diagnostics, now: self.now).drawing(body)
    }

    private static func row(_ row: Row) -> Drawing {
        var drawing: Drawing = [
            "kind": row.kind, "tone": row.isProblem ? "bad" : "attention",
            "word": row.isProblem ? "Problem" : "Notice", "title": row.title, "said": row.said, "fix": row.fix,
            "command": row.command,
        ]
        drawing["shop"] = row.shop
        drawing["field"] = row.field
        drawing["rule"] = row.rule
        drawing["atRisk"] = row.atRisk
        if let sku = row.sku {
            drawing["sku"] = sku
            drawing["skuLink"] = Path.story(sku)
        }
        if let since = row.since {
            drawing["stamp"] = stamp(since)
            drawing["time"] = tableTime(since)
        }
        return drawing
    }
}
