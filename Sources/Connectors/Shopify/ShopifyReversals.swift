import Commerce
import ConnectorKit
import Foundation
import Wire

/// Cancels and refunds orders at Shopify, on 2026-01's `orderCancel` and `refundCreate`.
///
/// A cancellation is a job of Shopify's that ends later: the order's `cancelledAt` tells. What a refund comes to is Shopify's own
/// suggestion, and only that is asked for. A refund bears our key twice: as `@idempotent`, whose memory is not published, and at the
/// end of its note, by which it is found again.
struct ShopifyReversals: OrderReversing {
    let api: ShopifyAPI

    var terms: ReversalTerms {
        // A bare amount has no suggestion, and Shopify books by itself what the merchant's own gateways give back.
        ReversalTerms(
            cancellingRefunds: true, cancellingKeepsUnits: true, takesAmounts: false, takesMoneyByHand: false)
    }

    func standing(_ remoteOrderID: String) async throws(ConnectorError) -> Answer<OrderStanding> {
        let reading = try await self.order(remoteOrderID)
        return reading.answer(try Self.standing(reading.value))
    }

    func quote(_ ask: RefundAsk) async throws(ConnectorError) -> Answer<RefundQuote> {
        let suggested = try await self.suggest(ask)
        return suggested.answer(suggested.value.quote)
    }

    func cancel(_ notice: CancelNotice) async throws(ConnectorError) -> Answer<String?> {
        let before = try await self.order(notice.remoteOrderID)
        let standing = try Self.standing(before.value)
        guard !standing.isCancelled, !standing.hasLeft else {
            throw .refused(
                code: "order-not-open", field: "status",
                message: standing.isCancelled
                    ? "Shopify has this order as cancelled already."
                    : "Something of this order was sent: that is refunded, not cancelled.")
        }
        let sent = try await self.api.write(
            ShopifyWire.CancelOrder.self, ShopifyDocuments.cancel,
            [
                "id": .text(before.value.id), "reason": .text(Self.word(notice.reason)),
                "restock": .boolean(notice.restock),
                "method": .object(["originalPaymentMethodsRefund": .boolean(notice.refund)]),
            ], timeout: self.api.settings.writeAfterReadTimeout)
        if let error = sent.value.orderCancel?.orderCancelUserErrors.first { throw self.refused(error) }
        return sent.after(before).answer(sent.value.orderCancel?.job?.id)
    }

    /// A job that Shopify no longer knows has ended.
    func hasEnded(_ work: String) async throws(ConnectorError) -> Answer<Bool> {
        let reading = try await self.api.read(
            ShopifyWire.OneJob.self, ShopifyDocuments.job, ["id": .text(work)],
            timeout: self.api.settings.readBeforeWriteTimeout)
        return reading.answer(reading.value.job?.done ?? true)
    }

    func refund(_ notice: RefundNotice) async throws(ConnectorError) -> Answer<Void> {
        let suggested = try await self.suggest(notice.ask)
        try suggested.value.quote.check(notice)
        let sent = try await self.api.write(
            ShopifyWire.RefundOrder.self, ShopifyDocuments.refund,
            ["input": suggested.value.input(notice), "key": .text(notice.key)],
            timeout: self.api.settings.writeAfterReadTimeout)
        if let error = sent.value.refundCreate?.userErrors.first { throw self.refused(error) }
        guard sent.value.refundCreate?.refund != nil else {
            throw .unknownOutcome("Shopify named no refund in its answer.")
        }
        return sent.after(suggested).answer(())
    }

    // MARK: Looking

    private func order(_ id: String) async throws(ConnectorError) -> ShopifyAPI.Reading<ShopifyWire.OrderMoney.Order> {
        guard ShopifyID.isNumber(id) else {
            throw .refused(code: "bad-reference", field: "id", message: "Shopify's order ids are numbers.")
        }
        let reading = try await self.api.read(
            ShopifyWire.OrderMoney.self, ShopifyDocuments.money, ["id": .text(ShopifyID.global("Order", id))],
            timeout: self.api.settings.readBeforeWriteTimeout)
        guard let order = reading.value.order else {
            throw .refused(code: "not-found", field: "id", message: "Shopify has no such order any more.")
        }
        return ShopifyAPI.Reading(
            value: order, channelTime: reading.channelTime, latency: reading.latency, budgets: reading.budgets,
            version: reading.version)
    }

