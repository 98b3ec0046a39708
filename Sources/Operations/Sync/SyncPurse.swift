import ConnectorKit
import Foundation

/// What one connection may spend: the budgets its calls are charged to, as last seen.
///
/// A plain value, so that the planner can try what fits. What is truly taken is taken under lock (`SyncVisit.take`).
struct SyncPurse: Sendable {
    /// Where one count of a budget is kept.
    struct Key: Sendable, Hashable, Comparable {
        /// Whom the count covers: `app/…` for all tenants, `connection/…` for one.
        var holder: String
        var name: String

        static func < (one: Key, other: Key) -> Bool { (one.holder, one.name) < (other.holder, other.name) }
    }

    /// A call with what it costs and how badly it is needed.
    struct Priced: Sendable {
        var call: SyncCall
        var kind: CallKind
        var need: CallNeed
        var listing: String?
        /// Offers in it.
        var offers = 0
        /// Whether it writes that nothing is left. A listing's own limit does not keep it: what the channel no longer takes as a
        /// change, its connector makes true in another way.
        var isZero = false

        /// Whether it waits by itself where it does not fit, and keeps nothing else from going: its limits are its own.
        var standsAside: Bool { [.feed, .feedLook, .feedReport, .order, .kept, .finance, .market].contains(self.kind) }
    }

    let app: String
    let connection: String
    /// Whose turn counts: the tenant.
    let spender: String
    let limits: [Budget]
    let costs: [CallKind: Int]
    let offerCosts: [CallKind: Int]
    var budgets: [Key: SharedBudget] = [:]
    /// Whether calls of a round before have not been settled, so that what is left cannot be told from here.
    var isOpen = false

    init(_ manifest: Manifest, app: String, connection: UUID, tenant: UUID) {
        self.app = app
        self.connection = connection.text
        self.spender = tenant.text
        self.limits = manifest.budgets
        self.costs = manifest.callCosts
        self.offerCosts = manifest.offerCosts
    }

    /// The counts that every call is charged to.
    var common: [Key: Budget] {
        let any = Priced(call: .hooks, kind: .hooks, need: .patient, listing: nil)
        let shared = self.charges(any).filter {
            $0.limit.kinds == nil && ($0.limit.scope == .app || $0.limit.scope == .connection)
        }
        return Dictionary(shared.map { ($0.key, $0.limit) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a call is charged to.
    func charges(_ call: Priced) -> [(key: Key, limit: Budget)] {
        self.limits.filter { $0.covers(call.kind) }.compactMap { limit in
            switch limit.scope {
            case .app: (Key(holder: "app/\(self.app)", name: limit.name), limit)
            case .connection: (Key(holder: "connection/\(self.connection)", name: limit.name), limit)
            case .operation:
                (Key(holder: "connection/\(self.connection)/\(call.kind.rawValue)", name: limit.name), limit)
            case .listing:
                call.listing.map {
                    (Key(holder: "connection/\(self.connection)/listing/\($0)", name: limit.name), limit)
                }
            }
        }
    }

    /// Units that a call may cost at most.
    func cost(_ call: Priced) -> Int {
        max(1, self.costs[call.kind] ?? 1) + call.offers * (self.offerCosts[call.kind] ?? 0)
    }

    /// How many requests a call may take, one after the other, where units are requests.
    private func requests(_ call: Priced) -> Int {
        self.limits.contains(where: \.countsPoints) ? 3 : self.cost(call)
    }

    /// What fits now, in the order given. After the first that does not fit only urgent calls are still tried, so that
    /// small calls cannot for ever take the units that a larger one before them waits for.
    ///
    /// - Returns: The calls that may leave, whose units are set aside under `hold`; and when to ask again, where some may not.
    ///
    /// - Parameter timeout: Seconds a request may take; a call that reads first sends its last one that much later at most.
    mutating func grant(
        _ calls: [Priced], hold: UUID, now: Date, timeout: Double
    ) -> (allowed: [SyncCall], wait: Date?) {
        var allowed: [SyncCall] = []
        var wait: Date?
        var aside: Date?
        var unmet: [Key: (all: Int, urgent: Int)] = [:]
        for call in calls {
            let charges = self.charges(call)
            for (key, _) in charges where unmet[key] == nil { unmet[key] = (0, 0) }
            if call.standsAside {
                let most = now.addingTimeInterval(5 + timeout)
                if let until = self.ask(call, hold: hold, now: now, until: most) {
                    aside = min(aside ?? until, until)
                } else {
                    allowed.append(call.call)
                }
                continue
            }
            if wait == nil || call.need == .urgent {
                let most = now.addingTimeInterval(5 + timeout * Double(self.requests(call) - 1))
                guard let until = self.ask(call, hold: hold, now: now, until: most) else {
                    allowed.append(call.call)
                    continue
                }
                wait = min(wait ?? until, until)
            }
            for (key, _) in charges {
                unmet[key]!.all += self.cost(call)
                unmet[key]!.urgent += call.need == .urgent ? self.cost(call) : 0
            }
        }
        for (key, units) in unmet {
            self.budgets[key]?.remember(self.spender, wants: units.all, urgent: units.urgent, now: now)
        }
        return (allowed, wait ?? aside)
    }

    /// How many offers calls of one offer each reach within this many seconds; `nil` where no limit
    /// stands in the way.
    func writes(within seconds: Double) -> Int? {
        let limits = self.budgets.values.filter {
            $0.state.budget.covers(.write) && [.app, .connection].contains($0.state.budget.scope)
        }
        let cost = Double(max(1, self.costs[.write] ?? 1))
        return limits.map { Int(seconds * Double($0.state.budget.limit) / max(0.001, $0.state.memory) / cost) }.min()
    }

    /// - Returns: `nil` when all budgets of the call gave its units, else when to ask again; then none was taken.
    private mutating func ask(_ call: Priced, hold: UUID, now: Date, until: Date) -> Date? {
        var trial = self.budgets
        var wait: Date?
        for (key, limit) in self.charges(call) {
            let grant = trial[key, default: SharedBudget(limit, now: now)].ask(
                hold, by: self.spender, cost: self.cost(call), need: call.need, now: now, until: until)
            switch grant {
            case .allowed: break
            case _ where call.isZero && limit.scope == .listing: break
            case .wait(let until): wait = max(wait ?? until, until)
            case .never: wait = now.addingTimeInterval(60)
            }
        }
        if wait == nil { self.budgets = trial }
        return wait
    }

    /// The least time between two polls, in seconds, so that polls of all spenders together take at most half of the
    /// reserve of each limit that runs for hours, or a twentieth of it where it has none. A limit of polls alone is theirs:
    /// freely while more than half of it is left, else as fast as it fills.
    func pollGap(now: Date) -> Double {
        self.budgets.values.filter { $0.state.memory >= 600 && $0.state.budget.covers(.orders) }.map { shared in
            let budget = shared.state.budget
            if budget.kinds == [.orders] {
                let isScarce = shared.state.remaining(now: now) * 2 <= shared.state.limit
                return isScarce ? shared.state.memory / Double(max(1, shared.state.limit)) : 0
            }
            let part = budget.reserve > 0 ? Double(budget.reserve) / 2 : Double(shared.state.limit) / 20
            let polls = part * Double(shared.state.limit) / Double(max(1, budget.limit))
            return shared.state.memory * Double(max(1, shared.active(now: now))) / max(1, polls)
        }.max() ?? 0
    }
}
