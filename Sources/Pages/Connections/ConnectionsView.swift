import Foundation

/// Every connection of a workspace.
public struct ConnectionsView: Sendable, Hashable {
    public var workspace: String
    public var now: Date
    public var connections: [ConnectionView]

    public init(workspace: String, now: Date, connections: [ConnectionView]) {
        self.workspace = workspace
        self.now = now
        self.connections = connections
    }

    var drawing: Drawing {
        var body: Drawing = ["connections": self.connections.map { $0.drawing(at: self.now) }]
        body["empty"] = self.connections.isEmpty ? EmptyState.noConnections.drawing : nil
        let frame = Frame(
            title: "Connections", workspace: self.workspace, place: .connections, now: self.now)
        return frame.drawing(body)
    }
}
