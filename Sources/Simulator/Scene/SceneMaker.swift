import Commerce
import Foundation
import Twins

/// How much a scene holds.
public struct SceneSize: Sendable, Hashable {
    public var workspaces = 3
    public var shops = 2
    public var single = 10
    public var purchases = 500
    /// Orders that are placed at least: many who would buy find the shelf empty.
    public var fewestOrders = 300
    public var hours = 48.0
    /// One-shot faults beside one of each kind.
    public var extraFaults = 14
    public var crashes = 6

    public init() {}

    /// A quarter of an hour with a handful of orders: short enough to be played once for each of its boundaries.
    public static let brief: SceneSize = {
        var size = SceneSize()
        size.workspaces = 1
        size.single = 4
        size.purchases = 12
        size.fewestOrders = 0
        size.hours = 0.25
        size.extraFaults = 0
        size.crashes = 0
        return size
    }()
}

/// The policies a scene's workspaces follow.
public enum PolicyMix: Sendable, Hashable {
    /// One guaranteed, one adaptive, one shared with exceptions.
    case mixed
    case all(SellingPolicy)

    func policy(of workspace: Int) -> SellingPolicy {
        switch self {
        case .mixed: [SellingPolicy.guaranteed, .adaptive, .shared][workspace % 3]
        case .all(let policy): policy
        }
    }
}

extension Scene {
    /// What a seed holds. Nothing but the seed, the size and the policy decides it.
    public static func make(
        seed: UInt64, size: SceneSize = SceneSize(), policy: PolicyMix = .mixed, channels: [String]
    ) -> Scene {
        var maker = SceneMaker(seed: seed, size: size, policy: policy, channels: channels)
        return maker.make()
    }
}

private struct SceneMaker {
    let seed: UInt64
    let size: SceneSize
    let policy: PolicyMix
    let channels: [String]
    var dice: Dice
    var events: [Scene.Event] = []

    init(seed: UInt64, size: SceneSize, policy: PolicyMix, channels: [String]) {
        self.seed = seed
        self.size = size
        self.policy = policy
        self.channels = channels
        self.dice = Dice(named: "scene \(seed)")
    }

    var seconds: Double { self.size.hours * 3_600 }

    mutating func make() -> Scene {
        let workspaces = (0..<self.size.workspaces).map { self.workspace($0) }
        self.buyers(workspaces)
        self.people(workspaces)
        self.faults(workspaces)
        self.crashes()
        self.events = self.events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
        return Scene(
            seed: self.seed, workspaces: workspaces, events: self.events, length: self.seconds,
            fewestOrders: self.size.fewestOrders, processes: 2)
    }

    /// All workspaces sell the same SKUs: who forgets whose row it is finds another's.
    private mutating func workspace(_ index: Int) -> Scene.Workspace {
        let isShort = self.size.single < 8
        var goods = TwinSeed.catalogue(named: "simulated", simple: self.size.single, variable: isShort ? 0 : 1)
        for place in goods.indices {
            goods[place].stock = self.dice.chance(0.3) ? self.roll(1...3) : self.roll(4...30)
        }
        var bundles: [String: [String: Int]] = [:]
        if goods.count >= 4 {
            bundles["SET-1"] = [goods[0].sku: 1, goods[1].sku: 2]
            if !isShort { bundles["SET-2"] = [goods[1].sku: 1, goods[2].sku: 1] }
        }
        let shops = (0..<self.size.shops).map { number in
            Scene.Shop(
                name: "w\(index)-\(number)", channel: self.channel(of: number, in: index),
                skew: self.dice.chance(0.5) ? Double(self.roll(-90...90)) : 0)
        }
        let policy = self.policy.policy(of: index)
        var exceptions: [String: SellingPolicy] = [:]
        if self.policy == .mixed, policy == .shared {
            for good in goods.dropFirst(goods.count / 2) { exceptions[good.sku] = .guaranteed }
        }
        return Scene.Workspace(
            name: "Workspace \(index)", policy: policy, goods: goods, bundles: bundles, shops: shops,
            exceptions: exceptions)
    }

    /// Every channel beside every other, itself among them, as seeds go on.
    private func channel(of shop: Int, in workspace: Int) -> String {
        let count = UInt64(self.channels.count)
        let first = self.seed + UInt64(workspace)
        let step = shop == 0 ? 0 : 1 + self.seed / count + UInt64(shop)
        return self.channels[Int((first + step) % count)]
    }

