import Commerce
import ConnectorKit
import Foundation
import Jobs
import Operations
import Records
import Store
import Synchronization
import Twins
import Vault

/// Plays one scene: sets the stage, lets trade happen, lets everything come to rest, and looks at the books.
struct Director: Sendable {
    let world: World

    private var scene: Scene { self.world.scene }
    var front: HubProcess { self.world.process(HubProcess.front)! }

    func play() async throws {
        await self.register()
        _ = self.world.start(HubProcess.front)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.act() }
            group.addTask { await self.keepProcessesAlive() }
            group.addTask { await self.runShops() }
            group.addTask { await self.keepConsents() }
            // The play decides when all is over.
            do {
                try await group.next()
            } catch {
                self.world.end()
                throw error
            }
            try await group.waitForAll()
        }
    }

    private func act() async throws {
        defer { self.world.end() }
        try await self.setTheStage()
        guard try await self.goLive() else { return }
        self.world.laws.begin()
        self.world.truth.with { $0.isTrading = true }
        try await self.trade()
        if self.world.laws.isBroken() { return }
        try await self.comeToRest()
        if self.world.laws.isBroken() { return }
        try await Verdict(world: self.world).judge()
    }

    // MARK: Processes

    private func keepProcessesAlive() async {
        await withDiscardingTaskGroup { group in
            for number in 0..<self.scene.processes { self.begin(number, succeeding: nil, in: &group) }
            while !self.world.isOver {
                let next = self.world.graveyard.withLock { $0.map(\.back).min() }
                await self.world.loop.sleep(
                    until: next ?? self.world.now.addingTimeInterval(100_000), or: self.world.undertaker)
                let now = self.world.now
                let due = self.world.graveyard.withLock { dead in
                    defer { dead.removeAll { $0.back <= now } }
                    return dead.filter { $0.back <= now }
                }
                for item in due where !self.world.isOver {
                    self.begin(item.crash.process, succeeding: item.crash.isKnown ? item.owner : nil, in: &group)
                }
            }
        }
    }

    private func begin(_ number: Int, succeeding dead: String?, in group: inout DiscardingTaskGroup) {
        let process = self.world.start(number)
        group.addTask {
            let now = self.world.now
            if let dead { _ = try? await process.hub.store.system { try Jobs.abandon($0, now: now) { $0 == dead } } }
            await SimulatedWorker(world: self.world, process: process).run()
        }
    }

    private func runShops() async {
        await withDiscardingTaskGroup { group in
            for shop in self.scene.workspaces.flatMap(\.shops) {
                group.addTask { await Courier(world: self.world, shop: shop.name).run() }
            }
        }
    }

    // MARK: The stage

    /// As quick as the twins are; Amazon's search of orders is late and rare, as published.
    static func settings(_ shop: Scene.Shop) -> ConnectionRecord.Settings {
        var settings = ConnectionRecord.Settings(
            patience: 6, orderLag: 3.6, readStaleness: 2.2, orderPoll: 900, readBack: 14_400, timeout: 20, sweep: 14_400
        )
        if shop.channel == "amazon" { (settings.orderLag, settings.orderPoll, settings.sweep) = (nil, nil, nil) }
        return settings
    }

    private func setTheStage() async throws {
        for (index, workspace) in self.scene.workspaces.enumerated() {
            let made = try await CreateWorkspace(name: workspace.name, currency: .gbp, policy: workspace.policy)
                .run(self.front.hub)
            guard let tenant = UUID(uuidString: made.id) else { throw SimulatorError.stage("no workspace") }
            self.world.tenants.append(tenant)
            let desk = self.front.desk(index)
            _ = try await ImportCatalogue(bytes: Self.catalogue(workspace), source: "catalogue.csv").run(desk)
            for (sku, policy) in workspace.exceptions.sorted(by: { $0.key < $1.key }) {
                _ = try await SetPolicy(.sku(sku, policy: policy)).run(desk)
            }
            let sets = workspace.bundles.keys.sorted().map {
                TwinProduct(sku: $0, name: "Set \($0)", price: "40.00", stock: 2)
            }
            for shop in workspace.shops {
                let connected = try await self.open(shop, goods: workspace.goods + sets, desk)
                guard let id = UUID(uuidString: connected.id) else { throw SimulatorError.stage("no shop") }
                self.world.connected(shop.name, id)
            }
        }
    }

    /// The workspace's goods as a file in Entrepot's own format.
    private static func catalogue(_ workspace: Scene.Workspace) -> [UInt8] {
        var text = "sku,title,price,currency,quantity,bundle\n"
        for good in workspace.goods {
            text += "\(good.sku),\"\(good.name)\",\(good.price),GBP,\(good.stock ?? 0),\n"
        }
        for (sku, parts) in workspace.bundles.sorted(by: { $0.key < $1.key }) {
            let list = parts.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: "|")
            text += "\(sku),\"Set \(sku)\",40.00,GBP,,\(list)\n"
        }
        return Array(text.utf8)
    }

    /// - Returns: Whether every shop came to show what it should.
    private func goLive() async throws -> Bool {
        for index in self.scene.workspaces.indices {
            let desk = self.front.desk(index)
            guard
                try await self.wait(
                    600, { try await desk.read { try ConnectionRecords.all($0) }.allSatisfy { $0.importedAt != nil } })
            else { throw SimulatorError.stage("the listings were not imported within ten minutes") }
            for shop in self.scene.workspaces[index].shops {
                let plan = try await PlanGoLive(connection: shop.name).run(desk)
                _ = try await ApplyPlan(plan.id, releaseBrake: true).run(desk)
            }
        }
        for index in self.scene.workspaces.indices {
            guard try await self.wait(1_800, { try await self.world.isCalm(index) }) else {
                throw SimulatorError.stage(
                    "the shops did not agree within half an hour: \(try await self.world.disagreement(index) ?? "")")
            }
        }
        return true
    }

    func wait(_ seconds: Double, _ isDone: () async throws -> Bool) async throws -> Bool {
        let end = self.world.now.addingTimeInterval(seconds)
        var step = 2.0
        while self.world.now < end {
            if try await isDone() { return true }
            if self.world.laws.isBroken() { return false }
            await self.world.loop.sleep(step)
            step = min(step * 1.4, seconds / 20)
        }
        return false
    }

    // MARK: Trading

    private func trade() async throws {
        let begun = self.world.now
        for event in self.scene.events {
            await self.world.loop.sleep(until: begun.addingTimeInterval(event.at))
            let workspace = try await Stagehand(world: self.world).perform(event.deed)
            if let workspace { try await self.world.checkAll(workspace) }
            if self.world.laws.isBroken() { return }
        }
        await self.world.loop.sleep(until: begun.addingTimeInterval(self.scene.length))
        try await self.admitLatecomers()
    }

    /// Buyers who take what is there, until as many orders are placed as the scene promises.
    private func admitLatecomers() async throws {
        var dice = Dice(named: "latecomers \(self.scene.seed)")
        for _ in 0..<(self.scene.fewestOrders * 2) {
            let placed = self.world.truth.with { $0.shops.values.reduce(0) { $0 + $1.orders.count } }
            guard placed < self.scene.fewestOrders else { return }
            await self.world.loop.sleep(Double.random(in: 2...60, using: &dice))
            let index = Int.random(in: self.scene.workspaces.indices, using: &dice)
            let workspace = self.scene.workspaces[index]
            let shop = dice.pick(workspace.shops).name
            let there = (await self.world.market.shop(shop)?.items ?? [:]).filter { $0.value.open ?? 0 > 0 }.keys
                .sorted()
            let deed: Scene.Deed =
                there.isEmpty
                ? .adjust(workspace: index, sku: dice.pick(workspace.goods).sku, by: 5)
                : .buy(shop: shop, sku: dice.pick(there), units: 1, paid: true, cancels: false)
            _ = try await Stagehand(world: self.world).perform(deed)
            try await self.world.checkAll(index)
            if self.world.laws.isBroken() { return }
        }
    }

    /// Nobody buys any more, faults are over, and there is time enough for the last news to arrive.
    private func comeToRest() async throws {
        self.world.history.note("trading ends")
        let news = self.world.now.addingTimeInterval(Self.latestNews)
        await self.world.market.settle(keepingFaults: false)
        for shop in self.scene.workspaces.flatMap(\.shops) { self.world.stir(shop.name) }
        for index in self.scene.workspaces.indices {
            // Orders that leave no trace in the stock are heard of with the next poll: the longest interval and lag are Amazon's.
            await self.world.loop.sleep(360)
            // Longer than a poll, a sweep and a read-back of everything.
            _ = try await self.wait(30 * 3_600) { try await self.world.isCalm(index, withNewsFrom: news) }
        }
    }

    /// Seconds after which every shop shows an order in its search: Amazon's takes two minutes, and clocks are off by 90 s.
    private static let latestNews = 240.0
}

/// Why a scene could not be played.
public enum SimulatorError: Error, Sendable, CustomStringConvertible {
    case stage(String)

    public var description: String {
        switch self {
        case .stage(let text): "The stage could not be set: \(text)"
        }
    }
}
