import Foundation
import Jobs
import Logging
import Operations
import ServiceLifecycle

/// The workers of this process as a service: keeps connections in step until told to stop, then lets what runs end.
struct WorkerService: Service {
    let worker: Worker

    /// - Parameter pace: Shared with whoever else looks at connections in this process.
    init(_ hub: Installation, _ settings: Settings, pace: SyncPace = SyncPace()) {
        var own = Worker.Settings()
        own.concurrency = settings.workers
        self.init(hub, own, pace: pace)
    }

    init(_ hub: Installation, _ settings: Worker.Settings, pace: SyncPace = SyncPace()) {
        let host = ProcessInfo.processInfo.hostName
        self.worker = Worker(
            store: hub.store, owner: "\(host)/\(ProcessInfo.processInfo.processIdentifier)/\(UUID().text)",
            reconcilers: [SyncQueue.kind: ConnectionReconciler(hub, pace: pace)], settings: settings, now: hub.now,
            report: { Self.note($0, hub.log) })
    }

    func run() async {
        await cancelWhenGracefulShutdown { await self.worker.run() }
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