    // MARK: What happens

    /// Most buyers come in rushes of a few minutes, as real ones do; half of those want the same few things.
    private mutating func buyers(_ workspaces: [Scene.Workspace]) {
        let rushes = (0..<max(1, self.size.purchases / 24)).map { _ in
            (at: self.real(60...max(61, self.seconds - 400)), workspace: self.roll(0...workspaces.count - 1))
        }
        // With those who follow them, about as many as were asked for.
        for _ in 0..<max(1, self.size.purchases * 5 / 7) {
            var index = self.roll(0...workspaces.count - 1)
            var at = self.real(30...self.seconds)
            if self.dice.chance(0.75) {
                let rush = self.dice.pick(rushes)
                (index, at) = (rush.workspace, rush.at + self.real(0...240))
            }
            let workspace = workspaces[index]
            let skus = workspace.goods.map(\.sku) + workspace.bundles.keys.sorted()
            // Everybody wants what is rare.
            let rare = workspace.goods.filter { $0.stock ?? 0 <= 3 }.map(\.sku)
            let sku = self.dice.chance(0.35) && !rare.isEmpty ? self.dice.pick(rare) : self.dice.pick(skus)
            let paid = !self.dice.chance(0.15)
            self.add(
                at,
                .buy(
                    shop: self.dice.pick(workspace.shops).name, sku: sku,
                    units: self.dice.chance(0.75) ? 1 : self.roll(1...3), paid: paid,
                    cancels: paid && self.dice.chance(0.05)))
            // Another wants the same a moment later: his order crosses what the hub makes of the first.
            guard self.dice.chance(0.4) else { continue }
            self.add(
                at + self.real(0.2...4),
                .buy(shop: self.dice.pick(workspace.shops).name, sku: sku, units: 1, paid: true, cancels: false))
        }
    }

    private mutating func people(_ workspaces: [Scene.Workspace]) {
        for (index, workspace) in workspaces.enumerated() {
            let skus = workspace.goods.map(\.sku)
            // Deliveries keep the shelves from staying empty.
            for _ in 0..<max(1, self.size.purchases / 10) {
                let few = self.dice.chance(0.5)
                self.add(
                    self.real(100...self.seconds),
                    .adjust(workspace: index, sku: self.dice.pick(skus), by: self.roll(few ? 1...3 : 4...15)))
            }
            guard self.size.hours > 1 else { continue }
            for _ in 0..<2 {
                self.add(
                    self.real(100...self.seconds),
                    .adjust(workspace: index, sku: self.dice.pick(skus.suffix(2)), by: -self.roll(1...2)))
                self.add(self.real(100...self.seconds), .count(workspace: index, sku: self.dice.pick(skus)))
            }
            for _ in 0..<6 {
                self.add(
                    self.real(100...self.seconds),
                    .price(workspace: index, sku: self.dice.pick(skus), minor: Int64(self.roll(500...9_000))))
            }
            for _ in 0..<12 { self.add(self.real(600...self.seconds), .ship(workspace: index)) }
            // Early in the first workspace, so that most of the scene is played after one.
            self.add(self.real(600...(index == 0 ? 3_600 : self.seconds)), .mistake(workspace: index))
        }
    }

