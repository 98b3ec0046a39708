import ConnectorKit
import Foundation
import Records
import Store

/// What is left of a connection's limits: by the channel's word, else by our own count of all who share them.
struct ProbedLimits {
    let desk: Desk
    let record: ConnectionRecord
    let manifest: Manifest

    /// Seconds a limit must run for, so that nothing left of it is worth a word.
    private static let long = 60.0

    private var purse: SyncPurse {
        SyncPurse(
            self.manifest, app: self.desk.hub.registration(self.manifest.id), connection: self.record.id,
            tenant: self.desk.tenant)
    }

    /// - Returns: What is in the way where no call may leave within the time that somebody waits.
    func usedUp() async throws -> Finding? {
        let now = self.desk.now
        for (name, shared) in try await self.counts(self.purse.common).sorted(by: { $0.key < $1.key }) {
            var state = shared.state
            let cost = state.budget.countsPoints ? self.manifest.requestCost : 1
            guard case .wait(let until) = state.take(cost, now: now, urgent: true),
                until.timeIntervalSince(now) > ChargedTransport.longestWait
            else { continue }
            let shares = state.budget.scope == .app ? "all shops of this installation share it" : "it is this shop's"
            return .problem(
                "budgets",
                "The limit “\(name)” of \(self.manifest.displayName) is used up: \(state.remaining(now: now)) of "
                    + "\(state.limit) are left, and \(shares). Nothing was asked.",
                wayOut:
                    "There is room again in about \(ChannelWords.span(.seconds(until.timeIntervalSince(now)))); a higher "
                    + "limit must be asked for at \(self.manifest.displayName).")
        }
        return nil
    }

    /// - Parameter told: What the answers of this check told.
    func left(_ told: [String: BudgetReading]) async throws -> [Finding] {
        let name = self.manifest.displayName
        guard !self.manifest.budgets.isEmpty else {
            return [.fine("budgets", "\(name) publishes no limits; how fast it answers decides.")]
        }
        let ours = try await self.counts(self.every)
        let now = self.desk.now
        return self.manifest.budgets.map { budget in
            let reading = told[budget.name]
            let state = ours[budget.name]?.state ?? BudgetState(budget, now: now)
            let (left, limit) = (reading?.remaining ?? state.remaining(now: now), reading?.limit ?? state.limit)
            let by = reading?.remaining == nil ? "by our own count" : "as \(name) tells"
            let rate = reading?.rate.map {
                " Back come \($0.formatted(.number.precision(.significantDigits(1...3)))) a second."
            }
            let sentence = "\(left) of \(limit) are left, \(by).\(rate ?? "")"
            let what = "budget \(budget.name)"
            guard state.memory >= Self.long, left <= budget.reserve else { return .fine(what, sentence) }
            let wayOut = "It fills again by itself; a higher limit must be asked for at \(name)."
            return left <= 0
                ? .problem(what, sentence, wayOut: wayOut)
                : .notice(what, sentence + " Only what is urgent still goes out.", wayOut: wayOut)
        }
    }

    /// Every count that is one number for this connection, whatever kinds of call it covers.
    private var every: [SyncPurse.Key: Budget] {
        let purse = self.purse
        let charges = CallKind.allCases.flatMap { kind in
            purse.charges(SyncPurse.Priced(call: .hooks, kind: kind, need: .patient, listing: nil))
        }.filter { $0.limit.scope == .app || $0.limit.scope == .connection }
        return Dictionary(charges.map { ($0.key, $0.limit) }, uniquingKeysWith: { first, _ in first })
    }

    /// By the names of the manifest's budgets.
    private func counts(_ limits: [SyncPurse.Key: Budget]) async throws -> [String: SharedBudget] {
        guard !limits.isEmpty else { return [:] }
        let (channel, now) = (self.manifest.id, self.desk.now)
        let counts = try await self.desk.hub.store.system {
            try BudgetBook.lock($0, channel: channel, limits, now: now)
        }
        return Dictionary(counts.map { ($0.key.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
