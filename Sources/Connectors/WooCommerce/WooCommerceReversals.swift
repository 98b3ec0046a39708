import Commerce
import ConnectorKit
import Wire

/// Cancels and refunds orders of a WooCommerce shop.
///
/// A cancellation is the status `cancelled`: the shop puts back the units that it had taken, and gives no money back. A refund is a
/// record of its own; nothing at the shop keeps it from being made twice (shop notes, "Idempotency"), so that ours bears a
/// key in its meta by which it is found again.
struct WooCommerceReversals: OrderReversing {
    let api: WooCommerceAPI

    /// Refunds on a page: the most that the shop gives at once. An order with more is not touched.
    private static let pageSize = 100

    var terms: ReversalTerms {
        ReversalTerms(
            cancellingRefunds: false, cancellingKeepsUnits: false, takesAmounts: true, takesMoneyByHand: true)
    }

    func standing(_ remoteOrderID: String) async throws(ConnectorError) -> Answer<OrderStanding> {
        let reading = try await self.read(remoteOrderID)
        return reading.answer(reading.value.standing)
    }

    func quote(_ ask: RefundAsk) async throws(ConnectorError) -> Answer<RefundQuote> {
        let reading = try await self.read(ask.remoteOrderID)
        return reading.answer(try reading.value.quote(ask))
    }

    func cancel(_ notice: CancelNotice) async throws(ConnectorError) -> Answer<String?> {
        let before = try await self.read(notice.remoteOrderID)
        let standing = before.value.standing
        guard !standing.isCancelled, !standing.hasLeft else {
            throw .refused(
                code: "order-not-open", field: "status",
                message: standing.isCancelled
                    ? "The shop has this order as cancelled already."
                    : "The shop has this order as completed: what was sent is refunded, not cancelled.")
        }
        let sent = try await self.api.send(
            WooCommerceWire.Identified.self, "PUT", "/orders/\(notice.remoteOrderID)", fields: ["id"],
            body: WooCommerceWire.NewStatus(status: "cancelled"))
        return sent.answer(nil)
    }

    func refund(_ notice: RefundNotice) async throws(ConnectorError) -> Answer<Void> {
        let before = try await self.read(notice.ask.remoteOrderID)
        try before.value.quote(notice.ask).check(notice)
        let sent = try await self.api.send(
            WooCommerceWire.Identified.self, "POST", "/orders/\(notice.ask.remoteOrderID)/refunds", fields: ["id"],
            body: try before.value.request(notice))
        return sent.answer(())
    }

    private func read(_ id: String) async throws(ConnectorError) -> WooCommerceAPI.Reading<WooCommerceRefundSums> {
        guard Int(id) != nil else {
            throw .refused(code: "bad-reference", field: "id", message: "WooCommerce's order ids are numbers.")
        }
        let order = try await self.api.get(
            WooCommerceWire.OrderMoney.self, "/orders/\(id)", fields: WooCommerceWire.OrderMoney.fields)
        let refunds = try await self.api.get(
            [WooCommerceWire.RefundMoney].self, "/orders/\(id)/refunds", fields: WooCommerceWire.RefundMoney.fields,
            query: [("per_page", String(Self.pageSize)), ("page", "1")])
        guard refunds.value.count < Self.pageSize else {
            throw .refused(
                code: "too-many-refunds", field: "order", message: "It has more refunds than are read at once.")
        }
        return WooCommerceAPI.Reading(
            value: try WooCommerceRefundSums(order.value, refunds: refunds.value), pages: refunds.pages,
            channelTime: refunds.channelTime, latency: order.latency + refunds.latency)
    }
}
