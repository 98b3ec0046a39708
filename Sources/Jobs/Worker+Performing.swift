import Foundation
import Store

extension Worker {
    /// Works on one key and hands it back.
    func perform(_ lease: Lease) async {
        self.report(.started(lease))
        let start = ContinuousClock.now
        let outcome: ReconcileOutcome?
        if lease.attempts > self.settings.parkAfter {
            // Each earlier attempt ended with its process, or it would have been parked by its outcome.
            outcome = .blocked(
                ReasonCode(
                    code: "job.never-finished",
                    sentence: "This work was begun \(lease.attempts - 1) times and never ended.",
                    wayOut: "Look into the log of the last attempt, then start it again."))
        } else {
            outcome = await self.outcome(of: lease)
        }
        guard let outcome else { return self.report(.stale(lease)) }
        // A cancelled task could not even hand its lease back, hence a task of its own, awaited here.
        let isCancelled = Task.isCancelled
        await Task { await self.handBack(lease, outcome, isCancelled: isCancelled, start: start) }.value
    }

    private enum Ending: Sendable { case outcome(ReconcileOutcome), lost, stopped }

    /// Runs the reconciler while the lease is being renewed; `nil` when the lease was lost meanwhile.
    private func outcome(of lease: Lease) async -> ReconcileOutcome? {
        guard let reconciler = self.reconcilers[lease.kind] else { return nil }
        return await withTaskGroup(of: Ending.self) { group in
            group.addTask { .outcome(await reconciler.reconcile(lease)) }
            group.addTask { await self.keep(lease) }
            var isLost = false
            var found: ReconcileOutcome?
            for await ending in group {
                switch ending {
                case .outcome(let outcome): found = outcome
                case .lost: isLost = true
                case .stopped: continue
                }
                group.cancelAll()
            }
            return isLost ? nil : found
        }
    }

    /// Renews a lease until it is lost or nobody needs it any more.
    private func keep(_ lease: Lease) async -> Ending {
        while (try? await Task.sleep(for: .seconds(self.settings.lease / 3))) != nil {
            do {
                _ = try await self.store.system { db in
                    try Jobs.renew(db, lease, now: self.now(), for: self.settings.lease)
                }
            } catch JobError.staleLease {
                return .lost
            } catch {
                // The lease runs on for two thirds of its time; the next try may find the database again.
                if !Task.isCancelled { self.report(.storeFailed(error)) }
            }
        }
        return .stopped
    }

    private func handBack(
        _ lease: Lease, _ outcome: ReconcileOutcome, isCancelled: Bool, start: ContinuousClock.Instant
    ) async {
        let now = self.now()
        do {
            if isCancelled, case .retry = outcome {
                try await self.store.system { try Jobs.release($0, lease, now: now) }
                return self.report(.released(lease))
            }
            let result = self.result(of: outcome, lease, now: now)
            try await self.store.system { db in
                db.closing()
                try Jobs.finish(db, lease, outcome: result, now: now)
            }
            self.report(.finished(lease, result, took: start.duration(to: .now)))
        } catch JobError.staleLease {
            self.report(.stale(lease))
        } catch {
            self.report(.storeFailed(error))
        }
    }

    private func result(of outcome: ReconcileOutcome, _ lease: Lease, now: Date) -> JobOutcome {
        switch outcome {
        case .settled: return .settled
        case .again(let wait): return .again(at: now.addingTimeInterval(wait.seconds))
        case .blocked(let reason): return .parked(reason)
        case .retry(let reason):
            if lease.attempts >= self.settings.parkAfter { return .parked(reason) }
            var random = AnyRandom(source: self.random())
            let wait = self.settings.backoff.wait(attempt: lease.attempts, using: &random)
            return .retry(reason, at: now.addingTimeInterval(wait.seconds))
        }
    }
}

/// Lets a source of unknown type be passed where a known one is asked for.
private struct AnyRandom: RandomNumberGenerator {
    var source: any RandomNumberGenerator
    mutating func next() -> UInt64 { self.source.next() }
}

extension Duration {
    var seconds: TimeInterval { Double(self.components.seconds) + Double(self.components.attoseconds) / 1e18 }
}
