import Foundation
import Logging
import Records
import Store

/// Writes down what was seen, and raises an alarm where it was too often. Run every few seconds by `serve`.
public struct KeepWatch: Sendable {
    public init() {}

    /// How long the security log is kept, days: its own clock (RET-5 asks for twelve months at least).
    public static let kept: TimeInterval = 400

    public func run(_ hub: Installation) async throws {
        let (tallies, excesses) = hub.watch.take()
        guard !tallies.isEmpty || !excesses.isEmpty else { return }
        let now = hub.now()
        try await hub.store.system { db in
            for tally in tallies { try TallyRecords.add(db, tally) }
            for excess in excesses {
                guard let tenant = try excess.whose?.tenant ?? Self.first(db) else { continue }
                let doer = excess.whose?.doer ?? .nobody
                try AlarmRecords.add(
                    db,
                    AlarmRecord(
                        id: hub.id(), at: now, kind: Self.kind(of: excess).rawValue, place: excess.place,
                        doer: doer.kind, doerID: doer.id, count: excess.count), to: tenant)
            }
        }
        for excess in excesses {
            hub.log.warning(
                "alarm", metadata: ["kind": "\(Self.kind(of: excess).rawValue)", "count": "\(excess.count)"])
        }
    }

    /// What nobody known does is told to the workspace that was made first: most often the operator's own.
    private static func first(_ db: any SQLConnection) throws -> UUID? {
        try TenantRecords.all(db).min { ($0.createdAt, $0.id.text) < ($1.createdAt, $1.id.text) }?.id
    }

    private static func kind(of excess: SecurityWatch.Excess) -> AlarmKind {
        switch excess.sight {
        case .signInFailed, .signInWaiting: .signInsFailed
        case .tokenUnknown: .tokensUnknown
        case .refused, .forged: .callsRefused
        case .missed: .idsProbed
        case .read: .readsMany
        }
    }

    /// Lets go of what is older than the security log's own clock.
    ///
    /// - Returns: How many rows went.
    @discardableResult
    public static func forget(_ hub: Installation) async throws -> Int {
        let before = hub.now().addingTimeInterval(-self.kept * 86_400)
        return try await hub.store.system { try TallyRecords.forget($0, before: before) }
    }
}
