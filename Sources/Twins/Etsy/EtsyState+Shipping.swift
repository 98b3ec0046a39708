import Foundation

extension EtsyState {
    /// Takes a parcel's number and marks the order as sent. Each one mails the buyer, which the book counts.
    mutating func createShipment(_ call: EtsyCall, _ moment: Moment) throws(EtsyError) -> EtsyOutcome {
        let receipt = try self.visible(call.receipt, moment)
        guard receipt.canceled == nil else { throw EtsyError(409, "The receipt has been canceled.") }
        guard receipt.paid != nil else { throw EtsyError(409, "The receipt has not been paid.") }
        let code = call.body.fields["tracking_code"] ?? ""
        let carrier = call.body.fields["carrier_name"] ?? ""
        guard code.isEmpty == carrier.isEmpty else {
            throw .invalid(code.isEmpty ? "tracking_code" : "carrier_name", "cannot be blank")
        }
        if !code.isEmpty {
            guard !receipt.shipments.contains(where: { $0.code == code }) else {
                throw EtsyError(409, "This tracking code has already been submitted for this receipt.")
            }
            let shipment = EtsyReceipt.Shipment(
                id: self.newID(.shipment), carrier: carrier, code: code, at: moment.shop)
            self.receipts[receipt.id]?.shipments.append(shipment)
        }
        self.book.write(
            BookEntry(
                kind: .mail, at: moment.wall, shopTime: moment.shop, by: .hub, orderID: receipt.id, sku: nil,
                units: 0, before: nil, after: nil, note: "shipped"))
        self.ship(receipt.id, by: .hub, at: moment)
        return EtsyOutcome(self.rendering(call).receipt(try self.visible(receipt.id, moment)))
    }

    /// Marks an order as sent or not sent, paid or not paid; nothing is mailed.
    mutating func updateReceipt(_ call: EtsyCall, _ moment: Moment) throws(EtsyError) -> EtsyOutcome {
        let receipt = try self.visible(call.receipt, moment)
        let (shipped, paid) = (try call.body.fields.truth("was_shipped"), try call.body.fields.truth("was_paid"))
        guard receipt.canceled == nil else { throw EtsyError(409, "The receipt has been canceled.") }
        if paid == true { self.pay(receipt.id, at: moment) }
        if shipped == true { self.ship(receipt.id, by: .hub, at: moment) }
        if shipped == false, receipt.shipped != nil {
            self.receipts[receipt.id]?.shipped = nil
            self.receipts[receipt.id]?.updated = moment.shop
        }
        return EtsyOutcome(self.rendering(call).receipt(try self.visible(receipt.id, moment)))
    }
}
