import Foundation

extension EbayState {
    /// An order as the Fulfillment API shows it.
    ///
    /// - Parameter isAlone: Asked for by its id; only then its wishes to cancel are told (contract).
    func json(_ order: EbayOrder, _ call: EbayCall, isAlone: Bool) -> Json {
        let id = Self.orderID(order.id)
        let place = "\(call.address)/sell/fulfillment/v1/order/\(id)/shipping_fulfillment/"
        return [
            "orderId": .string(id), "creationDate": .string(EbayDate.text(order.created)),
            "lastModifiedDate": .string(EbayDate.text(order.updated)),
            "orderFulfillmentStatus": .string(order.fulfillment), "orderPaymentStatus": .string(order.payment),
            "sellerId": .string(self.username), "buyer": self.buyer(order), "pricingSummary": self.pricing(order),
            "cancelStatus": self.cancelStatus(order, isAlone: isAlone), "paymentSummary": self.payments(order),
            "fulfillmentStartInstructions": [self.instructions(order)],
            "fulfillmentHrefs": .array(order.shipments.map { .string(place + $0.id) }),
            "lineItems": .array(order.lines.map { self.json($0, order) }),
            "salesRecordReference": .string(String(order.id % 10_000)),
            "totalFeeBasisAmount": .amount(order.total, self.currency),
            "totalMarketplaceFee": .amount(order.total * 129 / 1_000, self.currency),
        ]
    }

    private func contact(_ order: EbayOrder) -> Json {
        [
            "fullName": .string("\(order.buyer.firstName) \(order.buyer.lastName)"),
            "contactAddress": [
                "addressLine1": .string(order.buyer.street), "city": .string(order.buyer.city),
                "stateOrProvince": "", "postalCode": .string(order.buyer.postcode),
                "countryCode": .string(order.buyer.country),
            ], "primaryPhone": ["phoneNumber": .string(order.buyer.phone)], "email": .string(order.buyer.email),
        ]
    }

    private func buyer(_ order: EbayOrder) -> Json {
        [
            "username": .string("\(order.buyer.firstName.lowercased())_\(order.id % 10_000)"),
            "taxAddress": [
                "stateOrProvince": "", "postalCode": .string(order.buyer.postcode),
                "countryCode": .string(order.buyer.country),
            ], "buyerRegistrationAddress": self.contact(order),
        ]
    }

    private func pricing(_ order: EbayOrder) -> Json {
        [
            "priceSubtotal": .amount(order.subtotal, self.currency),
            "deliveryCost": .amount(order.shippingCost, self.currency),
            "total": .amount(order.total, self.currency),
        ]
    }

    private func cancelStatus(_ order: EbayOrder, isAlone: Bool) -> Json {
        let isOpen = order.cancels.contains { $0.state == .requested }
        var json: Json = [
            "cancelState": order.cancelled != nil ? "CANCELED" : isOpen ? "IN_PROGRESS" : "NONE_REQUESTED",
            "cancelRequests": .array(isAlone ? order.cancels.map(Self.json) : []),
        ]
        if let cancelled = order.cancelled {
            json = json.adding("cancelledDate", .string(EbayDate.text(cancelled)))
        }
        return json
    }

    private static func json(_ cancel: EbayOrder.Cancel) -> Json {
        var json: Json = [
            "cancelRequestId": .string(cancel.id), "cancelInitiator": cancel.isBuyers ? "BUYER" : "SELLER",
            "cancelReason": .string(cancel.reason), "cancelRequestState": .string(cancel.state.rawValue),
            "cancelRequestedDate": .string(EbayDate.text(cancel.asked)),
        ]
        if let completed = cancel.completed {
            json = json.adding("cancelCompletedDate", .string(EbayDate.text(completed)))
        }
        return json
    }

    private func payments(_ order: EbayOrder) -> Json {
        var payment: Json = [
            "paymentMethod": "EBAY", "paymentReferenceId": .string("P-\(order.id)"),
            "amount": .amount(order.total, self.currency),
            "paymentStatus": order.paid != nil ? "PAID" : order.cancelled != nil ? "FAILED" : "PENDING",
        ]
        if let paid = order.paid { payment = payment.adding("paymentDate", .string(EbayDate.text(paid))) }
        return [
            "totalDueSeller": .amount(order.total, self.currency), "payments": [payment],
            "refunds": .array(order.refunds.filter { $0.line == nil }.map(self.refund)),
        ]
    }

    private func refund(_ refund: EbayOrder.Refund) -> Json {
        var json: Json = [
            "refundId": .string(refund.id), "amount": .amount(refund.amount, self.currency),
            "refundStatus": refund.done == nil ? "PENDING" : "REFUNDED",
        ]
        if let done = refund.done {
            json = json.adding("refundDate", .string(EbayDate.text(done)))
                .adding("refundReferenceId", .string("R-\(refund.id)"))
        }
        return json
    }

    private func instructions(_ order: EbayOrder) -> Json {
        let latest = order.created.addingTimeInterval(5 * 86_400)
        return [
            "fulfillmentInstructionsType": "SHIP_TO",
            "minEstimatedDeliveryDate": .string(EbayDate.text(order.created.addingTimeInterval(2 * 86_400))),
            "maxEstimatedDeliveryDate": .string(EbayDate.text(latest)), "ebaySupportedFulfillment": false,
            "shippingStep": [
                "shipTo": self.contact(order), "shippingCarrierCode": "RoyalMail",
                "shippingServiceCode": "UK_RoyalMailSecondClassStandard",
            ],
        ]
    }

    private func json(_ line: EbayOrder.Line, _ order: EbayOrder) -> Json {
        let refunds = order.refunds.filter { $0.line == line.id }.map { refund -> Json in
            let json: Json = ["refundId": .string(refund.id), "amount": .amount(refund.amount, self.currency)]
            guard let done = refund.done else { return json }
            return json.adding("refundDate", .string(EbayDate.text(done)))
        }
        var json: Json = [
            "lineItemId": .string(line.id), "legacyItemId": .string(line.listing), "sku": .string(line.sku),
            "title": .string(line.title), "quantity": .integer(line.units), "soldFormat": "FIXED_PRICE",
            "listingMarketplaceId": .string(self.market.id), "purchaseMarketplaceId": .string(self.market.id),
            "lineItemCost": .amount(line.price * line.units, self.currency),
            "deliveryCost": ["shippingCost": .amount(order.shippingCost / order.lines.count, self.currency)],
            "total": .amount(line.price * line.units + order.shippingCost / order.lines.count, self.currency),
            "lineItemFulfillmentStatus": .string(order.fulfillment(line)), "appliedPromotions": [], "taxes": [],
            "refunds": .array(refunds), "properties": ["buyerProtection": true],
            "lineItemFulfillmentInstructions": [
                "shipByDate": .string(EbayDate.text(order.created.addingTimeInterval(86_400))),
                "guaranteedDelivery": false,
            ],
            "itemLocation": [
                "countryCode": .string(self.market.country), "location": "Leeds", "postalCode": "LS1 4DY",
            ],
        ]
        if !line.options.isEmpty {
            json = json.adding("legacyVariationId", .string(String(line.id.suffix(9)))).adding(
                "variationAspects",
                .array(line.options.map { ["name": .string($0.name), "value": .string($0.value)] }))
        }
        return json
    }
}
