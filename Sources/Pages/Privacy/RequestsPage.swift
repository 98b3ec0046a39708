public import Foundation

/// What people ask about the data held of them, what is due first. Nobody is named.
public struct RequestsPage: Sendable, Hashable {
    public struct Row: Sendable, Hashable {
        public enum State: String, Sendable, Hashable { case waiting, overdue, answered }

        public var id: String
        public var sentence: String
        public var connection: String
        public var received: Date
        public var due: Date
        public var state: State

        public init(id: String, sentence: String, connection: String, received: Date, due: Date, state: State) {
            self.id = id
            self.sentence = sentence
            self.connection = connection
            self.received = received
            self.due = due
            self.state = state
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
            "hasRows": !self.rows.isEmpty,
            "rows": self.rows.map { row in
                [
                    "id": row.id, "sentence": row.sentence, "connection": row.connection, "state": row.state.rawValue,
                    "isLate": row.state == .overdue, "dueStamp": stamp(row.due), "due": tableTime(row.due),
                    "cameStamp": stamp(row.received), "came": tableTime(row.received),
                ] as Drawing
            },
        ]
        if self.rows.isEmpty {
            body["empty"] =
                EmptyState(
                    title: "Nobody asked anything",
                    sentence:
                        "What buyers ask a channel about their data, and a shop that left about all of its own, waits here."
                ).drawing
        }
        return Frame(title: "Privacy", workspace: self.workspace, place: .privacy, now: self.now).drawing(body)
    }
}