    private static func standing(_ order: ShopifyWire.OrderMoney.Order) throws(ConnectorError) -> OrderStanding {
        guard order.currencyCode == order.presentmentCurrencyCode else {
            throw .refused(
                code: "other-currency", field: "currency",
                message: "The buyer paid in \(order.presentmentCurrencyCode.prefix(3)), the shop counts in "
                    + "\(order.currencyCode.prefix(3)). Do it in Shopify's own pages; it is taken in from there.")
        }
        var refunds: [OrderStanding.Refund] = []
        for refund in order.refunds {
            refunds.append(
                OrderStanding.Refund(
                    id: refund.id, amount: try Self.amount(refund.totalRefundedSet), mark: refund.note))
        }
        return OrderStanding(
            isCancelled: order.cancelledAt != nil,
            hasLeft: ["FULFILLED", "PARTIALLY_FULFILLED"].contains(order.displayFulfillmentStatus),
            paid: try Self.amount(order.totalReceivedSet), refunded: try Self.amount(order.totalRefundedSet),
            refunds: refunds)
    }

    private func suggest(_ ask: RefundAsk) async throws(ConnectorError) -> ShopifyAPI.Reading<ShopifySuggestion> {
        guard ask.amount == nil, !ask.byHand else {
            throw .refused(
                code: "not-offered", field: ask.byHand ? "byHand" : "amount",
                message:
                    "Shopify refunds lines and shipping through the payment they were paid with. Name lines, or none "
                    + "for all that is left.")
        }
        let order = try await self.order(ask.remoteOrderID)
        let standing = try Self.standing(order.value)
        guard standing.paid.minor > 0 else {
            throw .refused(
                code: "not-paid", field: "order",
                message:
                    "Nothing was paid for this order yet, so that there is nothing to give back. Cancel it instead.")
        }
        let wanted = try Self.lines(ask, of: order.value)
        var inputs: [JSONValue] = []
        if !wanted.isEmpty {
            let home = ask.restock ? try await ShopifyHome(api: self.api).find().id : nil
            inputs = wanted.map { line in
                var input: [String: JSONValue] = [
                    "lineItemId": .text(line.line.id), "quantity": .integer(Int64(line.units)),
                    "restockType": .text("NO_RESTOCK"),
                ]
                if let home {
                    input["restockType"] = .text(line.line.unfulfilledQuantity >= line.units ? "CANCEL" : "RETURN")
                    input["locationId"] = .text(home)
                }
                return .object(input)
            }
        }
        let reading = try await self.api.read(
            ShopifyWire.SuggestedRefund.self, ShopifyDocuments.suggestedRefund,
            ["id": .text(order.value.id), "lines": .array(inputs), "shipping": .boolean(ask.shipping)],
            timeout: self.api.settings.readBeforeWriteTimeout)
        guard let suggestion = reading.value.order?.suggestedRefund else {
            throw .refused(
                code: "nothing-left", field: "order", message: "Shopify finds nothing of this to give back.")
        }
        let (amount, shipping) = (
            try Self.amount(suggestion.amountSet), try Self.amount(suggestion.shipping.amountSet)
        )
        var paid: Int64 = 0
        for transaction in suggestion.suggestedTransactions { paid += try Self.amount(transaction.amountSet).minor }
        guard amount.minor > 0 else {
            throw .refused(code: "nothing-left", field: "order", message: "Nothing of this is left to give back.")
        }
        guard paid == amount.minor, suggestion.suggestedTransactions.allSatisfy({ $0.gateway != nil }) else {
            throw .refused(
                code: "no-way-back", field: "order",
                message:
                    "Shopify knows no way to give \(amount) back through the payment itself. Do it in its own pages; it is taken in from there."
            )
        }
        let value = ShopifySuggestion(
            order: order.value.id, inputs: inputs, transactions: suggestion.suggestedTransactions,
            quote: RefundQuote(
                standing: standing, amount: amount, shipping: shipping,
                lines: wanted.map {
                    RefundQuote.Line(
                        id: ShopifyID.number($0.line.id) ?? $0.line.id, title: $0.line.title, units: $0.units)
                }))
        return ShopifyAPI.Reading(
            value: value, channelTime: reading.channelTime, latency: reading.latency, budgets: reading.budgets,
            version: reading.version
        ).after(order)
    }

