import Commerce
import ConnectorKit
import Foundation
import Wire

/// Gives money back (issueRefund). eBay does it in its own time: from the answer on it stands with the order as `PENDING`, and counts as
/// given back unless it fails. eBay knows no key of ours, so that what stands is looked at before anything is sent.
///
/// Cancelling is not offered (README, "Not offered").
struct EbayReversals: OrderReversing {
    let orders: EbayOrders
    private var api: EbayAPI { self.orders.api }

    init(orders: EbayOrders) { self.orders = orders }

    var terms: ReversalTerms {
        var terms = ReversalTerms(
            cancellingRefunds: false, cancellingKeepsUnits: false, takesAmounts: true, takesMoneyByHand: false)
        terms.cancels = false
        return terms
    }

    func standing(_ remoteOrderID: String) async throws(ConnectorError) -> Answer<OrderStanding> {
        let order = try await self.orders.order(remoteOrderID)
        return order.answer(try EbayRefundSums(order.value).standing)
    }

    func quote(_ ask: RefundAsk) async throws(ConnectorError) -> Answer<RefundQuote> {
        let order = try await self.orders.order(ask.remoteOrderID)
        return order.answer(try EbayRefundSums(order.value).quote(ask))
    }

    func cancel(_ notice: CancelNotice) async throws(ConnectorError) -> Answer<String?> {
        throw .refused(code: "not-offered", field: nil, message: "Orders are cancelled on eBay itself.")
    }

    struct Given: Decodable, Sendable {
        var refundId: String?
        /// `PENDING`, `FAILED`.
        var refundStatus: String?
    }

    func refund(_ notice: RefundNotice) async throws(ConnectorError) -> Answer<Void> {
        try await self.refuseSigned()
        let part = self.api.settings.readBeforeWriteTimeout
        let order = try await self.orders.order(notice.ask.remoteOrderID, timeout: part)
        let sums = try EbayRefundSums(order.value)
        try sums.quote(notice.ask).check(notice)
        let given = try await self.api.send(
            Given.self, .fulfillment, "POST", "/order/\(EbayAPI.part(order.value.orderId))/issue_refund",
            json: try sums.request(notice), timeout: self.api.settings.writeAfterReadTimeout)
        guard given.value.refundStatus != "FAILED" else {
            throw .refused(code: "refund-failed", field: nil, message: "eBay could not give the money back.")
        }
        return given.answer(())
    }

    /// Calls for sellers of the European Union and the United Kingdom must be signed (notes, "Digital signatures"), which is not built.
    /// Where a seller is at home the account tells.
    private func refuseSigned() async throws(ConnectorError) {
        let user = try await self.api.get(
            EbayWire.User.self, .identity, "/user/", timeout: self.api.settings.readBeforeWriteTimeout)
        let home = user.value.registrationMarketplaceId ?? self.api.marketplace.id
        guard EbayMarketplace.named(home)?.mayWantSignatures ?? false else { return }
        throw .refused(
            code: "signature-needed", field: nil,
            message:
                "eBay wants refunds of sellers in the European Union and the United Kingdom signed, which the hub does not do "
                + "yet. Give it back in Seller Hub; the hub takes it in.")
    }
}

/// An order's sums, and what giving some of it back comes to. Pure.
struct EbayRefundSums: Sendable {
    private let order: EbayWire.Order
    private let total: Money
    private let currency: Currency

    init(_ order: EbayWire.Order) throws(ConnectorError) {
        guard let total = order.pricingSummary?.total.flatMap(EbayMapping.money) else {
            throw .unreadable("order \(order.orderId): pricingSummary.total is no amount")
        }
        (self.order, self.total, self.currency) = (order, total, total.currency)
    }

    private func money(_ minor: Int64) -> Money { Money(minor: minor, currency: self.currency) }

