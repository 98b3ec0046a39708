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

    /// The Post-Order API's cancellations. Members and words are those of the vendor's pages on it (2.7.7, 2.8.0).
    mutating func answerCancelling(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        switch call.operation.id {
        case "checkCancellationEligibility":
            let order = try self.order(ofCancel: call, moment)
            return EbayOutcome(self.eligibility(order))
        case "createCancellation":
            let order = try self.order(ofCancel: call, moment)
            guard Self.isCancellable(order) else {
                return EbayOutcome(["orderEligibilityResult": self.eligibility(order)])
            }
            let reason = call.body["cancelReason"]?.text ?? ""
            guard Self.reasons.contains(reason) else { throw .cancelling(1606, "Invalid cancelReason.") }
            self.cancel(order.id, isBuyers: false, reason: reason, at: moment)
            return EbayOutcome(["cancelId": .string(self.orders[order.id]?.cancels.last?.id ?? "")], status: 201)
        case "searchCancellations": return self.searchCancellations(call, moment)
        default: break
        }
        guard let (order, cancel) = self.cancel(call.value("cancelId"), moment) else {
            throw .cancelling(1602, "The cancelId is invalid.", status: 404)
        }
        switch call.operation.id {
        case "getCancellation":
            return EbayOutcome([
                "cancelDetail": self.json(cancel, order).adding(
                    "lineItems",
                    .array(
                        order.lines.map { line in
                            [
                                "itemId": .string(line.listing), "transactionId": .string(line.id),
                                "quantity": .integer(line.units),
                            ]
                        }))
            ])
        case "approveCancellationRequest":
            guard cancel.state == .requested else { throw .cancelling(1609, "The request is closed.") }
            self.cancel(order.id, isBuyers: true, reason: cancel.reason, at: moment)
        default:
            guard cancel.state == .requested else { throw .cancelling(1609, "The request is closed.") }
            if let index = order.cancels.firstIndex(where: { $0.id == cancel.id }) {
                self.orders[order.id]?.cancels[index].state = .rejected
                self.orders[order.id]?.cancels[index].completed = EbayDate.stamp(moment.shop)
            }
            self.touch(order.id, moment)
        }
        return EbayOutcome([:])
    }

    /// A seller's.
    private static let reasons: Set<String> = [
        "OUT_OF_STOCK_OR_CANNOT_FULFILL", "BUYER_ASKED_CANCEL", "BUYER_CANCEL_OR_ADDRESS_ISSUE", "ADDRESS_ISSUES",
    ]

    private static func isCancellable(_ order: EbayOrder) -> Bool {
        order.cancelled == nil && order.shipments.isEmpty && order.refunds.isEmpty
    }

    private func order(ofCancel call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOrder {
        guard let order = try? self.order(call.body["legacyOrderId"]?.text ?? "", moment) else {
            throw .cancelling(1601, "The legacyOrderId is invalid.", status: 404)
        }
        return order
    }

    private func eligibility(_ order: EbayOrder) -> Json {
        let isEligible = Self.isCancellable(order)
        let why: Json = order.cancelled != nil ? "ALREADY_CANCELED" : "SHIPPED_OR_REFUNDED"
        return [
            "legacyOrderId": .string(Self.orderID(order.id)), "eligible": .bool(isEligible),
            "failureReason": isEligible ? [] : [why],
            "itemEligibilityResult": .array(
                order.lines.map { line in
                    [
                        "itemId": .string(line.listing), "transactionId": .string(line.id),
                        "eligible": .bool(isEligible),
                    ]
                }),
        ]
    }

    private func searchCancellations(_ call: EbayCall, _ moment: Moment) -> EbayOutcome {
        let orders = self.orders.values.filter { $0.visibleAt <= moment.wall }
        let found = orders.flatMap { order in order.cancels.map { (order, $0) } }
            .filter { order, cancel in
                call["cancel_id"].map { $0 == cancel.id } ?? true
                    && call["legacy_order_id"].map { $0 == Self.orderID(order.id) } ?? true
                    && call["creation_date_range_from"].flatMap(EbayDate.date).map { $0 <= cancel.asked } ?? true
                    && call["creation_date_range_to"].flatMap(EbayDate.date).map { cancel.asked <= $0 } ?? true
            }
            .sorted { $0.1.id > $1.1.id }
        let limit = min(200, max(1, call["limit"].flatMap(Int.init) ?? 25))
        let offset = max(0, call["offset"].flatMap(Int.init) ?? 0)
        let page = found.dropFirst(offset).prefix(limit)
        return EbayOutcome([
            "cancellations": .array(page.map { self.json($1, $0) }), "total": .integer(found.count),
            "paginationOutput": [
                "offset": .integer(offset), "limit": .integer(limit), "totalEntries": .integer(found.count),
            ],
        ])
    }

    private func cancel(_ id: String, _ moment: Moment) -> (EbayOrder, EbayOrder.Cancel)? {
        for order in self.orders.values where order.visibleAt <= moment.wall {
            if let cancel = order.cancels.first(where: { $0.id == id }) { return (order, cancel) }
        }
        return nil
    }

    private func json(_ cancel: EbayOrder.Cancel, _ order: EbayOrder) -> Json {
        func date(_ date: Date) -> Json {
            ["value": .string(EbayDate.text(date)), "formattedValue": .string(EbayDate.text(date))]
        }
        let status: Json =
            switch cancel.state {
            case .requested: "CANCEL_REQUESTED"
            case .rejected: "CANCEL_REJECTED"
            case .completed: order.paid == nil ? "CANCEL_CLOSED_NO_REFUND" : "CANCEL_CLOSED_WITH_REFUND"
            }
        var json: Json = [
            "cancelId": .string(cancel.id), "marketplaceId": .string(self.market.id),
            "legacyOrderId": .string(Self.orderID(order.id)), "requestorType": cancel.isBuyers ? "BUYER" : "SELLER",
            "cancelReason": .string(cancel.reason), "cancelRequestDate": date(cancel.asked),
            "cancelState": cancel.state == .requested ? "APPROVAL_PENDING" : "CLOSED", "cancelStatus": status,
            "paymentStatus": order.paid == nil ? "NOT_PAID" : "PAID",
        ]
        if let closed = cancel.completed { json = json.adding("cancelCloseDate", date(closed)) }
        return json
    }
}

extension EbayError {
    static func cancelling(_ id: Int, _ message: String, status: Int = 400) -> EbayError {
        .api("postOrder", id, message, status: status)
    }
}
