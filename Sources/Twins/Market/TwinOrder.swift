import Foundation

/// An order, as far as it is the same on every channel.
protocol TwinOrder: Sendable, Codable {
    associatedtype Line: TwinOrderLine
    /// What books and sales know it by.
    var orderID: Int { get }
    /// The channel's word for where it stands.
    var status: String { get }
    /// Its units are held only.
    var isUnpaid: Bool { get }
    var lines: [Line] { get }
    /// The shop's clock.
    var created: Date { get }
    /// Wall time before which the API does not know this order.
    var visibleAt: Date { get set }
}

protocol TwinOrderLine: Sendable, Codable {
    var sku: String { get }
    var units: Int { get }
    /// Units the shelf did not have when they were bought; `nil` where it had all.
    var beyond: Int? { get }
    /// Units given back by refunds with restocking.
    var restocked: Int { get }
}

extension TwinOrderLine {
    var restocked: Int { 0 }
}

extension BookOfSales {
    /// Takes down what a sale, a hold or the end of one did to the shelf.
    ///
    /// - Parameters:
    ///   - units: Of the line; `nil`: all.
    ///   - actor: `nil`: `restock` where units come back, else `checkout`.
    ///   - movement: The stock number before and after.
    mutating func write<Order: TwinOrder>(
        _ kind: BookEntry.Kind, _ line: Order.Line, of order: Order, units: Int? = nil,
        by actor: BookEntry.Actor? = nil,
        _ movement: (Int?, Int?), _ moment: Moment
    ) {
        let isFirst = kind == .sale || kind == .hold
        let isBack = kind == .cancellation || kind == .restock || kind == .release
        self.write(
            BookEntry(
                kind: kind, at: moment.wall, shopTime: moment.shop,
                by: actor ?? (isBack ? .restock : .checkout), orderID: order.orderID, sku: line.sku,
                units: units ?? line.units, beyond: isFirst ? line.beyond : nil,
                before: movement.0, after: movement.1, visibleAt: isFirst ? order.visibleAt : nil))
    }

    /// Takes down that an order's status changed.
    ///
    /// - Parameter change: `old>new`.
    mutating func write(status change: String, of order: Int, by actor: BookEntry.Actor, _ moment: Moment) {
        self.write(
            BookEntry(
                kind: .status, at: moment.wall, shopTime: moment.shop, by: actor, orderID: order, sku: nil, units: 0,
                before: nil, after: nil, note: change))
    }

    /// Takes down that a stock number was set.
    mutating func write(
        stockOf sku: String, from before: Int?, to after: Int?, by actor: BookEntry.Actor, _ moment: Moment
    ) {
        self.write(
            BookEntry(
                kind: .stockSet, at: moment.wall, shopTime: moment.shop, by: actor, orderID: nil, sku: sku, units: 0,
                before: before, after: after))
    }

    /// Takes down that a price was set.
    mutating func write(priceOf sku: String, to price: String, by actor: BookEntry.Actor, _ moment: Moment) {
        self.write(
            BookEntry(
                kind: .priceSet, at: moment.wall, shopTime: moment.shop, by: actor, orderID: nil, sku: sku, units: 0,
                before: nil, after: nil, note: price))
    }
}
