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
        let (begins, tallies, news) = hub.watch.take()
        guard !tallies.isEmpty || !news.isEmpty else { return }
        do {
            for alarm in try await Self.write(begins, tallies, news, hub) {
                hub.log.warning(
                    "alarm", metadata: ["kind": "\(Self.kind(of: alarm.sight).rawValue)", "count": "\(alarm.count)"])
            }
        } catch {
            hub.watch.giveBack(begins, tallies, news)
            throw error
        }
    }

    private struct Excess: Sendable {
        var sight: Sight
        var count: Int
    }

    /// - Returns: What all processes together have just seen too often: it is told once, by the process whose count went beyond.
    private static func write(
        _ begins: Date, _ tallies: [TallyRecords.Tally], _ news: [SecurityWatch.News], _ hub: Installation
    ) async throws -> [Excess] {
        let now = hub.now()
        let span = Int64(begins.timeIntervalSince1970 / SecurityWatch.span)
        let slots = news.map { (slot: Self.slot($0.source, hub), news: $0) }
            .sorted { $0.slot.lexicographicallyPrecedes($1.slot) }
        return try await hub.store.system { db in
            for tally in tallies { try TallyRecords.add(db, tally) }
            let totals = try WatchCountRecords.add(db, slots.map { ($0.slot, $0.news.count) }, span: span)
            try WatchCountRecords.forget(db, before: span - 1)
            var excesses: [Excess] = []
            for ((_, one), total) in zip(slots, totals) where total >= one.most && total - one.count < one.most {
                guard let tenant = try one.source.whose?.tenant ?? Self.first(db) else { continue }
                let doer = one.source.whose?.doer ?? .nobody
                excesses.append(Excess(sight: one.source.sight, count: total))
                try AlarmRecords.add(
                    db,
                    AlarmRecord(
                        id: hub.id(), at: now, kind: Self.kind(of: one.source.sight).rawValue, place: one.place,
                        doer: doer.kind, doerID: doer.id, count: total), to: tenant)
            }
            return excesses
        }
    }

    /// The same in every process, and names nobody.
    private static func slot(_ source: SecurityWatch.Source, _ hub: Installation) -> [UInt8] {
        let whose = source.whose.map { "\($0.tenant.text)/\($0.doer.kind)/\($0.doer.id ?? "")" } ?? "strangers"
        return hub.masters.digest("watch/\(source.sight.rawValue)/\(whose)")
    }

    /// What nobody known does is told to the workspace that was made first: most often the operator's own.
    private static func first(_ db: any SQLConnection) throws -> UUID? {
        try TenantRecords.all(db).min { ($0.createdAt, $0.id.text) < ($1.createdAt, $1.id.text) }?.id
    }

    private static func kind(of sight: Sight) -> AlarmKind {
        switch sight {
        case .signInFailed, .signInWaiting: .signInsFailed
        case .tokenUnknown: .tokensUnknown
        case .refused, .forged, .limited: .callsRefused
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