    private static func lines(
        _ ask: RefundAsk, of order: ShopifyWire.OrderMoney.Order
    ) throws(ConnectorError) -> [(line: ShopifyWire.OrderMoney.Line, units: Int)] {
        guard let wanted = ask.lines else {
            guard !order.lineItems.pageInfo.hasNextPage else {
                throw .refused(
                    code: "too-many-lines", field: "lines",
                    message: "The order has more than a hundred lines. Do it in Shopify's own pages.")
            }
            return order.lineItems.nodes.filter { $0.refundableQuantity > 0 }.map { ($0, $0.refundableQuantity) }
        }
        var lines: [(line: ShopifyWire.OrderMoney.Line, units: Int)] = []
        for (id, units) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let line = order.lineItems.nodes.first(where: { (ShopifyID.number($0.id) ?? $0.id) == id }) else {
                throw .refused(
                    code: "unknown-line", field: "lines", message: "The order has no line \(excerpt(id)) there.")
            }
            guard units >= 1, units <= line.refundableQuantity else {
                throw .refused(
                    code: "too-many-units", field: "lines",
                    message:
                        "Of line \(id) (\(excerpt(line.title))) \(line.refundableQuantity) are left to refund, not \(units)."
                )
            }
            lines.append((line, units))
        }
        return lines
    }

    private static func amount(_ bag: ShopifyWire.MoneyBag) throws(ConnectorError) -> Money {
        guard let money = ShopifyMoney.read(bag.shopMoney) else {
            throw .unreadable("an amount of the order is none")
        }
        return money
    }

    private static func word(_ reason: CancelReason) -> String {
        switch reason {
        case .customer: "CUSTOMER"
        case .stock: "INVENTORY"
        case .fraud: "FRAUD"
        case .payment: "DECLINED"
        case .mistake: "STAFF"
        case .other: "OTHER"
        }
    }

    private func refused(_ error: ShopifyWire.UserError) -> ConnectorError {
        .refused(
            code: error.code.map(ShopifyErrors.word) ?? "reversal-refused", field: error.field?.last,
            message: Redaction.clean(error.message ?? "", secrets: self.api.secrets + [self.api.token]))
    }
}

/// What Shopify suggests to give back, and how.
struct ShopifySuggestion: Sendable {
    /// Its global id.
    var order: String
    var inputs: [JSONValue]
    var transactions: [ShopifyWire.SuggestedRefund.Transaction]
    var quote: RefundQuote

    func input(_ notice: RefundNotice) -> JSONValue {
        var input: [String: JSONValue] = [
            "orderId": .text(self.order), "notify": .boolean(true), "refundLineItems": .array(self.inputs),
            "note": .text([notice.ask.reason, notice.key].filter { !$0.isEmpty }.joined(separator: " · ")),
            "transactions": .array(
                self.transactions.map { transaction in
                    var sent: [String: JSONValue] = [
                        "orderId": .text(self.order), "kind": .text("REFUND"),
                        "gateway": .text(transaction.gateway ?? ""),
                        "amount": .text(transaction.amountSet.shopMoney.amount),
                    ]
                    if let parent = transaction.parentTransaction { sent["parentId"] = .text(parent.id) }
                    return .object(sent)
                }),
        ]
        if let shipping = self.quote.shipping, shipping.minor > 0 {
            input["shipping"] = .object(["amount": .text(shipping.channelText)])
        }
        return .object(input)
    }
}
