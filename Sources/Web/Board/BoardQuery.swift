import Hummingbird

/// Which part of the board a page shows: what `Path.board` writes, read back.
struct BoardQuery: Sendable, Hashable {
    /// Rows on one page.
    static let rows = 100

    var search: String
    var onlyDiffering: Bool
    /// The last SKU of the page before.
    var after: String?

    init(search: String = "", onlyDiffering: Bool = false, after: String? = nil) {
        self.search = search
        self.onlyDiffering = onlyDiffering
        self.after = after
    }

    init(_ request: Request) {
        self.search = String((request.query("q") ?? "").prefix(200))
        self.onlyDiffering = request.query("differing") == "1"
        self.after = request.query("after")
    }
}
