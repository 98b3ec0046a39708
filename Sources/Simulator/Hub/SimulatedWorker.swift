import Foundation
import Jobs
import Operations
import Store
import Synchronization

/// A process's worker on virtual time: claims, works, renews and hands back with the same functions as the real one.
struct SimulatedWorker: Sendable {
    let world: World
    let process: HubProcess
    let pace = SyncPace()

    static let lease = 20.0
    static let concurrency = 4

    /// Until the process or the world ends.
    func run() async {
        let reconciler = ConnectionReconciler(self.process.hub, pace: self.pace)
        let running = Counter()
        await withDiscardingTaskGroup { group in
            while !self.process.isDead, !self.world.isOver {
                let room = Self.concurrency - running.value
                // Looking costs less than a claim that finds nothing.
                let due = room > 0 ? await self.nextLook() : self.world.now.addingTimeInterval(600)
                guard due <= self.world.now else {
                    await self.world.loop.sleep(until: due, or: self.process.bell)
                    continue
                }
                // All processes wake for one key; most come too late to it, and some at the same instant.
                if !self.world.chance(0.3) {
                    await self.world.loop.sleep(self.world.real(0...0.01))
                    guard let due = await self.world.nextDue(), due <= self.world.now else { continue }
                }
                let leases = await self.claim(room)
                for lease in leases {
                    running.add(1)
                    group.addTask {
                        await WatchedStore.$lease.withValue(lease) { await self.perform(lease, reconciler) }
                        running.add(-1)
                        self.process.bell.ring(self.world.loop)
                    }
                }
                if leases.isEmpty {
                    await self.world.loop.sleep(
                        until: self.world.now.addingTimeInterval(0.02), or: self.process.bell)
                }
            }
        }
    }

    private func claim(_ limit: Int) async -> [Lease] {
        let now = self.world.now
        let leases = try? await self.process.hub.store.system { db in
            try Jobs.claim(
                db, kinds: [SyncQueue.kind], owner: self.process.owner, limit: limit, now: now, lease: Self.lease)
        }
        return leases ?? []
    }

    /// When a key is due that nobody holds.
    private func nextLook() async -> Date {
        await self.world.nextDue() ?? self.world.now.addingTimeInterval(600)
    }

    private enum Ending: Sendable { case outcome(ReconcileOutcome), lost, stopped }

    private func perform(_ lease: Lease, _ reconciler: ConnectionReconciler) async {
        let outcome: ReconcileOutcome? = await withTaskGroup(of: Ending.self) { group in
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
        guard let outcome, !self.process.isDead else { return }
        let now = self.world.now
        let result: JobOutcome =
            switch outcome {
            case .settled: .settled
            case .again(let wait): .again(at: now.addingTimeInterval(wait.inSeconds))
            case .blocked(let reason): .parked(reason)
            case .retry(let reason):
                .retry(reason, at: now.addingTimeInterval(min(60, Double(1 << min(lease.attempts, 6)))))
            }
        if case .retry(let reason) = outcome {
            self.world.history.note("\(self.process.owner) must try again: \(reason.sentence)")
        }
        do {
            try await self.process.hub.store.system { try Jobs.finish($0, lease, outcome: result, now: now) }
        } catch {
            self.world.history.note("\(self.process.owner) could not hand back: \(error)")
        }
    }

    private func keep(_ lease: Lease) async -> Ending {
        while !Task.isCancelled {
            await self.world.loop.sleep(Self.lease / 3)
            if Task.isCancelled || self.process.isDead { return .stopped }
            do {
                let now = self.world.now
                _ = try await self.process.hub.store.system { try Jobs.renew($0, lease, now: now, for: Self.lease) }
            } catch JobError.staleLease {
                return .lost
            } catch {
                return .stopped
            }
        }
        return .stopped
    }
}

/// A number that tasks of one thread share.
final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { self.number.withLock { $0 } }
    func add(_ change: Int) { self.number.withLock { $0 += change } }
}

extension Duration {
    var inSeconds: Double { Double(self.components.seconds) + Double(self.components.attoseconds) / 1e18 }
}
