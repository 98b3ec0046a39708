import Commerce
import Foundation
import Operations
import Pages
import Records

/// The live page's view of one workspace, taken from the operations that the command line and the API use too.
struct BoardModel: Sendable {
    let desk: Desk
    let verdict: @Sendable () async -> VerdictView?

    /// Events in the feed.
    static let feed = 60

    func view(_ query: BoardQuery) async throws -> BoardView {
        let workspace = try await ShowWorkspace().run(self.desk)
        let connections = try await ListConnections().run(self.desk)
        let summary = try await SummariseStock().run(self.desk)
        let page = try await ListStock(
            search: query.search, onlyDiffering: query.onlyDiffering, after: query.after, limit: BoardQuery.rows
        ).run(self.desk)
        let events = try await self.events()
        let figures = try await self.figures(query)
        let rows = page.rows.map { RowView($0, connections: connections) }
        return BoardView(
            workspace: workspace.name, policy: Self.promise(of: workspace.policy), now: self.desk.now,
            summary: BoardSummary(summary, figures, connections: connections), verdict: await self.verdict(),
            connections: connections.map { ConnectionView($0) }, rows: rows,
            list: Self.list(query, page, figures), events: events,
            empty: Self.empty(connections: connections.count, variants: summary.variants))
    }

    /// Newest first.
    func events() async throws -> [EventView] {
        try await ListEvents(limit: Self.feed).run(self.desk).rows.map { EventView($0) }
    }

    private func figures(_ query: BoardQuery) async throws -> BoardRecords.Figures {
        // Midnight UTC: a workspace has no time zone of its own yet.
        let midnight = Date(
            timeIntervalSince1970: (self.desk.now.timeIntervalSince1970 / 86_400).rounded(.down) * 86_400)
        return try await self.desk.read { db in
            try BoardRecords.figures(db, since: midnight, search: query.search, after: query.after ?? "")
        }
    }

    private static func list(
        _ query: BoardQuery, _ page: Page<StockRow>, _ figures: BoardRecords.Figures
    ) -> BoardList {
        // How many differ is not counted: it changes with every sale, and the rows say it.
        BoardList(
            search: query.search, onlyDiffering: query.onlyDiffering, after: query.after,
            total: query.onlyDiffering ? page.rows.count : figures.matching,
            first: query.onlyDiffering ? 1 : figures.before + 1, previous: query.after == nil ? nil : "",
            next: page.next)
    }

    private static func empty(connections: Int, variants: Int) -> EmptyState? {
        if connections == 0, variants == 0 { return .noConnections }
        return variants == 0 ? .noListings : nil
    }

    /// What a policy promises, as one sentence.
    static func promise(of policy: String) -> String {
        switch SellingPolicy(rawValue: policy) {
        case .shared: "shared: every shop shows all there is; oversell is possible while news travels, and explained."
        case .buffered: "buffered: every shop shows all there is less a buffer."
        case .guaranteed: "guaranteed: the shops' numbers never add up to more than there is."
        case .adaptive: "adaptive: shared while the risk is small, guaranteed while it is not."
        case nil: policy
        }
    }
}
