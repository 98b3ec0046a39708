import Foundation
import Records
import Store

/// Tells workspaces on their board, once a month, that a key is more than a year old (ENC-3). The master key is told of in the
/// workspace that was made first: most often the operator's own.
public struct RemindOfKeys: Sendable {
    static let kind = "keys.old"
    /// Seconds from one reminder to the next; the board's events are kept as long.
    static let pause: TimeInterval = 30 * 86_400

    public init() {}

    /// - Returns: How many workspaces were reminded.
    @discardableResult
    public func run(_ hub: Installation) async throws -> Int {
        let (now, year) = (hub.now(), TimeInterval(ShowVault.year) * 86_400)
        let (tenants, masters) = try await hub.store.system { db in
            (try TenantRecords.all(db), try MasterKeyRecords.all(db))
        }
        let isMasterOld = masters.contains { $0.state == .current && now.timeIntervalSince($0.since) > year }
        var reminded = 0
        for (number, tenant) in tenants.enumerated() {
            var sentences: [String] = []
            if now.timeIntervalSince(tenant.keyMadeAt ?? tenant.createdAt) > year {
                sentences.append(
                    "This workspace's key is more than a year old. Run: entrepot vault rotate --workspaces")
            }
            if number == 0, isMasterOld {
                sentences.append("The master key is more than a year old. Run: entrepot vault rotate")
            }
            guard !sentences.isEmpty else { continue }
            let desk = Desk(hub, tenant: tenant.id, doer: .program)
            let summary = sentences.joined(separator: " ")
            let isNews = try await desk.write { db in
                let last = try EventRecords.latest(db, kind: Self.kind, limit: 1).first
                if let last, now.timeIntervalSince(last.at) < Self.pause { return false }
                try EventRecords.insert(
                    db,
                    [
                        EventRecord(
                            id: hub.id(), at: now, kind: Self.kind, level: .warning, summary: summary, trace: desk.trace
                        )
                    ])
                return true
            }
            if isNews { reminded += 1 }
        }
        return reminded
    }
}
