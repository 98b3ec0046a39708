import ConnectorKit
import Foundation
import Records
import Store
import Wire

/// Takes the cost of each request from the limits that all share, before it leaves: for calls that people make by hand,
/// outside of visits. Such a call may take the reserve; it is one person's and few.
struct ChargedTransport: Transport {
    let inner: any Transport
    let hub: Installation
    let spender: String
    /// The limits that a request counts for.
    let limits: [SyncPurse.Key: Budget]
    let channel: String
    /// Units of a limit in points that one request is taken for.
    let points: Int

    /// Seconds that somebody in front of a screen is kept waiting for a free unit.
    static let longestWait = 10.0

    /// - Parameter connection: `nil` while there is none yet: then only what all share is charged.
    /// - Returns: `inner` itself where the channel publishes no limits.
    static func around(_ desk: Desk, _ manifest: Manifest, connection: UUID?) -> any Transport {
        let hub = desk.hub
        guard manifest.budgets.contains(where: { $0.scope == .app || $0.scope == .connection }) else {
            return hub.transport
        }
        let purse = SyncPurse(
            manifest, app: hub.registration(manifest.id), connection: connection ?? desk.tenant, tenant: desk.tenant)
        return ChargedTransport(
            inner: hub.transport, hub: hub, spender: purse.spender,
            limits: purse.common.filter { connection != nil || $0.value.scope == .app }, channel: manifest.id,
            points: manifest.requestCost)
    }

    var uptime: Duration { self.inner.uptime }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        let latest = self.hub.now().addingTimeInterval(Self.longestWait)
        while let wait = try await self.charge() {
            let left = wait.timeIntervalSince(self.hub.now())
            guard wait <= latest, (try? await self.hub.pause(max(0.05, left))) != nil else {
                throw .unreachable(
                    "The channel's limit on calls is used up for now; there is room again in about \(Self.words(left))."
                )
            }
        }
        return try await self.inner.send(call)
    }

    /// - Returns: `nil` when the request may leave, else when to ask again.
    private func charge() async throws(TransportError) -> Date? {
        let (limits, spender, channel) = (self.limits, self.spender, self.channel)
        let (now, hold) = (self.hub.now(), self.hub.id())
        do {
            return try await self.hub.store.system { db in
                var budgets = try BudgetBook.lock(db, channel: channel, limits, now: now)
                let before = budgets
                var wait: Date?
                for key in limits.keys.sorted() {
                    let cost = limits[key]?.countsPoints == true ? self.points : 1
                    let grant = budgets[key]!.ask(
                        hold, by: spender, cost: cost, need: .urgent, now: now, until: now.addingTimeInterval(60))
                    switch grant {
                    case .allowed: budgets[key]!.settle(hold, spent: cost, now: now)
                    case .wait(let until): wait = max(wait ?? until, until)
                    case .never: wait = .distantFuture
                    }
                }
                // All or none.
                if wait == nil { try BudgetBook.save(db, channel: channel, budgets, before: before, now: now) }
                return wait
            }
        } catch {
            throw .unreachable("The counts of the channel's limits cannot be reached.")
        }
    }

    private static func words(_ seconds: Double) -> String {
        seconds < 90 ? "\(Int(seconds.rounded(.up))) seconds" : "\(Int((seconds / 60).rounded(.up))) minutes"
    }
}

/// The counts of shared limits in the tables.
enum BudgetBook {
    /// As they stand, held until the transaction ends. Whoever locks several takes them in one order.
    static func lock(
        _ db: any SQLConnection, channel: String, _ limits: [SyncPurse.Key: Budget], now: Date
    ) throws -> [SyncPurse.Key: SharedBudget] {
        var budgets: [SyncPurse.Key: SharedBudget] = [:]
        for (key, limit) in limits.sorted(by: { $0.key < $1.key }) {
            let stored = try BudgetRecords.lock(db, channel: channel, holder: key.holder, name: key.name, at: now)
            // Another limit than the one that was counted before: counted anew.
            budgets[key] = stored.flatMap { Self.read($0, limit) } ?? SharedBudget(limit, now: now)
        }
        return budgets
    }

    private static func read(_ stored: JSONText, _ limit: Budget) -> SharedBudget? {
        if let budget = SharedBudget(packed: stored.text, of: limit) { return budget }
        // Rows of earlier versions name every field.
        let known: SharedBudget? = try? JSONText.decode(stored)
        return known.flatMap { $0.state.budget == limit ? $0 : nil }
    }

    static func save(
        _ db: any SQLConnection, channel: String, _ budgets: [SyncPurse.Key: SharedBudget],
        before: [SyncPurse.Key: SharedBudget], now: Date
    ) throws {
        for (key, budget) in budgets.sorted(by: { $0.key < $1.key }) where before[key] != budget {
            try BudgetRecords.save(
                db, channel: channel, holder: key.holder, name: key.name, state: JSONText(budget.packed), at: now)
        }
    }
}
