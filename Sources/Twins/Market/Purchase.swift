import Foundation

/// How one purchase goes, as the shelf and the faults decide.
struct Purchase: Sendable {
    var sku: String
    var units: Int
    /// Units the shelf does not have; `nil` where it has all.
    var beyond: Int?
    /// `false`: the units are held only.
    var isPaid: Bool
    /// What left a paid purchase unpaid.
    var hold: FaultRule?
    /// Wall time before which the API does not know the order.
    var visibleAt: Date
}

extension TwinState {
    /// A buyer is at the till: all or nothing.
    ///
    /// - Parameters:
    ///   - left: Units on the shelf. Not below zero.
    ///   - mayOversell: Whether the shop may sell one unit more (`selfOversell`).
    /// - Returns: `nil` where there is too little left: the buyer is turned away.
    mutating func purchase(
        _ sku: String, units: Int, paid: Bool, left: Int, mayOversell: Bool = true, at moment: Moment
    ) -> Purchase? {
        var beyond: Int?
        if units > left {
            guard mayOversell, units == left + 1, self.faults.strikes(.selfOversell) != nil else {
                self.book.turnAway(units, of: sku)
                return nil
            }
            beyond = units - left
        }
        let hold = paid ? self.faults.strikes(.unpaidHold) : nil
        let late = self.faults.strikes(.orderLate)
        return Purchase(
            sku: sku, units: units, beyond: beyond, isPaid: paid && hold == nil, hold: hold,
            visibleAt: moment.wall.addingTimeInterval(late.map { self.faults.wait(upTo: $0.span) } ?? 0))
    }

    /// The order is in the shop: plans what becomes of it by itself.
    mutating func placed(_ purchase: Purchase, as order: Int, at moment: Moment) -> TwinSale {
        if let hold = purchase.hold { self.endHold(of: order, within: hold.span, moment) }
        if let cancel = self.faults.strikes(.selfCancel) {
            self.plan(.cancel(order: order), within: cancel.span, moment)
        }
        return TwinSale(
            orderID: order, sku: purchase.sku, units: purchase.units, isPaid: purchase.isPaid, at: moment.wall)
    }
}
