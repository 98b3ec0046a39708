import Foundation
import Jobs
import Records
import Store

/// Lets the sync log and answered writes of more than 30 days go (RET-5), and job rows nobody wanted for a day.
/// Safe to repeat and to run on several nodes at once.
public struct PurgeLogs: Sendable {
    /// Seconds that events and answered intents are kept: 30 days.
    public static let kept: TimeInterval = 30 * 86_400

    public init() {}

    public func run(_ hub: Installation) async throws {
        let now = hub.now()
        let before = now.addingTimeInterval(-Self.kept)
        for tenant in try await hub.store.system({ try TenantRecords.all($0) }) {
            try await hub.store.write(as: tenant.id) { db in
                try EventRecords.purge(db, before: before)
                try IntentRecords.purge(db, before: before)
                try FeedRecords.purge(db, before: before)
            }
        }
        try await hub.store.system { db in
            _ = try Jobs.forget(db, settledBefore: now.addingTimeInterval(-86_400))
            try BudgetRecords.purge(db, before: now.addingTimeInterval(-2 * 86_400))
        }
    }
}
