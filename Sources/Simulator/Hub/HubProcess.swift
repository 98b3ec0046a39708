import Foundation
import Jobs
import Logging
import Operations
import Store
import Synchronization

/// One process of the hub: what it knows in memory ends with it, what it committed stays.
final class HubProcess: Sendable {
    let number: Int
    /// The name its leases are under; a successor has another.
    let owner: String
    let bell = Bell()
    /// Number of the process people and webhooks reach; it has no workers and does not die.
    static let front = -1

    private unowned let world: World
    private let state = Mutex(State())

    private struct State {
        var diedAt: Date?
        var pausedFrom: Date?
        var pausedUntil: Date?
        /// Seconds it will stand still for, as soon as it works under a lease.
        var nextPause: Double?
        var armed: [Scene.Crash] = []
        var hub: Installation?
    }

    init(_ world: World, number: Int, birth: Int) {
        self.number = number
        self.owner = "process-\(number)/\(birth)"
        self.world = world
        var hub = Installation(
            store: WatchedStore(inner: world.store, world: world, process: self), channels: world.channels,
            master: world.master, transport: TwinWire(world: world, process: self), apps: world.apps,
            publicAddress: World.address, now: { world.now }, random: { world.random() },
            log: Logger(label: "simulated") { _ in SwiftLogNoOpLogHandler() })
        hub.pause = { await world.loop.sleep($0) }
        let opened = hub
        self.state.withLock { $0.hub = opened }
    }

    var hasWorkers: Bool { self.number != Self.front }
    var hub: Installation { self.state.withLock { $0.hub! } }
    var isDead: Bool { self.state.withLock { $0.diedAt != nil } }
    func died(before instant: Date) -> Bool { self.state.withLock { $0.diedAt.map { $0 < instant } ?? false } }
    var isPaused: Bool { self.state.withLock { $0.pausedUntil.map { $0 > self.world.now } ?? false } }

    func desk(_ workspace: Int) -> Desk { Desk(self.hub, tenant: self.world.tenants[workspace]) }

    // MARK: Ending

    /// The process stops where it is; what its tasks do from here on has no effect.
    func die(_ why: String) {
        let now = self.world.now
        self.state.withLock { $0.diedAt = $0.diedAt ?? now }
        self.world.history.note("\(self.owner) dies: \(why)")
        self.bell.ring(self.world.loop)
    }

    func arm(_ crash: Scene.Crash) { self.state.withLock { $0.armed.append(crash) } }

    /// It stops for so long in the middle of its next piece of work, and knows nothing of it.
    func pause(_ seconds: Double) { self.state.withLock { $0.nextPause = seconds } }

    /// Whether it stood still at an instant and has been awake for a moment only.
    func stoodStill(at instant: Date) -> Bool {
        let now = self.world.now
        return self.state.withLock { state in
            guard let from = state.pausedFrom, let until = state.pausedUntil else { return false }
            return from <= instant && instant < until && now < until.addingTimeInterval(1)
        }
    }

    private func beginPause() {
        guard WatchedStore.lease != nil else { return }
        let now = self.world.now
        let seconds: Double? = self.state.withLock { state in
            guard let seconds = state.nextPause else { return nil }
            state.nextPause = nil
            state.pausedFrom = now
            state.pausedUntil = now.addingTimeInterval(seconds).wholeMicroseconds
            return seconds
        }
        guard let seconds else { return }
        self.world.history.note("\(self.owner) stands still for \(Int(seconds)) s")
        self.world.truth.happenedToAll()
    }

    /// The process is between two steps: it may have ended, may end here, or may stand still.
    ///
    /// - Returns: `false` when it lives no more.
    func pass(_ boundary: Scene.Crash.Boundary) async -> Bool {
        if self.isDead { return false }
        guard self.hasWorkers else { return true }
        self.beginPause()
        while let until = self.state.withLock(\.pausedUntil), until > self.world.now {
            // Who stands still does not hear that he is cancelled either.
            await self.world.loop.sleep(until: until, or: Bell())
            if self.isDead { return false }
        }
        let count = self.world.passBoundary()
        let copies = self.world.copies.withLock { $0 }
        if count == self.world.scene.crashAtBoundary || copies?.split(at: count) ?? false {
            let crash = Scene.Crash(process: self.number, boundary: boundary, skip: 0, away: 0.5, isKnown: true)
            self.end(crash)
            return false
        }
        let struck: Scene.Crash? = self.state.withLock { state in
            for index in state.armed.indices where state.armed[index].boundary == boundary {
                if state.armed[index].skip == 0 { return state.armed.remove(at: index) }
                state.armed[index].skip -= 1
            }
            return nil
        }
        if let struck {
            self.end(struck)
            return false
        }
        return true
    }

    private func end(_ crash: Scene.Crash) {
        self.die(crash.boundary.rawValue)
        self.world.succeed(self, crash)
    }
}
