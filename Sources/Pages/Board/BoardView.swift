import Foundation

/// The live page of one workspace.
public struct BoardView: Sendable, Hashable {
    public var workspace: String
    /// What the policy promises, as one sentence.
    public var policy: String
    /// When the view was taken; ages on the page count from here.
    public var now: Date
    public var summary: BoardSummary
    public var verdict: VerdictView?
    /// In the order of the columns.
    public var connections: [ConnectionView]
    /// In SKU order; at most one page of them.
    public var rows: [RowView]
    public var list: BoardList
    /// Newest first.
    public var events: [EventView]
    /// Said in place of the table when there is nothing to show yet.
    public var empty: EmptyState?

    public init(
        workspace: String, policy: String, now: Date, summary: BoardSummary = BoardSummary(),
        verdict: VerdictView? = nil, connections: [ConnectionView] = [], rows: [RowView] = [],
        list: BoardList = BoardList(), events: [EventView] = [], empty: EmptyState? = nil
    ) {
        self.workspace = workspace
        self.policy = policy
        self.now = now
        self.summary = summary
        self.verdict = verdict
        self.connections = connections
        self.rows = rows
        self.list = list
        self.events = events
        self.empty = empty
    }
}

/// Which rows the board shows, and how to see others.
public struct BoardList: Sendable, Hashable {
    /// What the reader searched for; empty when nothing.
    public var search: String
    /// Only rows where some shop does not show what is wanted.
    public var onlyDiffering: Bool
    /// The last SKU of the page before this one; `nil` on the first page.
    public var after: String?
    /// Rows that match, on all pages.
    public var total: Int
    /// Where the first row stands among them, counted from 1.
    public var first: Int
    /// `after` of the previous page: an empty text means the first page, `nil` that there is none.
    public var previous: String?
    /// `after` of the next page; `nil` on the last.
    public var next: String?

    public init(
        search: String = "", onlyDiffering: Bool = false, after: String? = nil, total: Int = 0, first: Int = 1,
        previous: String? = nil, next: String? = nil
    ) {
        self.search = search
        self.onlyDiffering = onlyDiffering
        self.after = after
        self.total = total
        self.first = first
        self.previous = previous
        self.next = next
    }
}
