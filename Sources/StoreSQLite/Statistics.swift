import GRDB
import Synchronization

/// Keeps what SQLite's planner knows of its tables near to what they hold.
///
/// Without ANALYZE it has no notion of how many rows a tenant has, and may walk all of them where an index would find the
/// one: 7 to 40 times the work. Tables are counted anew whenever a quarter as many rows have changed as in all the time
/// before, so a database that fills up is counted often while it is small and seldom later, and a table that was empty at
/// the last count is not taken for empty for long.
final class Statistics: Sendable {
    /// Changed rows, of this process, from which on it is done next.
    private let due = Mutex(Statistics.first)
    private static let first = 1_000
    /// After the first: one part in so many of all changed rows until now has to change.
    private let share: Int

    /// - Parameter share: A quarter unless told. Counting has every statement compiled anew, which a database that lives for
    ///   some seconds feels.
    init(share: Int = 4) { self.share = share }

    /// At the latest after so many changed rows more.
    private static let most = 1_000_000

    /// Looks after a transaction whether it is time.
    func keepUp(_ db: Database) {
        let changed = db.totalChangesCount
        let isDue = self.due.withLock { due in
            if changed < due { return false }
            due = changed + min(max(changed / self.share, Self.first), Self.most)
            return true
        }
        if isDue { Self.take(db) }
    }

    /// Looks at up to 1,000 entries of each index ("Approximate ANALYZE For Large Databases",
    /// https://www.sqlite.org/lang_analyze.html), which takes milliseconds whatever the size.
    ///
    /// Where another process writes, or the file is read-only, the statistics stay as they are until the next time.
    static func take(_ db: Database) {
        try? db.execute(sql: "PRAGMA analysis_limit = 1000; ANALYZE")
    }
}
