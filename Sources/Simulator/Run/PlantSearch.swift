public import Commerce
public import ConnectorKit
import Foundation
import Synchronization

/// Looks for planted mistakes side by side: one seed after another until a law breaks, a mistake to each thread.
public struct PlantSearch: Sendable {
    /// What came of one planted mistake.
    public struct Find: Sendable {
        public var plant: Plant
        /// The first seed that shows it; `nil` where none did.
        public var seed: UInt64?
        public var breach: Breach?
        /// Seeds played.
        public var seeds: Int
        /// Wall seconds.
        public var took: Double
    }

    public var plants: [Plant]
    public var seeds: ClosedRange<UInt64>
    public var size = SceneSize()
    public var policy = PolicyMix.mixed
    public var threads = 2
    public let channels: [ChannelDescriptor]

    public init(_ plants: [Plant], seeds: ClosedRange<UInt64>, channels: [ChannelDescriptor]) {
        self.plants = plants
        self.seeds = seeds
        self.channels = channels
    }

    /// What all threads share.
    private final class Progress: Sendable {
        private let state: Mutex<(next: Int, finds: [Find])> = Mutex((0, []))

        func take(of count: Int) -> Int? {
            self.state.withLock { state in
                guard state.next < count else { return nil }
                state.next += 1
                return state.next - 1
            }
        }
        func add(_ find: Find) { self.state.withLock { $0.finds.append(find) } }
        var finds: [Find] { self.state.withLock(\.finds) }
    }

    /// - Parameter told: Called for each mistake as its search ends, on any thread.
    /// - Returns: One for each mistake, in their order.
    public func run(told: @escaping @Sendable (Find) -> Void = { _ in }) async -> [Find] {
        let progress = Progress()
        await withDiscardingTaskGroup { group in
            for _ in 0..<max(1, min(self.threads, self.plants.count)) {
                group.addTask {
                    await onThread {
                        while let index = progress.take(of: self.plants.count) {
                            let find = self.search(self.plants[index])
                            progress.add(find)
                            told(find)
                        }
                    }
                }
            }
        }
        let found = Dictionary(progress.finds.map { ($0.plant, $0) }, uniquingKeysWith: { first, _ in first })
        return self.plants.compactMap { found[$0] }
    }

    private func search(_ plant: Plant) -> Find {
        let begun = ContinuousClock.now
        let player = ScenePlayer(channels: self.channels, plant: plant)
        var find = Find(plant: plant, seeds: 0, took: 0)
        for seed in self.seeds {
            let scene = Scene.make(
                seed: seed, size: self.size, policy: self.policy, channels: self.channels.map(\.manifest.id))
            find.breach = player.play(scene).breach
            find.seeds += 1
            guard find.breach == nil else {
                find.seed = seed
                break
            }
        }
        find.took = begun.duration(to: .now).inSeconds
        return find
    }
}
