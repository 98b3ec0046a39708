public import Foundation
public import Store

/// Claims due keys and runs their reconcilers, several at a time, until it is cancelled.
///
/// On cancellation it claims nothing more, lets what runs come to its end for the grace time, cancels what is left, and
/// gives its leases back. Owned by whoever calls `run()`, such as a `ServiceGroup`.
public struct Worker: Sendable {
    public struct Settings: Sendable {
        /// How many keys are worked at once, from 1. Default 8.
        public var concurrency = 8
        /// How long it waits between looks; a hint shortens that. Default 200 ms.
        public var poll: Duration = .milliseconds(200)
        /// How long a lease runs, in seconds; it is renewed each third of that. Default 60.
        public var lease: TimeInterval = 60
        /// How long running work may go on after cancellation. Default 20 seconds.
        public var grace: Duration = .seconds(20)
        /// The wait after a failure that may pass. Default from 1 second up to 10 minutes.
        public var backoff = Backoff(base: .seconds(1), cap: .seconds(600))
        /// After how many attempts without success a key is parked. Default 20.
        public var parkAfter = 20

        public init() {}
    }

    let store: any Store
    let owner: String
    let reconcilers: [String: any Reconciler<Lease>]
    let settings: Settings
    let now: @Sendable () -> Date
    let random: @Sendable () -> any RandomNumberGenerator
    let report: @Sendable (WorkerEvent) -> Void

    /// - Parameters:
    ///   - owner: a name no other running process has.
    ///   - reconcilers: by the kind of key.
    ///   - random: the source of jitter.
    ///   - report: called on any thread; it should be quick.
    public init(
        store: any Store, owner: String, reconcilers: [String: any Reconciler<Lease>], settings: Settings = Settings(),
        now: @escaping @Sendable () -> Date,
        random: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() },
        report: @escaping @Sendable (WorkerEvent) -> Void = { _ in }
    ) {
        precondition(settings.concurrency >= 1, "a worker works on at least one key at a time")
        self.store = store
        self.owner = owner
        self.reconcilers = reconcilers
        self.settings = settings
        self.now = now
        self.random = random
        self.report = report
    }

    /// Works until its task is cancelled, and returns when nothing runs any more.
    public func run() async {
        let shift = Shift()
        // A task of its own, awaited here: cancellation must reach the work only after the grace time.
        let work = Task { await self.work(shift) }
        await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            shift.end()
        }
    }

    private func work(_ shift: Shift) async {
        await withDiscardingTaskGroup { group in
            group.addTask { for await _ in self.store.hints(on: Jobs.channel) { shift.wake() } }
            group.addTask {
                while (try? await Task.sleep(for: self.settings.poll)) != nil { shift.wake() }
            }
            var wakes = shift.wakes.makeAsyncIterator()
            while shift.endedAt == nil {
                let room = self.settings.concurrency - shift.running
                let leases = room > 0 ? await self.claim(room, number: shift.nextClaim()) : []
                for lease in leases {
                    shift.begin()
                    group.addTask {
                        await self.perform(lease)
                        shift.finish()
                    }
                }
                // A full claim: there may be more, but there is no room until one ends.
                await wakes.next()
            }
            while shift.running > 0 {
                if let ended = shift.endedAt, ended.duration(to: .now) >= self.settings.grace { break }
                await wakes.next()
            }
            group.cancelAll()
        }
    }

    private func claim(_ limit: Int, number: Int) async -> [Lease] {
        do {
            return try await self.store.system { db in
                db.closing()
                return try Jobs.claim(
                    db, kinds: self.reconcilers.keys.sorted(), owner: "\(self.owner)#\(number)", limit: limit,
                    now: self.now(), lease: self.settings.lease)
            }
        } catch {
            self.report(.storeFailed(error))
            return []
        }
    }
}
