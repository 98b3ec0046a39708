import Foundation

/// Everything one shop knows, as far as it is the same on every channel.
///
/// A value: the actor around it (`StatefulShop`) decides when things happen, this decides what happens. Each channel stores the
/// members itself, under the names that its state files have.
protocol TwinState: Sendable, Codable {
    associatedtype Order: TwinOrder
    /// What the channel takes at once and applies later; `Never` where it applies all it takes.
    associatedtype Change: Sendable, Codable = Never

    var name: String { get }
    var clock: TwinClock { get set }
    var book: BookOfSales { get set }
    var faults: FaultDesk { get set }
    /// What the shop will do by itself.
    var later: [Planned<Change>] { get set }
    /// By the number that books and sales have.
    var orders: [Int: Order] { get set }
    /// Webhooks that have not left yet.
    var pendingWebhooks: Int { get }

    /// Puts goods on the shelves; a SKU the shop has stays as it is.
    mutating func fill(_ goods: [TwinProduct], at moment: Moment)
    /// One buyer at the till: all or nothing.
    mutating func buy(sku: String, units: Int, paid: Bool, at moment: Moment) -> TwinSale?
    /// An unpaid order is paid. Nothing happens to any other order.
    mutating func pay(_ order: Int, at moment: Moment)
    /// Cancels an order that has not left. Nothing happens to any other order.
    mutating func cancel(_ order: Int, at moment: Moment)
    /// The seller ships by hand.
    mutating func complete(_ order: Int, at moment: Moment)
    /// The payment fails; a hold ends.
    mutating func fail(_ order: Int, at moment: Moment)
    mutating func apply(_ change: Change, at moment: Moment)

    /// Another program, or the seller by hand, sets a number. `false`: no such SKU, or it is not counted.
    mutating func setStockBehindTheHub(_ sku: String, to units: Int, at moment: Moment) -> Bool
    /// Another program changes some stock number.
    mutating func meddleWithStock(_ direction: FaultRule.Direction, _ moment: Moment)
    /// Another program changes some price.
    mutating func meddleWithPrice(_ moment: Moment)
}

extension TwinState {
    var pendingWebhooks: Int { 0 }

    func moment(_ wall: Date) -> Moment { Moment(wall: wall, shop: self.clock.time(at: wall)) }

    /// Lets the faults of passing time happen: another program's writes, a clock that jumps.
    mutating func happen(within seconds: Double, at moment: Moment) {
        for rule in self.faults.happenings(within: seconds) {
            switch rule.kind {
            case .secondProgramStock: self.meddleWithStock(rule.direction ?? .lowering, moment)
            case .secondProgramPrice: self.meddleWithPrice(moment)
            case .clockSkew: self.clock.skew = rule.span
            case .clockStep: self.clock.skew += self.faults.dice.real(-rule.span...rule.span)
            default: break
            }
        }
    }

    /// What is due by now, in order; it is planned no more.
    mutating func takeDue(at moment: Moment) -> [Planned<Change>.Deed] {
        let due = self.later.filter { $0.due <= moment.wall }.sorted { $0.due < $1.due }
        if !due.isEmpty { self.later.removeAll { $0.due <= moment.wall } }
        return due.map(\.deed)
    }

    /// Plans something for within `seconds` of wall time.
    mutating func plan(_ deed: Planned<Change>.Deed, within seconds: Double, _ moment: Moment) {
        let due = moment.wall.addingTimeInterval(self.faults.wait(upTo: seconds))
        self.later.append(Planned(due: due, deed: deed))
    }

    /// Pays (seven times in ten) or cancels an unpaid order within `seconds`.
    mutating func endHold(of order: Int, within seconds: Double, _ moment: Moment) {
        let pays = self.faults.dice.chance(0.7)
        self.plan(pays ? .pay(order: order) : .cancel(order: order), within: seconds, moment)
    }

    mutating func fail(_ order: Int, at moment: Moment) {
        if self.orders[order]?.isUnpaid == true { self.cancel(order, at: moment) }
    }

    /// Pays or cancels what is unpaid, and lets the API see every order.
    mutating func settleOrders(at moment: Moment) {
        for id in self.orders.keys.sorted() where self.orders[id]?.isUnpaid == true {
            if self.faults.dice.chance(0.7) { self.pay(id, at: moment) } else { self.cancel(id, at: moment) }
        }
        var orders = self.orders
        for (id, order) in self.orders where order.visibleAt > moment.wall { orders[id]?.visibleAt = moment.wall }
        self.orders = orders
    }

    /// Units of unpaid orders, by SKU.
    var heldBySKU: [String: Int] {
        var held: [String: Int] = [:]
        for order in self.orders.values where order.isUnpaid {
            for line in order.lines { held[line.sku, default: 0] += line.units }
        }
        return held
    }
}

extension TwinState where Change == Never {
    mutating func apply(_ change: Never, at moment: Moment) {}
}

/// Something a shop will do by itself.
struct Planned<Change: Sendable & Codable>: Sendable, Codable {
    enum Deed: Sendable, Codable {
        /// A change that was taken.
        case apply(Change)
        /// An API write whose caller was told that it failed.
        case write(TwinRequest)
        case pay(order: Int)
        case cancel(order: Int)
    }

    /// Wall time.
    var due: Date
    var deed: Deed
}
