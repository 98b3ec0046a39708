import Foundation

/// What every page shares: its title, whose stockroom it is, and when it was drawn.
struct Frame {
    enum Place { case board, diagnostics, connections, locations, orders, privacy, members, audit, account, elsewhere }

    var title: String
    var workspace: String?
    var place: Place = .elsewhere
    var now: Date?
    /// Where `live.js` listens; `nil` for a page that stands still.
    var stream: String?

    /// - Parameter body: The page's own drawing; it wins over the frame's.
    func drawing(_ body: Drawing) -> Drawing {
        var drawing: Drawing = ["pageTitle": self.title]
        drawing["workspace"] = self.workspace
        drawing["onBoard"] = self.place == .board
        drawing["onDiagnostics"] = self.place == .diagnostics
        drawing["onConnections"] = self.place == .connections
        drawing["onLocations"] = self.place == .locations
        drawing["onOrders"] = self.place == .orders
        drawing["onPrivacy"] = self.place == .privacy
        drawing["onMembers"] = self.place == .members
        drawing["onAudit"] = self.place == .audit
        drawing["onAccount"] = self.place == .account
        drawing["stream"] = self.stream
        if let now {
            drawing["drawnAt"] = tableTime(now)
            drawing["now"] = Int(now.timeIntervalSince1970)
        }
        return drawing.merging(body) { $1 }
    }
}
