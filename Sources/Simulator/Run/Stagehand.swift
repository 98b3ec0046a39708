import Commerce
import Foundation
import Operations
import Records
import Store
import Twins

/// Does one of the scene's deeds.
struct Stagehand: Sendable {
    let world: World

    private var scene: Scene { self.world.scene }

    /// - Returns: The workspace it concerns; `nil` for none in particular.
    func perform(_ deed: Scene.Deed) async throws -> Int? {
        self.world.history.note("\(deed)")
        if let workspace = deed.workspace(in: self.scene) { self.world.truth.happened(in: workspace) }
        switch deed {
        case .buy(let shop, let sku, let units, let paid, let cancels):
            return await self.buy(shop, sku, units, paid: paid, cancels: cancels)
        case .fault(let shop, let rule):
            await self.world.market.shop(shop)?.addFaults([rule])
            self.world.stir(shop)
            return nil
        case .crash(let crash):
            self.world.process(crash.process)?.arm(crash)
            return nil
        case .pause(let process, let seconds):
            self.world.process(process)?.pause(seconds)
            return nil
        case .adjust(let workspace, let sku, let change): return await self.adjust(workspace, sku, by: change)
        case .count(let workspace, let sku): return await self.count(workspace, sku)
        case .price(let workspace, let sku, let minor):
            await self.person { desk in
                _ = try await SetPrice(sku: sku, price: Money(minor: minor, currency: .gbp)).run(desk)
            }(workspace)
            return workspace
        case .ship(let workspace): return await self.ship(workspace)
        case .mistake(let workspace): return await self.mistake(workspace)
        case .policy(let workspace, let sku, let policy):
            await self.person { desk in _ = try await SetPolicy(.sku(sku, policy: policy)).run(desk) }(workspace)
            return workspace
        }
    }

    /// What a person does at the hub; a refusal is an answer too.
    private func person(
        _ body: @escaping @Sendable (Desk) async throws -> Void
    ) -> (Int) async -> Void {
        { workspace in
            guard let front = self.world.process(HubProcess.front) else { return }
            do { try await body(front.desk(workspace)) } catch { self.world.history.note("refused: \(error)") }
        }
    }

    private func buy(_ shop: String, _ sku: String, _ units: Int, paid: Bool, cancels: Bool) async -> Int {
        let index = self.scene.workspace(of: shop)
        guard let twin = await self.world.market.shop(shop) else { return index }
        await twin.tick()
        let sale = await twin.buy(sku, units: units, paid: paid, holdSeconds: paid ? nil : 40)
        if let sale, cancels, sale.isPaid { await twin.cancel(order: sale.orderID, within: 120) }
        if sale == nil { self.world.history.note("turned away") }
        let workspace = self.scene.workspaces[index]
        self.world.truth.with {
            $0.demand.note(
                .wish(
                    .init(
                        draws: workspace.draws(of: sku), units: units, isMet: sale != nil, comesBack: cancels && paid)),
                in: index)
        }
        await self.world.hear(of: shop)
        self.world.stir(shop)
        return index
    }

    private func adjust(_ workspace: Int, _ sku: String, by change: Int) async -> Int {
        // Before it happens where units come, after where they go: nobody may sell what is not there yet.
        let isDone = Flag()
        if change > 0 { self.supply(workspace, sku, change) }
        await self.person { desk in
            _ = try await AdjustStock(sku: sku, by: change).run(desk)
            isDone.set()
        }(workspace)
        if change < 0, isDone.isSet { self.supply(workspace, sku, change) }
        return workspace
    }

    private func supply(_ workspace: Int, _ sku: String, _ change: Int) {
        self.world.truth.with { state in
            state.workspaces[workspace].supply[sku, default: 0] += change
            if change < 0 { state.workspaces[workspace].excess[sku, default: .init()].byPeople -= change }
            state.demand.note(.supply(sku, change), in: workspace)
        }
    }

    /// Somebody counts and finds what the books say.
    private func count(_ workspace: Int, _ sku: String) async -> Int {
        await self.person { desk in
            let there = try await desk.read { db in
                let ids = try VariantRecords.find(db, skus: [sku]).map(\.id)
                return try StockRecords.levels(db, of: ids).reduce(0) { $0 + $1.level.onHand }
            }
            _ = try await SetStock(sku: sku, onHand: max(0, there)).run(desk)
        }(workspace)
        return workspace
    }

    private func ship(_ workspace: Int) async -> Int {
        await self.person { desk in
            let open = try await ListOrders(limit: 40).run(desk).rows.filter { $0.state == "open" }
            guard let order = open.last else { return }
            _ = try await ShipOrder(order.id, tracking: "1Z\(order.remoteID)").run(desk)
        }(workspace)
        return workspace
    }

    /// A file that makes everything cost nearly nothing is held until a person says yes, and nobody does.
    private func mistake(_ workspace: Int) async -> Int {
        let skus = self.scene.workspaces[workspace].goods.map(\.sku)
        let isApplied = Flag()
        await self.person { desk in
            let pennies = Dictionary(skus.map { ($0, Money(minor: 3, currency: .gbp)) }, uniquingKeysWith: { $1 })
            let plan = try await PlanPrices(.list(pennies)).run(desk)
            _ = try await ApplyPlan(plan.id).run(desk)
            isApplied.set()
        }(workspace)
        self.world.laws.check(.brake, isApplied.isSet ? "a file with penny prices for all SKUs went through" : nil)
        return workspace
    }
}
