import ConnectorKit
import Foundation
import Records
import Store

/// What a visit spends. `nil` purse: the channel publishes no limits, and nothing of this costs a statement.
struct SyncSpending: Sendable {
    var purse: SyncPurse?
    /// The round whose units are set aside and not yet settled.
    var open: (hold: UUID, calls: [SyncPurse.Priced])?
}

extension SyncVisit {
    /// Settles the round before and sets units aside for the next, in one short transaction of the system's own, before any
    /// call leaves.
    ///
    /// - Returns: The calls that may leave, and when to ask again where some may not.
    func take(
        _ calls: [SyncPurse.Priced], _ spending: inout SyncSpending
    ) async throws -> (allowed: [SyncCall], wait: Date?) {
        guard let purse = spending.purse else { return (calls.map(\.call), nil) }
        let hold = self.desk.hub.id()
        let now = self.desk.now
        let (closing, seen, timeout) = (spending.open, self.meter.take(), self.timing.timeout)
        let result = try await self.change(purse, calls + (closing?.calls ?? [])) { purse in
            Self.settle(closing, seen, in: &purse, now: now)
            return purse.grant(calls, hold: hold, now: now, timeout: timeout)
        }
        spending.purse = result.purse
        spending.open = result.value.allowed.isEmpty ? nil : (hold, calls)
        return result.value
    }

    /// What may be spent, as it stands; one short read at the beginning of a visit.
    func spending(app: String) async throws -> SyncSpending {
        guard !self.manifest.budgets.isEmpty else { return SyncSpending() }
        let purse = SyncPurse(self.manifest, app: app, connection: self.connection, tenant: self.desk.tenant)
        return SyncSpending(purse: try await self.change(purse, []) { _ in }.purse)
    }

    /// Settles what the last round left open, at the end of a visit.
    func settleSpending(_ spending: inout SyncSpending) async throws {
        guard let purse = spending.purse, let closing = spending.open else { return }
        let (now, seen) = (self.desk.now, self.meter.take())
        spending.open = nil
        spending.purse = try await self.change(purse, closing.calls) { purse in
            Self.settle(closing, seen, in: &purse, now: now)
        }.purse
    }

    private static func settle(
        _ closing: (hold: UUID, calls: [SyncPurse.Priced])?, _ seen: CallMeter.Reading, in purse: inout SyncPurse,
        now: Date
    ) {
        for key in purse.budgets.keys {
            let isCommon = purse.common[key] != nil
            if let closing {
                if let spent = seen.spent(key.name), purse.common[key].map(\.countsPoints) ?? false {
                    purse.budgets[key]?.settle(closing.hold, spent: spent, now: now)
                } else {
                    let isPoints = purse.common[key].map(\.countsPoints) ?? false
                    purse.budgets[key]?.settle(
                        closing.hold, used: isCommon && !isPoints ? seen.requests : nil, now: now)
                }
            }
            for reading in seen.budgets.compactMap({ $0[key.name] }) {
                purse.budgets[key]?.learn(from: reading, now: now)
            }
        }
        guard let pause = seen.pause else { return }
        // The channel does not say which limit it meant: all that share the fastest one wait.
        let fastest = purse.limits.filter { $0.scope == .app || $0.scope == .connection }
            .min { BudgetState($0, now: now).memory < BudgetState($1, now: now).memory }
        for key in purse.budgets.keys where key.name == fastest?.name {
            purse.budgets[key]?.learn(from: BudgetReading(retryAfter: pause), now: now)
        }
    }

    /// Changes the counts that these calls are charged to, under lock.
    private func change<Value: Sendable>(
        _ purse: SyncPurse, _ calls: [SyncPurse.Priced],
        _ body: @escaping @Sendable (inout SyncPurse) -> Value
    ) async throws -> (purse: SyncPurse, value: Value) {
        var limits = purse.common
        for call in calls { for (key, limit) in purse.charges(call) { limits[key] = limit } }
        let (keys, channel, now) = (limits, self.manifest.id, self.desk.now)
        return try await self.desk.hub.store.system { db in
            var purse = purse
            purse.budgets = try BudgetBook.lock(db, channel: channel, keys, now: now)
            let before = purse.budgets
            let value = body(&purse)
            try BudgetBook.save(db, channel: channel, purse.budgets, before: before, now: now)
            return (purse, value)
        }
    }
}