    /// What buyers paid to eBay for taxes that eBay remits is neither in the total nor in refunds (contract, "total", "amount").
    var standing: OrderStanding {
        let isPaid =
            ["PAID", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"].contains(self.order.orderPaymentStatus ?? "")
            || (self.order.paymentSummary?.payments ?? []).contains { $0.paymentStatus == "PAID" }
        // One on its way counts: said twice it would be given twice.
        let refunds = (self.order.paymentSummary?.refunds ?? []).filter { $0.refundStatus != "FAILED" }
            .compactMap { refund -> OrderStanding.Refund? in
                guard let amount = refund.amount.flatMap(EbayMapping.money), amount.currency == self.currency else {
                    return nil
                }
                return OrderStanding.Refund(
                    id: refund.refundId ?? refund.refundReferenceId ?? "", amount: amount, mark: nil)
            }
        return OrderStanding(
            isCancelled: EbayOrderMapping.state(self.order) == .cancelled,
            hasLeft: ["FULFILLED", "IN_PROGRESS"].contains(self.order.orderFulfillmentStatus ?? ""),
            paid: isPaid ? self.total : self.money(0),
            refunded: self.money(refunds.reduce(0) { $0 + $1.amount.minor }), refunds: refunds)
    }

    func quote(_ ask: RefundAsk) throws(ConnectorError) -> RefundQuote {
        guard !ask.restock else {
            throw .refused(
                code: "no-restock", field: "restock",
                message:
                    "eBay puts nothing back on sale with a refund. Say it without; units that came back are counted with: "
                    + "entrepot stock adjust")
        }
        let standing = self.standing
        if let amount = ask.amount {
            return RefundQuote(standing: standing, amount: amount, shipping: nil, lines: [])
        }
        let left = standing.paid.minor - standing.refunded.minor
        guard let chosen = ask.lines else {
            let sending = self.order.lineItems.reduce(0) { $0 + Self.minor($1.deliveryCost?.shippingCost) }
            let amount = ask.shipping ? left : max(0, left - sending)
            return try self.quote(
                amount, sending: nil, standing, self.order.lineItems.map { ($0, $0.quantity) })
        }
        var (goods, sending): (Int64, Int64) = (0, 0)
        var lines: [(EbayWire.Line, Int)] = []
        for (id, units) in chosen.sorted(by: { $0.key < $1.key }) {
            guard let line = self.order.lineItems.first(where: { $0.lineItemId == id }),
                (1...line.quantity).contains(units)
            else {
                throw .refused(
                    code: "no-such-line", field: "lines", message: "The order has no \(units) units of that line.")
            }
            goods += Self.goods(line, units)
            if ask.shipping { sending += Self.minor(line.deliveryCost?.shippingCost) }
            lines.append((line, units))
        }
        return try self.quote(goods + sending, sending: ask.shipping ? sending : nil, standing, lines)
    }

    private func quote(
        _ amount: Int64, sending: Int64?, _ standing: OrderStanding, _ lines: [(EbayWire.Line, Int)]
    ) throws(ConnectorError) -> RefundQuote {
        guard amount > 0 else {
            throw .refused(code: "nothing-left", field: "amount", message: "There is nothing left to give back.")
        }
        return RefundQuote(
            standing: standing, amount: self.money(amount), shipping: sending.map(self.money),
            lines: lines.map { .init(id: $0.0.lineItemId, title: HTMLText.plain($0.0.title ?? ""), units: $0.1) })
    }

    struct Request: Encodable, Sendable {
        struct Item: Encodable, Sendable {
            var lineItemId: String
            var refundAmount: EbayWire.Amount
        }
        /// "a partial or full refund … for no specific reason" (vendor's `ReasonForRefundEnum`).
        var reasonForRefund = "OTHER_ADJUSTMENT"
        var comment: String?
        var refundItems: [Item]?
        var orderLevelRefundAmount: EbayWire.Amount?
    }

    /// An order of one line is given back as a whole order (contract, "refundItems").
    func request(_ notice: RefundNotice) throws(ConnectorError) -> Request {
        var request = Request()
        // "Max Length: 100" (contract, "comment"); another sentence of theirs says 1000.
        request.comment = notice.ask.reason.isEmpty ? nil : String(notice.ask.reason.prefix(100))
        guard let chosen = notice.ask.lines, notice.ask.amount == nil, self.order.lineItems.count > 1 else {
            request.orderLevelRefundAmount = EbayMapping.amount(notice.amount)
            return request
        }
        request.refundItems = self.order.lineItems.compactMap { line in
            chosen[line.lineItemId].map { units in
                let sending = notice.ask.shipping ? Self.minor(line.deliveryCost?.shippingCost) : 0
                return Request.Item(
                    lineItemId: line.lineItemId,
                    refundAmount: EbayMapping.amount(self.money(Self.goods(line, units) + sending)))
            }
        }
        return request
    }

    /// Of what was asked for the line after discounts, the part of so many of its units.
    private static func goods(_ line: EbayWire.Line, _ units: Int) -> Int64 {
        let whole = Self.minor(line.discountedLineItemCost ?? line.lineItemCost)
        return units == line.quantity ? whole : whole / Int64(line.quantity) * Int64(units)
    }

    private static func minor(_ amount: EbayWire.Amount?) -> Int64 { amount.flatMap(EbayMapping.money)?.minor ?? 0 }
}
