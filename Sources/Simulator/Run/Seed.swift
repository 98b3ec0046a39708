public import Commerce
public import ConnectorKit
import Foundation
import Synchronization
import Twins

/// Sales made, and those that a hub would have made that knows everything at once.
public struct SalesMade: Sendable, Hashable, Codable {
    public var made = 0
    public var possible = 0
}

/// What came of one scene.
public struct SceneResult: Sendable, Codable {
    public var seed: UInt64
    public var breach: Breach?
    /// Stands for everything that happened.
    public var hash: UInt64
    public var steps: Int
    public var orders: Int
    public var faults: Int
    public var commits: Int
    public var boundaries: Int
    /// Processes of the hub that ended.
    public var crashes: Int
    public var checks: [Law: Int]
    public var cover: [FaultKind: [Law: Int]]
    public var struck: [FaultKind: Int]
    /// Sales made and possible, by policy of the workspace.
    public var sales: [SellingPolicy: SalesMade]
    /// Orders and double sales, by policy of the SKU.
    public var doubleSales: [SellingPolicy: DoubleSales]
    /// The last lines of the history, where they were kept.
    public var lines: [String]
}

/// Plays scenes, each in a world of its own.
public struct ScenePlayer: Sendable {
    public var channels: [ChannelDescriptor]
    /// Lines of history kept for whoever wants to read them.
    public var keeps = 0
    public var says: (@Sendable (String) -> Void)?
    public var database: SceneDatabase

    /// Splits the scene at each boundary it passes.
    var copies: SceneCopies?

    /// A mistake planted into the hub.
    public var plant: Plant?

    public init(channels: [ChannelDescriptor], plant: Plant? = nil, database: SceneDatabase = .memory) {
        self.channels = channels
        self.database = database
        self.plant = plant
    }

    /// Monday, 5 January 2026, 06:00 UTC.
    static let dawn = Date(timeIntervalSince1970: 1_767_592_800)

    public func play(_ scene: Scene) -> SceneResult {
        let loop = VirtualLoop(startingAt: Self.dawn)
        let player = self
        let held = Mutex<World?>(nil)
        var failure: String?
        do {
            try loop.run {
                try await player.database.with(loop) { store, lint in
                    let world = World(
                        scene, loop: loop, store: store, lint: lint, channels: player.channels,
                        keeps: player.keeps, says: player.says)
                    world.copies.withLock { $0 = player.copies }
                    held.withLock { $0 = world }
                    try await Plant.$planted.withValue(player.plant) { try await Director(world: world).play() }
                }
            }
        } catch {
            failure = "\(error)"
        }
        guard let world = held.withLock({ $0 }) else { return SceneResult(failed: scene, failure ?? "no world") }
        return SceneResult(world, failure: failure)
    }
}

extension SceneResult {
    init(failed scene: Scene, _ text: String) {
        self.init(
            seed: scene.seed, breach: Breach(law: .convergence, text: text, at: 0), hash: 0, steps: 0, orders: 0,
            faults: 0, commits: 0, boundaries: 0, crashes: 0, checks: [:], cover: [:], struck: [:], sales: [:],
            doubleSales: [:],
            lines: [])
    }

    init(_ world: World, failure: String?) {
        let scene = world.scene
        var breach = world.laws.breach
        if breach == nil, let violation = world.lint.violation {
            breach = Breach(law: .isolation, text: violation, at: 0)
        }
        if breach == nil, let failure { breach = Breach(law: .convergence, text: failure, at: 0) }
        var sales: [SellingPolicy: SalesMade] = [:]
        var doubles: [SellingPolicy: DoubleSales] = [:]
        var orders = 0
        world.truth.with { state in
            orders = state.shops.values.reduce(0) { $0 + $1.orders.count }
            for (index, workspace) in scene.workspaces.enumerated() {
                let supply = Dictionary(
                    workspace.goods.map { ($0.sku, $0.stock ?? 0) }, uniquingKeysWith: { first, _ in first })
                let one = state.demand.sales(of: index, supply: supply)
                sales[workspace.policy, default: .init()].made += one.made
                sales[workspace.policy, default: .init()].possible += one.possible
                for (policy, count) in state.workspaces[index].sales {
                    doubles[policy, default: .init()].add(count)
                }
            }
        }
        self.init(
            seed: scene.seed, breach: breach, hash: world.history.hash, steps: world.history.count, orders: orders,
            faults: world.laws.struck.values.reduce(0, +), commits: world.commits, boundaries: world.boundaries,
            crashes: world.crashes,
            checks: world.laws.checks, cover: world.laws.cover, struck: world.laws.struck, sales: sales,
            doubleSales: doubles, lines: world.history.last)
    }
}
