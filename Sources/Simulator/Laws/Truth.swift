import Commerce
import Foundation
import Synchronization
import Twins

/// What is truly so, from the shops' own books and from what people did: never from our tables.
final class Truth: Sendable {
    /// One order as its shop has it.
    struct Order: Sendable {
        /// Units sold or held now, by SKU.
        var taken: [String: Int] = [:]
        var held: [String: Int] = [:]
        /// When it last changed.
        var changedAt = Date.distantPast
        /// Units the shelf did not have, by SKU, until the hub has taken the order in.
        var beyond: [String: Int] = [:]
    }

    struct Shop: Sendable {
        var read = 0
        var orders: [String: Order] = [:] { didSet { self.version += 1 } }
        /// Grows with each change of its orders.
        private(set) var version = 0
        /// Units that all its orders have taken, by SKU.
        var taken: [String: Int] = [:]
        /// Orders that took units the shelf did not have.
        var strange: Set<String> = []
        /// When it last sold something.
        var soldAt = Date.distantPast
        var struck: [FaultKind: Int] = [:]
        /// Units sold that the shelf did not have, by SKU, until the offer has settled after them. One that is sold before a
        /// write of ours lands is taken off what that write brings, and the shop then has all of it.
        var oversold: [String: Int] = [:]
    }

    struct Workspace: Sendable {
        /// Units there are in all, sold or not, as people counted and delivered.
        var supply: [String: Int]
        /// Units that are out and not there through no fault of the hub, which knows of them: until it has gathered them in.
        var excess: [String: Excess] = [:]
        var sales: [SellingPolicy: DoubleSales] = [:]
        /// Offers that wait to be written, since when.
        var waiting: [String: Date] = [:]
        /// What its rows came to when last looked at, and whether it has committed since.
        var mark: Fingerprint?
        var touched = true
        /// What was written to each offer since anything happened.
        var rounds: [String: Rounds] = [:]
    }

    struct State: Sendable {
        var shops: [String: Shop] = [:]
        var workspaces: [Workspace]
        var underWay: Set<String> = []
        /// Shops that asked to wait: from when on nobody can have missed it, and until when.
        var waits: [String: (from: Date, until: Date, heardBy: HubProcess)] = [:]
        var readings: [String: Readings] = [:]
        var demand = Demand()
        var isTrading = false
        /// Lines of history when last looked at, and commits since there was a new one.
        var lines = 0
        var commitsSince = 0
    }

    private let state: Mutex<State>
    let scene: Scene

    init(_ scene: Scene) {
        self.scene = scene
        self.state = Mutex(
            State(
                workspaces: scene.workspaces.map { workspace in
                    Workspace(
                        supply: Dictionary(
                            workspace.goods.map { ($0.sku, $0.stock ?? 0) }, uniquingKeysWith: { first, _ in first }))
                }))
    }

    func with<Result>(_ body: (inout State) -> Result) -> Result { self.state.withLock { body(&$0) } }

    func begin(_ write: String) -> Bool { self.state.withLock { $0.underWay.insert(write).inserted } }
    func end(_ write: String) { self.state.withLock { _ = $0.underWay.remove(write) } }

    /// Takes in what a shop wrote into its book since.
    ///
    /// - Parameter orderID: What the channel calls an order of the book.
    /// - Returns: What happened, for the history, and which promise it broke.
    func hear(
        _ book: BookOfSales, of shop: String, workspace index: Int, orderID: (Int) -> String
    ) -> (told: [String], broken: String?) {
        let workspace = self.scene.workspaces[index]
        return self.state.withLock { state in
            var told: [String] = []
            var broken: String?
            var known = state.shops[shop] ?? Shop()
            guard known.read < book.entries.count else { return ([], nil) }
            while known.read < book.entries.count {
                let entry = book.entries[known.read]
                known.read += 1
                if entry.by != .hub { state.workspaces[index].rounds = [:] }
                guard let sku = entry.sku else { continue }
                if [.stockSet, .priceSet].contains(entry.kind) {
                    if entry.by != .hub, state.isTrading {
                        told.append("\(shop) \(entry.kind.rawValue) \(sku) by \(entry.by.rawValue)")
                    }
                    continue
                }
                guard let id = entry.orderID.map(orderID) else { continue }
                var order = known.orders[id] ?? Order()
                let before = order.taken[sku] ?? 0
                Self.apply(entry, sku, &order)
                order.changedAt = max(entry.at, entry.visibleAt ?? entry.at)
                let change = (order.taken[sku] ?? 0) - before
                let over = (order.beyond[sku] ?? 0) - (known.orders[id]?.beyond[sku] ?? 0)
                if over > 0 { known.oversold[sku, default: 0] += over }
                known.orders[id] = order
                known.taken[sku, default: 0] += change
                if !order.beyond.isEmpty { known.strange.insert(id) }
                told.append("\(shop) \(entry.kind.rawValue) of \(entry.units) × \(sku), order \(id)")
                guard change > 0 else { continue }
                known.soldAt = entry.at
                state.shops[shop] = known
                let policy = workspace.policy(of: sku)
                state.workspaces[index].sales[policy, default: .init()].orders += 1
                guard let blame = Self.blame(sku, workspace, state.workspaces[index], state) else { continue }
                state.workspaces[index].sales[policy, default: .init()].add(blame)
                let sentence = "\(shop) order \(id) is a double sale of \(sku)\(blame.words)"
                told.append(sentence)
                if policy == .guaranteed, blame == .hub { broken = sentence }
            }
            state.shops[shop] = known
            return (told, broken)
        }
    }

    private static func apply(_ entry: BookEntry, _ sku: String, _ order: inout Order) {
        switch entry.kind {
        case .hold:
            order.held[sku, default: 0] += entry.units
            if let beyond = entry.beyond { order.beyond[sku] = beyond }
            order.taken[sku, default: 0] += entry.units
        case .sale:
            let held = min(order.held[sku] ?? 0, entry.units)
            order.held[sku, default: 0] -= held
            if held == 0, let beyond = entry.beyond { order.beyond[sku] = beyond }
            order.taken[sku, default: 0] += entry.units - held
        case .release:
            order.held[sku, default: 0] -= entry.units
            order.taken[sku, default: 0] -= entry.units
        case .cancellation, .restock: order.taken[sku, default: 0] -= entry.units
        default: break
        }
    }

    /// Units of each part that all shops of a workspace have sold or hold.
    static func taken(_ workspace: Scene.Workspace, _ state: State) -> [String: Int] {
        var taken: [String: Int] = [:]
        for shop in workspace.shops {
            for (sku, units) in state.shops[shop.name]?.taken ?? [:] { taken[sku, default: 0] += units }
        }
        return Self.parts(of: taken, workspace)
    }

    /// What these units of SKUs come to in parts.
    static func parts(of units: [String: Int], _ workspace: Scene.Workspace) -> [String: Int] {
        var parts: [String: Int] = [:]
        for (sku, units) in units {
            for (part, each) in workspace.draws(of: sku) { parts[part, default: 0] += units * each }
        }
        return parts
    }
}
