import Commerce
import Foundation
import Jobs
import Records
import Store
import Synchronization
import Twins

extension World {
    /// Which shop a call goes to: the first part of its path, or what an API for all shops makes of it; empty for none.
    func shop(of call: TwinRequest) async -> String {
        let first = call.path.first ?? ""
        if self.scene.workspaces.contains(where: { $0.shops.contains { $0.name == first } }) { return first }
        return await self.market.shopName(of: call) ?? ""
    }

    /// Takes in what a shop did, and counts the faults that struck it.
    func hear(of name: String) async {
        guard let shop = await self.market.shop(name) else { return }
        let book = await shop.book
        let index = self.scene.workspace(of: name)
        let heard = self.truth.hear(book, of: name, workspace: index, orderID: shop.orderID)
        for line in heard.told { self.history.note(line) }
        if let broken = heard.broken { self.laws.check(.guarantee, broken) }
        let struck = await shop.struck
        let all: [FaultKind: Int]? = self.truth.with { state in
            guard state.shops[name]?.struck != struck else { return nil }
            state.shops[name, default: .init()].struck = struck
            var all: [FaultKind: Int] = [:]
            for shop in state.shops.values { for (kind, count) in shop.struck { all[kind, default: 0] += count } }
            return all
        }
        if let all {
            self.laws.struck(all)
            self.truth.happened(in: index)
        }
    }

    /// What the shelves of a workspace's shops truly are, by shop and SKU.
    func shelves(_ index: Int) async -> [String: [String: ShopReport.Item]] {
        var shelves: [String: [String: ShopReport.Item]] = [:]
        for shop in self.scene.workspaces[index].shops {
            await self.hear(of: shop.name)
            shelves[shop.name] = await self.market.shop(shop.name)?.items ?? [:]
        }
        return shelves
    }

    /// All that shops may still sell and all they sold is no more than there is.
    func checkGuarantee(_ index: Int) async {
        guard self.truth.with({ $0.isTrading }) else { return }
        let workspace = self.scene.workspaces[index]
        let promised = workspace.goods.map(\.sku).filter { workspace.policy(of: $0) == .guaranteed }
        guard !promised.isEmpty else { return }
        let shelves = await self.shelves(index)
        let problem: String? = self.truth.with { state in
            let (taken, beyond) = (Truth.taken(workspace, state), Truth.beyond(workspace, state))
            for part in promised {
                let there = state.workspaces[index].supply[part] ?? 0
                let excess = Truth.excess(part, beyond, state.workspaces[index]).units
                let open = workspace.drawing(on: part).flatMap { sku, each in
                    workspace.shops.compactMap { shop in
                        shelves[shop.name]?[sku]?.open.map { (shop: shop.name, sku: sku, sellable: $0, each: each) }
                    }
                }
                let taken = taken[part] ?? 0
                guard open.reduce(taken, { $0 + $1.sellable * $1.each }) > there + excess else { continue }
                let words = open.filter { $0.sellable > 0 }.map { "\($0.shop) may sell \($0.sellable) × \($0.sku)" }
                return
                    "\(part): \(there) there are, \(taken) are sold, and \(words.joined(separator: ", ")) (excused \(excess))"
            }
            return nil
        }
        self.laws.check(.guarantee, problem)
    }

    /// A commit of one workspace's rows: under a lease that holds, and now and then the whole books are looked at.
    ///
    /// - Parameter holder: Who held the lease's key as the transaction ended.
    func committed(
        _ tenant: UUID, by process: HubProcess, under lease: Lease?, held holder: JobRows.Holder?
    ) async throws {
        let count = self.committed()
        try await self.checkProgress()
        guard let index = self.tenants.firstIndex(of: tenant) else { return }
        self.truth.with { $0.workspaces[index].touched = true }
        if let lease {
            let now = self.now
            let isHeld =
                holder.map { $0.owner == lease.owner && $0.token == lease.token && $0.until ?? .distantPast > now }
                ?? false
            self.laws.check(
                .fencing,
                isHeld ? nil : "\(process.owner) committed under lease \(lease.token), which it no longer holds")
        }
        guard self.truth.with({ $0.isTrading }) else { return }
        for shop in self.suspects(in: index) { try await self.checkEscrow(index, shop) }
        if count.isMultiple(of: 20) { try await self.checkBooks(index) }
        if count.isMultiple(of: 100) { try await self.checkPatience(index) }
    }

