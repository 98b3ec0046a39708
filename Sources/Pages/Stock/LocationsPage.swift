public import Foundation

/// Where units lie: the workspace's own places in the order in which goods leave, then those where channels keep and count goods.
public struct LocationsPage: Sendable, Hashable {
    public struct Row: Sendable, Hashable {
        public var id: String
        public var name: String
        /// The connection whose channel counts there; `nil` where the workspace does.
        public var countedBy: String?
        public var skus: Int
        /// On hand, or where a channel counts, what can be bought.
        public var units: Int
        /// When the channel was last asked.
        public var read: Date?

        public init(id: String, name: String, countedBy: String? = nil, skus: Int, units: Int, read: Date? = nil) {
            self.id = id
            self.name = name
            self.countedBy = countedBy
            self.skus = skus
            self.units = units
            self.read = read
        }
    }

    public var workspace: String
    public var now: Date
    public var rows: [Row]

    public init(workspace: String, now: Date, rows: [Row]) {
        self.workspace = workspace
        self.now = now
        self.rows = rows
    }

    var drawing: Drawing {
        var body: Drawing = [
            "hasRows": !self.rows.isEmpty, "rows": self.rows.map(Self.row),
            "hasKept": self.rows.contains { $0.countedBy != nil },
        ]
        if self.rows.isEmpty {
            body["empty"] =
                EmptyState(
                    title: "No location yet", sentence: "A location is a shelf or a warehouse whose units you count.",
                    command: "entrepot location create \"Workshop\""
                ).drawing
        }
        return Frame(title: "Locations", workspace: self.workspace, place: .locations, now: self.now).drawing(body)
    }

    private static func row(_ row: Row) -> Drawing {
        var drawing: Drawing = [
            "link": Path.location(row.id), "name": row.name, "skus": String(row.skus), "units": String(row.units),
        ]
        drawing["countedBy"] = row.countedBy
        if let read = row.read {
            drawing["stamp"] = stamp(read)
            drawing["time"] = tableTime(read)
        }
        return drawing
    }
}
