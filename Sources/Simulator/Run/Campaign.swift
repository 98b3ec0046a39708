public import Commerce
public import ConnectorKit
import Foundation
import Synchronization
import Twins

/// What is to be played: which seeds, how large, with which mistake planted.
public struct CampaignPlan: Sendable {
    public var seeds: ClosedRange<UInt64>
    public var size = SceneSize()
    public var policy = PolicyMix.mixed
    public var plant: Plant?
    public var database = SceneDatabase.memory
    /// Each scene once for each of its boundaries, the hub restarted there.
    public var crashesAtEveryBoundary = false
    /// Scenes played side by side.
    public var threads = 2
    /// Stops at the first law that does not hold.
    public var stopsAtBreach = true

    public init(seeds: ClosedRange<UInt64>) { self.seeds = seeds }
}

/// What came of all scenes together.
public struct CampaignResult: Sendable {
    public var scenes = 0
    public var seeds = 0
    public var orders = 0
    public var fewestOrders = Int.max
    public var faults = 0
    public var fewestFaults = Int.max
    public var crashes = 0
    public var commits = 0
    public var checks: [Law: Int] = [:]
    public var cover: [FaultKind: [Law: Int]] = [:]
    public var struck: [FaultKind: Int] = [:]
    public var sales: [SellingPolicy: SalesMade] = [:]
    public var doubleSales: [SellingPolicy: DoubleSales] = [:]
    /// Of every seed's history, in the order of the seeds.
    public var hash: UInt64 = 0
    /// The failed scene of the smallest seed.
    public var failure: (scene: Scene, result: SceneResult)?
    /// Wall seconds.
    public var took = 0.0

    mutating func add(_ result: SceneResult) {
        self.scenes += 1
        self.orders += result.orders
        self.fewestOrders = min(self.fewestOrders, result.orders)
        self.faults += result.faults
        self.fewestFaults = min(self.fewestFaults, result.faults)
        self.commits += result.commits
        self.crashes += result.crashes
        for (law, count) in result.checks { self.checks[law, default: 0] += count }
        for (kind, count) in result.struck { self.struck[kind, default: 0] += count }
        for (kind, laws) in result.cover {
            for (law, count) in laws { self.cover[kind, default: [:]][law, default: 0] += count }
        }
        for (policy, count) in result.sales {
            self.sales[policy, default: .init()].made += count.made
            self.sales[policy, default: .init()].possible += count.possible
        }
        for (policy, count) in result.doubleSales {
            self.doubleSales[policy, default: .init()].add(count)
        }
    }

    /// Faults and laws that never met.
    public var uncovered: [String] {
        FaultKind.allCases.flatMap { kind in
            Law.allCases.filter { self.cover[kind]?[$0] ?? 0 == 0 }.map { "\(kind.rawValue) × \($0.rawValue)" }
        }
    }
}

/// Plays many scenes, on several threads, and adds up what came of them. The sum does not depend on which ended first.
public struct Campaign: Sendable {
    public let plan: CampaignPlan
    public let channels: [ChannelDescriptor]

    public init(_ plan: CampaignPlan, channels: [ChannelDescriptor]) {
        self.plan = plan
        self.channels = channels
    }

    /// How far all threads are together.
    private final class Progress: Sendable {
        struct State: Sendable {
            var next: UInt64
            var results: [UInt64: [SceneResult]] = [:]
            var failure: (scene: Scene, result: SceneResult)?
        }
        private let state: Mutex<State>

        init(from first: UInt64) { self.state = Mutex(State(next: first)) }

        func with<Result>(_ body: (inout State) -> Result) -> Result { self.state.withLock { body(&$0) } }
    }

    /// - Parameter told: Called after each seed, on any thread.
    public func run(told: @escaping @Sendable (SceneResult) -> Void = { _ in }) async -> CampaignResult {
        let begun = ContinuousClock.now
        let progress = Progress(from: self.plan.seeds.lowerBound)
        await withDiscardingTaskGroup { group in
            // Copies of a process are made while nothing else of it is busy.
            let threads = self.plan.crashesAtEveryBoundary && self.plan.database.isCopied ? 1 : self.plan.threads
            for _ in 0..<max(1, threads) {
                group.addTask {
                    await onThread { while let seed = self.take(progress) { self.play(seed, progress, told) } }
                }
            }
        }
        var result = CampaignResult()
        progress.with { progress in
            for seed in progress.results.keys.sorted() {
                result.seeds += 1
                for one in progress.results[seed] ?? [] {
                    result.add(one)
                    result.hash = (result.hash ^ one.hash) &* 0x100_0000_01b3
                }
            }
            result.failure = progress.failure
        }
        result.took = begun.duration(to: .now).inSeconds
        return result
    }

    private func take(_ progress: Progress) -> UInt64? {
        progress.with { progress in
            if self.plan.stopsAtBreach, let failure = progress.failure, failure.scene.seed < progress.next {
                return nil
            }
            guard progress.next <= self.plan.seeds.upperBound else { return nil }
            progress.next += 1
            return progress.next - 1
        }
    }

    private func play(
        _ seed: UInt64, _ progress: Progress, _ told: @escaping @Sendable (SceneResult) -> Void
    ) {
        let player = ScenePlayer(channels: self.channels, plant: self.plan.plant, database: self.plan.database)
        let scene = Scene.make(
            seed: seed, size: self.plan.size, policy: self.plan.policy, channels: self.channels.map(\.manifest.id))
        if self.plan.crashesAtEveryBoundary, self.plan.database.isCopied {
            return self.split(scene, player, progress, told)
        }
        let first = player.play(scene)
        self.keep(scene, first, progress, told)
        guard self.plan.crashesAtEveryBoundary, first.breach == nil else { return }
        for boundary in 0..<first.boundaries {
            var scene = scene
            scene.crashAtBoundary = boundary
            let result = player.play(scene)
            self.keep(scene, result, progress, told)
            if result.breach != nil, self.plan.stopsAtBreach { return }
        }
    }

    /// Plays a scene once, and from each of its boundaries once more with the hub restarted there.
    private func split(
        _ scene: Scene, _ player: ScenePlayer, _ progress: Progress, _ told: @escaping @Sendable (SceneResult) -> Void
    ) {
        let copies = SceneCopies(most: self.plan.threads)
        var player = player
        player.copies = copies
        let first = player.play(scene)
        let results = copies.finish(first)
        self.keep(scene, first, progress, told)
        player.copies = nil
        for (boundary, result) in results {
            var scene = scene
            scene.crashAtBoundary = boundary
            var result = result ?? SceneResult(failed: scene, "the program itself failed after boundary \(boundary)")
            // One of them is played from its beginning too: a copy must tell the same history.
            if boundary == results.count / 2, result.breach == nil, player.play(scene).hash != result.hash {
                result = SceneResult(
                    failed: scene, "a copy of the program played another history than a scene of its own")
            }
            self.keep(scene, result, progress, told)
        }
    }

    private func keep(
        _ scene: Scene, _ result: SceneResult, _ progress: Progress,
        _ told: @escaping @Sendable (SceneResult) -> Void
    ) {
        progress.with { progress in
            progress.results[scene.seed, default: []].append(result)
            guard result.breach != nil else { return }
            if let known = progress.failure, known.scene.seed <= scene.seed { return }
            progress.failure = (scene, result)
        }
        told(result)
    }
}

/// Runs what takes its thread for long on a thread of its own: the concurrency pool has only as many as there are cores.
func onThread(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        let thread = Thread {
            body()
            continuation.resume()
        }
        thread.stackSize = 16 << 20
        thread.start()
    }
}
