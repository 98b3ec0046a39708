import Foundation

extension EtsyRendering {
    func receipt(_ receipt: EtsyReceipt) -> Json {
        let (created, updated) = (Self.time(receipt.created), Self.time(receipt.updated))
        let buyer = receipt.buyer
        let name = "\(buyer.firstName) \(buyer.lastName)"
        let address = "\(name)\n\(buyer.street)\n\(buyer.city)\n\(buyer.postcode)\nUnited Kingdom"
        return [
            "receipt_id": .integer(receipt.id), "receipt_type": 0, "seller_user_id": .integer(self.state.userID),
            "seller_email": .null, "buyer_user_id": .integer(receipt.buyerID), "buyer_email": .string(buyer.email),
            "name": .string(name), "first_line": .string(buyer.street), "second_line": .null,
            "city": .string(buyer.city), "state": .null, "zip": .string(buyer.postcode),
            "status": .string(receipt.status), "formatted_address": .string(address),
            "country_iso": .string(buyer.country), "payment_method": "cc", "payment_email": .null,
            "message_from_seller": .null, "message_from_buyer": .null, "message_from_payment": .null,
            "is_paid": .bool(receipt.paid != nil), "is_shipped": .bool(receipt.shipped != nil),
            "create_timestamp": created, "created_timestamp": created, "update_timestamp": updated,
            "updated_timestamp": updated, "is_gift": false, "gift_message": "", "gift_sender": "",
            "grandtotal": self.money(receipt.total), "subtotal": self.money(receipt.subtotal),
            "total_price": self.money(receipt.subtotal), "total_shipping_cost": self.money(receipt.shippingCost),
            "total_tax_cost": self.money(0), "total_vat_cost": self.money(0), "discount_amt": self.money(0),
            "gift_wrap_price": self.money(0), "shipments": .array(receipt.shipments.map(Self.shipment)),
            "transactions": .array(receipt.lines.map { self.transaction($0, of: receipt) }),
            "refunds": .array(self.refunds(receipt)),
        ]
    }

    func transaction(_ line: EtsyReceipt.Line, of receipt: EtsyReceipt) -> Json {
        let created = Self.time(receipt.created)
        let listing = self.state.listings[line.listing]
        return [
            "transaction_id": .integer(line.id), "title": .string(Self.escape(line.title)),
            "description": .string(Self.escape(listing?.description ?? "")),
            "seller_user_id": .integer(self.state.userID), "buyer_user_id": .integer(receipt.buyerID),
            "create_timestamp": created, "created_timestamp": created, "paid_timestamp": Self.time(receipt.paid),
            "shipped_timestamp": Self.time(receipt.shipped), "quantity": .integer(line.units),
            "listing_image_id": Self.id(listing?.images.first?.id), "receipt_id": .integer(receipt.id),
            "is_digital": false, "file_data": "", "listing_id": .integer(line.listing),
            "transaction_type": "listing", "product_id": .integer(line.product), "sku": .string(line.sku),
            "price": self.money(line.price), "shipping_cost": self.money(receipt.shippingCost),
            "variations": .array(
                line.values.map { value in
                    [
                        "property_id": .integer(value.property), "value_id": Self.id(value.valueIDs.first),
                        "formatted_name": .string(value.name),
                        "formatted_value": .string(value.values.joined(separator: ", ")),
                    ]
                }),
            "product_data": .array(line.values.map(Self.value)),
            "shipping_profile_id": Self.id(listing?.shippingProfile), "min_processing_days": 1,
            "max_processing_days": 2, "shipping_method": .null, "shipping_upgrade": .null,
            "expected_ship_date": Self.time(receipt.created.addingTimeInterval(2 * 86_400)), "buyer_coupon": 0,
            "shop_coupon": 0,
        ]
    }

    private static func shipment(_ shipment: EtsyReceipt.Shipment) -> Json {
        [
            "receipt_shipping_id": .integer(shipment.id), "shipment_notification_timestamp": Self.time(shipment.at),
            "carrier_name": .string(shipment.carrier), "tracking_code": .string(shipment.code),
        ]
    }

    /// A paid order that was cancelled was given its money back.
    private func refunds(_ receipt: EtsyReceipt) -> [Json] {
        guard let canceled = receipt.canceled, receipt.paid != nil else { return [] }
        return [
            [
                "amount": self.money(receipt.total), "created_timestamp": Self.time(canceled),
                "reason": "Order canceled", "note_from_issuer": .null, "status": "success",
            ]
        ]
    }
}