    /// Each kind once and some more, most of them shortly before somebody buys.
    private mutating func faults(_ workspaces: [Scene.Workspace]) {
        let kinds = FaultKind.allCases
        let shops = Dictionary(
            workspaces.flatMap(\.shops).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let purchases = self.events.compactMap { event -> (at: Double, shop: Scene.Shop)? in
            guard case .buy(let name, _, _, _, _) = event.deed, let shop = shops[name] else { return nil }
            return (event.at, shop)
        }
        let few = self.size.hours < 1
        let chosen = few ? (0..<6).map { _ in self.dice.pick(kinds) } : kinds
        let extra = (0..<self.size.extraFaults).map { _ in self.dice.pick(Self.crossing) }
        for kind in chosen + extra {
            let near = purchases.filter { Self.canPlay(kind, $0.shop) }
            guard !near.isEmpty else { continue }
            let (at, shop) = self.dice.pick(near)
            self.add(max(0, at - self.real(0...20)), .fault(shop: shop.name, self.rule(kind, shop)))
        }
    }

    private static func canPlay(_ kind: FaultKind, _ shop: Scene.Shop) -> Bool {
        switch kind {
        // Writes of the others take one thing each.
        case .partialBatch: ["woocommerce", "shopify"].contains(shop.channel)
        // Its answers to writes hold no numbers.
        case .silentRejection: shop.channel != "shopify"
        // Only their sellers choose whether a cancelled order's units come back.
        case .cancelWithoutRestock: ["etsy", "amazon"].contains(shop.channel)
        // Amazon delivers to queues only.
        case .webhookDuplicated, .webhookDelayed, .webhookReordered, .webhookLost, .webhookBadSignature:
            shop.channel != "amazon"
        default: true
        }
    }

    /// What the twins call a write of numbers, the usual one first.
    private static func writes(_ shop: Scene.Shop) -> [String] {
        switch shop.channel {
        case "etsy": ["inventory.update", "listings.update"]
        case "shopify": ["inventorySetQuantities", "productVariantsBulkUpdate"]
        case "amazon": ["listings.patch", "listings.patch"]
        default: ["products.batch", "variations.batch"]
        }
    }

    private mutating func rule(_ kind: FaultKind, _ shop: Scene.Shop) -> FaultRule {
        var rule = FaultRule(kind, times: 1)
        switch kind {
        case .clockSkew: rule.seconds = Double(self.roll(-90...90))
        case .timeoutBefore, .timeoutAfter: rule.seconds = self.dice.chance(0.5) ? 1.5 : 40
        case .slowAnswer: rule.seconds = self.dice.chance(0.5) ? 1 : 8
        case .lateWrite: rule.seconds = 4
        case .orderLate, .staleRead: rule.times = 4
        case .secondProgramStock: rule.direction = .lowering
        case .keyRefused: rule.seconds = 1
        case .throttle, .unavailable: rule.seconds = Double(self.roll(8...30))
        case .hugeBody: rule.seconds = 50
        default: break
        }
        // What spoils a call matters most where the call is a write; then it waits for one.
        if Self.spoiling.contains(kind), self.dice.chance(0.6) {
            let isUsual = self.dice.chance(0.75)
            rule.calls = Self.writes(shop)[isUsual ? 0 : 1]
        }
        return rule
    }

    /// Faults that make what we do and what the shop does cross, of which a scene holds more than one each.
    private static let crossing: [FaultKind] = [
        .orderLate, .timeoutAfter, .timeoutBefore, .lateWrite, .slowAnswer, .staleRead, .errorAfter, .selfCancel,
        .throttle, .webhookLost, .webhookDelayed, .unpaidHold,
    ]

    /// Faults of calls that leave open what became of a write, or make it wait.
    private static let spoiling: Set<FaultKind> = [
        .errorBefore, .timeoutBefore, .htmlPage, .errorInside200, .silentRejection, .errorAfter, .timeoutAfter,
        .emptyBody, .truncatedBody, .notUTF8, .slowAnswer, .lateWrite, .partialBatch, .phpNotice,
    ]

    private mutating func crashes() {
        for _ in 0..<self.size.crashes {
            let boundary = self.dice.pick(Scene.Crash.Boundary.allCases)
            let isWrite = boundary == .beforeWrite || boundary == .afterWrite
            let crash = Scene.Crash(
                process: self.roll(0...1), boundary: boundary, skip: self.roll(0...(isWrite ? 2 : 12)),
                away: self.real(0.2...40), isKnown: self.dice.chance(0.6))
            self.add(self.nearAPurchase(), .crash(crash))
        }
        guard self.size.crashes > 0 else { return }
        for _ in 0..<4 {
            self.add(self.nearAPurchase(), .pause(process: self.roll(0...1), seconds: self.real(25...200)))
        }
    }

    private mutating func nearAPurchase() -> Double {
        let times = self.events.compactMap { event -> Double? in
            if case .buy = event.deed { event.at } else { nil }
        }
        return times.isEmpty ? self.real(0...self.seconds) : self.dice.pick(times) + self.real(0...8)
    }

    private mutating func add(_ at: Double, _ deed: Scene.Deed) {
        self.events.append(Scene.Event(at: min(at, self.seconds), deed: deed))
    }

    private mutating func roll(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self.dice) }
    private mutating func real(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self.dice) }
}
