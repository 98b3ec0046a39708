import GRDB
import GRDBSQLite
import Synchronization

/// Ends a transaction's statement when its task is cancelled.
///
/// GRDB interrupts the statement that runs at that moment; one that is only about to begin would run on, without end if it
/// has none. So SQLite also asks every ten thousand of its steps.
final class StopSign: Sendable {
    private let isUp = Atomic(false)

    func raise() { self.isUp.store(true, ordering: .relaxed) }

    /// Runs `body` on the connection while the sign is looked at.
    func watched<Result>(_ db: Database, _ body: () throws -> Result) rethrows -> Result {
        // A connection that was closed meanwhile has none, and says so itself.
        guard let connection = db.sqliteConnection else { return try body() }
        let steps: Int32 = 10_000
        sqlite3_progress_handler(
            connection, steps,
            { sign in
                guard let sign else { return 0 }
                return Unmanaged<StopSign>.fromOpaque(sign).takeUnretainedValue().isUp.load(ordering: .relaxed) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(connection, 0, nil, nil) }
        return try withExtendedLifetime(self) { try body() }
    }

    /// Runs `body`, and raises the sign when its task is cancelled.
    static func guarding<Result: Sendable>(
        _ body: @Sendable (StopSign) async throws -> Result
    ) async throws -> Result {
        let sign = StopSign()
        return try await withTaskCancellationHandler {
            try await body(sign)
        } onCancel: {
            sign.raise()
        }
    }
}
