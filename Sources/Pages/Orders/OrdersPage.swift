public import Foundation

/// Orders of all shops, the latest first. No buyer is named, because none is kept.
public struct OrdersPage: Sendable, Hashable {
    public struct Row: Sendable, Hashable {
        public var id: String
        /// What the merchant sees in the shop.
        public var number: String
        public var connection: String
        public var state: String
        public var placed: Date
        public var total: String

        public init(id: String, number: String, connection: String, state: String, placed: Date, total: String) {
            self.id = id
            self.number = number
            self.connection = connection
            self.state = state
            self.placed = placed
            self.total = total
        }
    }

    public var workspace: String
    public var now: Date
    public var rows: [Row]
    /// Behind which order the next page begins; `nil` at the end.
    public var next: String?

    public init(workspace: String, now: Date, rows: [Row], next: String? = nil) {
        self.workspace = workspace
        self.now = now
        self.rows = rows
        self.next = next
    }

    var drawing: Drawing {
        var body: Drawing = [
            "hasRows": !self.rows.isEmpty,
            "rows": self.rows.map { row in
                [
                    "link": Path.order(row.id), "number": row.number, "connection": row.connection,
                    "state": row.state, "stamp": stamp(row.placed), "time": tableTime(row.placed), "total": row.total,
                ] as Drawing
            },
        ]
        if self.rows.isEmpty {
            body["empty"] =
                EmptyState(title: "No order yet", sentence: "Orders come in by themselves from every connected shop.")
                .drawing
        }
        if let next { body["nextLink"] = Path.orders(after: next) }
        return Frame(title: "Orders", workspace: self.workspace, place: .orders, now: self.now).drawing(body)
    }
}
