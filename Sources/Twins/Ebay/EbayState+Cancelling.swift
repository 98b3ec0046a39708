import Foundation

extension EbayState {
    /// A buyer asks to cancel an order that has not left.
    mutating func requestCancel(_ id: Int, reason: String, _ moment: Moment) {
        guard let order = self.orders[id], order.cancelled == nil, order.shipments.isEmpty,
            !order.cancels.contains(where: { $0.state == .requested })
        else { return }
        let cancel = EbayOrder.Cancel(
            id: self.newID(.cancel), isBuyers: true, reason: reason, asked: EbayDate.stamp(moment.shop),
            state: .requested)
        self.orders[id]?.cancels.append(cancel)
        self.touch(id, moment)
        self.note(order: "CANCEL_REQUESTED", id, moment)
    }
}
