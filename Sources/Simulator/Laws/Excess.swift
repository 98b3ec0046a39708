import Commerce
import Foundation

/// Units of a part that are sold or on offer beyond what is there, and who brought that about.
struct Excess: Sendable, Hashable {
    /// A shop sold what its own shelf did not have.
    var byShops = 0
    /// People took units away that shops already offered.
    var byPeople = 0

    var units: Int { self.byShops + self.byPeople }

    /// The hub offers so many more than it has now: what it has gathered in is no excuse any longer.
    mutating func limit(to units: Int) {
        self.byPeople = min(self.byPeople, max(0, units - self.byShops))
        self.byShops = min(self.byShops, max(0, units))
    }
}

/// Orders of SKUs of one policy, and those that sold units a second time.
public struct DoubleSales: Sendable, Hashable, Codable {
    public var orders = 0
    /// Double sales that the hub let happen.
    public var double = 0
    /// Double sales that a shop made by itself: it sold what its own shelf did not have.
    public var byShops = 0
    /// Double sales of units that people took away while they were on offer.
    public var byPeople = 0

    /// Who let a double sale happen.
    enum Blame: Sendable, Hashable {
        case hub, shop, people

        var words: String {
            switch self {
            case .hub: ""
            case .shop: ", by the shop itself"
            case .people: ", of units that were taken away"
            }
        }
    }

    mutating func add(_ blame: Blame) {
        switch blame {
        case .hub: self.double += 1
        case .shop: self.byShops += 1
        case .people: self.byPeople += 1
        }
    }

    mutating func add(_ other: DoubleSales) {
        self.orders += other.orders
        self.double += other.double
        self.byShops += other.byShops
        self.byPeople += other.byPeople
    }
}

extension Truth {
    /// Whether the last order of a SKU sold units twice, and who let it.
    ///
    /// Where units are promised, exactly those are excused that a shop's own shelf did not have, or that people took
    /// away, as long as the hub has not gathered them in. Elsewhere the same is counted, and nothing was promised.
    static func blame(
        _ sku: String, _ workspace: Scene.Workspace, _ known: Truth.Workspace, _ state: State
    ) -> DoubleSales.Blame? {
        var blame: DoubleSales.Blame?
        let (taken, beyond) = (Self.taken(workspace, state), Self.beyond(workspace, state))
        for part in workspace.draws(of: sku).keys.sorted() {
            let over = (taken[part] ?? 0) - (known.supply[part] ?? 0)
            guard over > 0 else { continue }
            let excess = Self.excess(part, beyond, known)
            guard over <= excess.units else { return .hub }
            blame = excess.byShops > 0 ? .shop : .people
        }
        return blame
    }

    /// Units of a part that may be out beyond what is there.
    ///
    /// - Parameter beyond: What shops oversold by themselves, by part.
    static func excess(_ part: String, _ beyond: [String: Int], _ known: Truth.Workspace) -> Excess {
        var excess = known.excess[part] ?? Excess()
        excess.byShops += beyond[part] ?? 0
        return excess
    }

    /// Units of each part that shops' shelves did not have, in orders that the hub has not taken in.
    static func beyond(_ workspace: Scene.Workspace, _ state: State) -> [String: Int] {
        var beyond: [String: Int] = [:]
        for shop in workspace.shops {
            guard let book = state.shops[shop.name] else { continue }
            for order in book.strange.compactMap({ book.orders[$0] }) {
                for (sku, units) in order.beyond { beyond[sku, default: 0] += min(units, order.taken[sku] ?? 0) }
            }
        }
        return Self.parts(of: beyond, workspace)
    }

    /// Where promised goods stand by the hub's books: an order a shop oversold becomes the hub's to gather in once it is
    /// known, and no more is excused than the hub itself says is out beyond what is there.
    func learn(_ rows: BookRows, workspace index: Int, shopOf: [UUID: String]) {
        let workspace = self.scene.workspaces[index]
        self.with { state in
            for shop in workspace.shops where state.shops[shop.name]?.strange.isEmpty == false {
                self.gatherIn(rows, of: shop.name, index, shopOf, &state)
            }
            let oversold = workspace.shops.contains { state.shops[$0.name]?.oversold.isEmpty == false }
            for offer in oversold ? rows.offers : [] where offer.isSettled {
                guard let shop = shopOf[offer.connection], let sku = offer.sku, let book = state.shops[shop],
                    book.oversold[sku] != nil, !book.strange.contains(where: { book.orders[$0]?.beyond[sku] != nil })
                else { continue }
                state.shops[shop]?.oversold[sku] = nil
            }
            for part in state.workspaces[index].excess.keys.sorted() {
                // Until its offer has settled the books may take what it sold by itself for what was just put there.
                let isOpen = workspace.drawing(on: part).contains { sku, _ in
                    workspace.shops.contains { state.shops[$0.name]?.oversold[sku] != nil }
                }
                let overdrawn = rows.overdrawn(part, workspace)
                let byShops = state.workspaces[index].excess[part]?.byShops ?? 0
                state.workspaces[index].excess[part]?.limit(to: isOpen ? max(byShops, overdrawn) : overdrawn)
            }
        }
    }
    private func gatherIn(
        _ rows: BookRows, of shop: String, _ index: Int, _ shopOf: [UUID: String], _ state: inout State
    ) {
        let workspace = self.scene.workspaces[index]
        var known: Set<String> = []
        for line in rows.lines where line.taken > 0 && shopOf[line.connection] == shop {
            if let sku = line.sku { known.insert("\(line.remote)/\(sku)") }
        }
        for id in state.shops[shop]?.strange.sorted() ?? [] {
            for (sku, units) in state.shops[shop]?.orders[id]?.beyond ?? [:] where known.contains("\(id)/\(sku)") {
                state.shops[shop]?.orders[id]?.beyond[sku] = nil
                for (part, each) in workspace.draws(of: sku) {
                    state.workspaces[index].excess[part, default: .init()].byShops += units * each
                }
            }
            if state.shops[shop]?.orders[id]?.beyond.isEmpty ?? true { state.shops[shop]?.strange.remove(id) }
        }
    }
}