    /// Many commits in a row and no line of history: the hub is busy with nothing.
    private func checkProgress() async throws {
        let lines = self.history.count
        let commits = self.truth.with { state in
            if state.lines != lines { (state.lines, state.commitsSince) = (lines, 0) }
            state.commitsSince += 1
            return state.commitsSince
        }
        guard commits >= 400 else { return self.laws.check(.progress, nil) }
        guard !self.laws.isBroken() else { return }
        var words: [String] = []
        for index in self.scene.workspaces.indices {
            guard let text = try await self.disagreement(index) else { continue }
            words.append(text)
            try await self.tellEvents(of: text, index)
        }
        self.laws.check(.progress, "\(commits) commits and nothing happened. \(words.joined(separator: "; "))")
    }

    /// Everything that is looked at after each step of the scene.
    func checkAll(_ index: Int) async throws {
        try await self.checkBooks(index)
        await self.checkGuarantee(index)
        try await self.checkIsolation()
    }

    func checkBooks(_ index: Int) async throws {
        let workspace = self.scene.workspaces[index]
        let shelves = await self.shelves(index)
        var rows = try await self.books(index)
        let imbalance = rows.problem(workspace)
        self.laws.check(.books, imbalance)
        let shops = self.shopOf
        let problem = self.truth.with { rows.escrowProblem(shelves, truth: $0.shops, shopOf: shops) }
        self.laws.check(.escrow, problem)
        self.truth.learn(rows, workspace: index, shopOf: shops)
        self.keep(rows, of: index)
    }

    /// A workspace's books as they stand; of tables that nobody wrote to since, what was read before.
    func books(_ index: Int) async throws -> BookRows {
        let before = self.keptBooks(of: index)
        let rows = try await self.store.read(as: self.tenants[index]) { [clock] in
            try BookRows($0, clock, before: before)
        }
        self.keep(rows, of: index)
        return rows
    }

    /// One shop's offers, right after it was written to: a bound that is wrong for a second is wrong.
    private func checkEscrow(_ index: Int, _ name: String) async throws {
        guard let connection = self.connections[name] else { return }
        await self.hear(of: name)
        let shelves = [name: await self.market.shop(name)?.items ?? [:]]
        var rows = try await self.books(index)
        let problem = self.truth.with { rows.escrowProblem(shelves, truth: $0.shops, shopOf: [connection: name]) }
        self.laws.check(.escrow, problem)
        self.keep(rows, of: index)
    }

    /// What is long past must have arrived, whatever was lost on the way.
    private func checkPatience(_ index: Int) async throws {
        let workspace = self.scene.workspaces[index]
        let shops = self.shopOf
        let rows = try await self.store.read(as: self.tenants[index]) { try PatienceRows($0) }
        let now = self.now
        let late = self.truth.with { state in
            rows.lateOrder(
                workspace.shops.map(\.name), state.shops, shopOf: shops,
                since: now.addingTimeInterval(-PatienceRows.orders))
        }
        self.laws.check(.orders, late)
        let waiting = self.truth.with { rows.lateWrite(&$0.workspaces[index].waiting, shopOf: shops, now: now) }
        self.laws.check(.convergence, waiting)
    }

    /// A workspace's rows stay as they are while nothing of its own is committed.
    private func checkIsolation() async throws {
        self.laws.check(.isolation, self.lint.violation)
        for (index, tenant) in self.tenants.enumerated() {
            let mark = try await self.store.read(as: tenant) { [clock] in
                try Fingerprint($0, clock, before: self.truth.with { $0.workspaces[index].mark })
            }
            let problem: String? = self.truth.with { state in
                defer {
                    state.workspaces[index].mark = mark
                    state.workspaces[index].touched = false
                }
                guard !state.workspaces[index].touched, let before = state.workspaces[index].mark, before != mark
                else { return nil }
                return
                    "\(self.scene.workspaces[index].name)'s rows changed, and it did nothing: \(before) became \(mark)"
            }
            self.laws.check(.isolation, problem)
        }
    }

    /// A process has ended; its successor starts after a while.
    func succeed(_ process: HubProcess, _ crash: Scene.Crash) {
        self.crashed()
        self.truth.happenedToAll()
        self.graveyard.withLock {
            $0.append((crash, self.now.addingTimeInterval(crash.away).wholeMicroseconds, process.owner))
        }
        self.undertaker.ring(self.loop)
    }
}
