import Foundation

extension BoardView {
    /// Every piece of the page that can change, for `BoardPatch`.
    var parts: [Part] {
        var parts = self.summary.parts
        if let verdict { parts += verdict.parts }
        parts += self.connections.map(\.part)
        for row in self.rows {
            parts.append(row.part)
            parts += row.cells.map { $0.part(sku: row.sku, rowPrice: row.price) }
        }
        return parts
    }

    var drawing: Drawing {
        var body: Drawing = [
            "policy": self.policy,
            "tiles": self.summary.parts.map { $0.drawing(at: self.now) },
            "connections": self.connections.map { $0.drawing(at: self.now) },
            "events": self.events.map { $0.drawing(at: self.now) },
            "list": self.list.drawing(rows: self.rows.count),
        ]
        body["verdict"] = self.verdict?.drawing(at: self.now)
        body["hasConnections"] = !self.connections.isEmpty
        if let empty = self.shownEmptiness {
            body["empty"] = empty.drawing
        } else {
            body["table"] = ["rows": self.rows.map { $0.drawing(at: self.now) }]
        }
        let stream = Path.live(
            search: self.list.search, onlyDiffering: self.list.onlyDiffering, after: self.list.after)
        let frame = Frame(
            title: "Board", workspace: self.workspace, place: .board, now: self.now, stream: stream)
        return frame.drawing(body)
    }

    /// A filter that leaves no row is an emptiness of its own, with a way back.
    private var shownEmptiness: EmptyState? {
        if let empty { return empty }
        guard self.rows.isEmpty else { return nil }
        if !self.list.search.isEmpty { return .noMatch(for: self.list.search) }
        return self.list.onlyDiffering ? .nothingDiffers : .noListings
    }
}

extension BoardList {
    /// - Parameter rows: Rows on this page.
    func drawing(rows: Int) -> Drawing {
        var drawing: Drawing = ["search": self.search, "onlyDiffering": self.onlyDiffering]
        let all = Path.board(search: self.search)
        let differing = Path.board(search: self.search, onlyDiffering: true)
        drawing["allLink"] = all
        drawing["differingLink"] = differing
        if let previous {
            drawing["previousLink"] = Path.board(
                search: self.search, onlyDiffering: self.onlyDiffering, after: previous.isEmpty ? nil : previous)
        }
        if let next {
            drawing["nextLink"] = Path.board(
                search: self.search, onlyDiffering: self.onlyDiffering, after: next)
        }
        if rows > 0 {
            let last = self.first + rows - 1
            drawing["range"] =
                self.total > rows
                ? "\(counted(self.first))\u{2013}\(counted(last)) of \(counted(self.total))"
                : counted(self.total, "variant", "variants")
        }
        return drawing
    }
}
