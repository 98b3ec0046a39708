import Foundation
import Jobs
import Logging
import Operations
import ServiceLifecycle
import Store

/// The workers of this process as a service: keeps connections in step until told to stop, then lets what runs end.
struct WorkerService: Service {
    let worker: Worker
    private let hub: Installation

    /// - Parameter pace: Shared with whoever else looks at connections in this process.
    init(_ hub: Installation, _ settings: Settings, pace: SyncPace = SyncPace()) {
        var own = Worker.Settings()
        own.concurrency = settings.workers
        own.lease = 20
        self.init(hub, own, pace: pace)
    }

    init(_ hub: Installation, _ settings: Worker.Settings, pace: SyncPace = SyncPace()) {
        self.hub = hub
        let host = ProcessInfo.processInfo.hostName
        self.worker = Worker(
            store: hub.store, owner: "\(host)/\(ProcessInfo.processInfo.processIdentifier)/\(UUID().text)",
            reconcilers: [SyncQueue.kind: ConnectionReconciler(hub, pace: pace)], settings: settings, now: hub.now,
            report: { Self.note($0, hub.log) })
    }

    func run() async {
        await self.takeOver()
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.purge() }
                await self.worker.run()
                group.cancelAll()
            }
        }
    }

    /// Once an hour, until cancelled.
    private func purge() async {
        repeat {
            await self.hub.underTrace {
                do {
                    try await PurgeLogs().run(self.hub)
                    try await PurgePeople().run(self.hub)
                } catch {
                    self.hub.log.warning("old log lines could not be purged", metadata: ["error": "\(error)"])
                }
            }
        } while (try? await Task.sleep(for: .seconds(3_600))) != nil
    }

    /// What a process of this machine held that was killed is free at once, without waiting for its leases to run out.
    private func takeOver() async {
        let host = ProcessInfo.processInfo.hostName
        let now = self.hub.now()
        let ended = try? await self.hub.store.system { db in
            try Jobs.abandon(db, now: now) { owner in
                let parts = owner.split(separator: "/")
                guard parts.count == 3, parts[0] == host, let process = Int32(parts[1]) else { return false }
                return kill(process, 0) != 0 && errno == ESRCH
            }
        }
        if let ended, ended > 0 { self.hub.log.info("took over", metadata: ["leases": "\(ended)"]) }
    }

    private static func note(_ event: WorkerEvent, _ log: Logger) {
        switch event {
        case .started(let lease): log.trace("work begun", metadata: Self.metadata(lease))
        case .finished(let lease, let outcome, let took):
            var metadata = Self.metadata(lease)
            metadata["outcome"] = "\(outcome)"
            metadata["ms"] = "\(Int(took / .milliseconds(1)))"
            log.debug("work done", metadata: metadata)
        case .stale(let lease): log.notice("another took over", metadata: Self.metadata(lease))
        case .released(let lease): log.info("given back", metadata: Self.metadata(lease))
        case .storeFailed(let error): log.error("the database did not answer", metadata: ["error": "\(error)"])
        }
    }

    private static func metadata(_ lease: Lease) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["kind": "\(lease.kind)", "key": "\(lease.key)"]
        if let trace = lease.trace { metadata["trace"] = "\(trace)" }
        return metadata
    }
}
