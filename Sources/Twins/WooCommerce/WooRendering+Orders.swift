import Foundation

extension WooRendering {
    func order(_ order: WooOrder) -> Json {
        let total = TwinMoney(minor: order.total).text
        return .object(
            [
                Json.Member(name: "id", value: .integer(order.id)), Json.Member(name: "parent_id", value: 0),
                Json.Member(name: "status", value: .string(order.status)),
                Json.Member(name: "currency", value: .string(self.state.currency)),
                Json.Member(name: "version", value: .string(WooShop.version)),
                Json.Member(name: "prices_include_tax", value: false),
            ] + self.dates(order.created, order.modified) + [
                Json.Member(name: "discount_total", value: "0.00"), Json.Member(name: "discount_tax", value: "0.00"),
                Json.Member(name: "shipping_total", value: .string(TwinMoney(minor: order.shippingCost).text)),
                Json.Member(name: "shipping_tax", value: "0.00"), Json.Member(name: "cart_tax", value: "0.00"),
                Json.Member(name: "total", value: .string(total)), Json.Member(name: "total_tax", value: "0.00"),
                Json.Member(name: "customer_id", value: 0), Json.Member(name: "order_key", value: .string(order.key)),
                Json.Member(name: "billing", value: self.billing(order)),
                Json.Member(name: "shipping", value: self.shipping(order)),
                Json.Member(name: "payment_method", value: .string(order.paymentMethod)),
                Json.Member(name: "payment_method_title", value: .string(order.paymentTitle)),
                Json.Member(name: "transaction_id", value: .string(order.transactionID)),
                Json.Member(name: "customer_ip_address", value: order.buyer == nil ? "" : "192.0.2.17"),
                Json.Member(
                    name: "customer_user_agent",
                    value: order.buyer == nil ? "" : "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101"),
                Json.Member(name: "created_via", value: .string(order.createdVia)),
                Json.Member(name: "customer_note", value: .string(order.customerNote)),
                self.date("date_completed", order.completed), self.date("date_paid", order.paid),
                Json.Member(name: "cart_hash", value: ""),
                Json.Member(name: "number", value: .string(String(order.id))),
                Json.Member(name: "meta_data", value: Self.meta(order.meta)),
                Json.Member(name: "line_items", value: .array(order.lines.map(self.line))),
                Json.Member(name: "tax_lines", value: []),
                Json.Member(name: "shipping_lines", value: [self.shippingLine(order)]),
                Json.Member(name: "fee_lines", value: []), Json.Member(name: "coupon_lines", value: []),
                Json.Member(name: "refunds", value: .array(order.refunds.map(Self.refundInOrder))),
                Json.Member(
                    name: "payment_url",
                    value: .string(
                        "\(self.address)/checkout/order-pay/\(order.id)/?pay_for_order=true&key=\(order.key)")),
                Json.Member(name: "is_editable", value: .bool(["pending", "on-hold"].contains(order.status))),
                Json.Member(name: "needs_payment", value: .bool(["pending", "failed"].contains(order.status))),
                Json.Member(name: "needs_processing", value: true),
                self.date("date_completed_gmt", order.completed, offset: 0),
                self.date("date_paid_gmt", order.paid, offset: 0),
                Json.Member(name: "currency_symbol", value: "£"),
                self.links("orders/\(order.id)", "orders"),
            ])
    }

    func refund(_ refund: WooRefund, of order: WooOrder) -> Json {
        let path = "orders/\(order.id)"
        return .object(
            [
                Json.Member(name: "id", value: .integer(refund.id)),
                Json.Member(name: "parent_id", value: .integer(order.id)),
                self.date("date_created", refund.created), self.date("date_created_gmt", refund.created, offset: 0),
                Json.Member(name: "amount", value: .string(TwinMoney(minor: refund.amount).text)),
                Json.Member(name: "reason", value: .string(refund.reason)), Json.Member(name: "refunded_by", value: 1),
                Json.Member(name: "refunded_payment", value: .bool(refund.isPaidBack ?? false)),
                Json.Member(name: "meta_data", value: Self.meta(refund.meta ?? [])),
                Json.Member(name: "line_items", value: .array(refund.lines.map { self.refundLine($0, order) })),
                Json.Member(name: "shipping_lines", value: []), Json.Member(name: "tax_lines", value: []),
                Json.Member(name: "fee_lines", value: []),
                self.links("\(path)/refunds/\(refund.id)", "\(path)/refunds", up: path),
            ])
    }

    func note(_ note: WooNote, of order: WooOrder) -> Json {
        let path = "orders/\(order.id)"
        return .object([
            Json.Member(name: "id", value: .integer(note.id)), Json.Member(name: "author", value: .string(note.author)),
            self.date("date_created", note.created), self.date("date_created_gmt", note.created, offset: 0),
            Json.Member(name: "note", value: .string(note.text)),
            Json.Member(name: "customer_note", value: .bool(note.forCustomer)),
            Json.Member(name: "added_by_user", value: .bool(note.author != "system")),
            self.links("\(path)/notes/\(note.id)", "\(path)/notes", up: path),
        ])
    }

    private func line(_ line: WooOrder.Line) -> Json {
        let total = TwinMoney(minor: line.unitPrice * line.quantity).text
        let product = self.state.products[line.variationID == 0 ? line.productID : line.variationID]
        var meta = (line.variationID == 0 ? [] : product?.attributes ?? []).enumerated().map {
            index, attribute -> Json in
            let value = Json.string(attribute.options.first ?? "")
            return [
                "id": .integer(line.id * 10 + index), "key": .string(attribute.name), "value": value,
                "display_key": .string(attribute.name), "display_value": value,
            ]
        }
        if line.reduced > 0 {
            meta.append([
                "id": .integer(line.id * 10 + 9), "key": "_reduced_stock", "value": .string(String(line.reduced)),
                "display_key": "_reduced_stock", "display_value": .string(String(line.reduced)),
            ])
        }
        let parent = line.variationID == 0 ? nil : self.state.products[line.productID]?.name
        return [
            "id": .integer(line.id), "name": .string(line.name), "product_id": .integer(line.productID),
            "variation_id": .integer(line.variationID), "quantity": .integer(line.quantity), "tax_class": "",
            "subtotal": .string(total), "subtotal_tax": "0.00", "total": .string(total), "total_tax": "0.00",
            "taxes": [],
            "meta_data": .array(meta), "sku": .string(line.sku),
            "global_unique_id": .string(product?.gtin ?? ""), "price": .number(Double(line.unitPrice) / 100),
            "image": ["id": "", "src": ""], "parent_name": parent.map(Json.string) ?? .null,
        ]
    }

    private func refundLine(_ line: WooRefund.Line, _ order: WooOrder) -> Json {
        let sold = order.lines.first { $0.id == line.orderLine }
        let total = TwinMoney(minor: -line.amount).text
        return [
            "id": .integer(line.id), "name": .string(sold?.name ?? ""), "product_id": .integer(sold?.productID ?? 0),
            "variation_id": .integer(sold?.variationID ?? 0), "quantity": .integer(-line.quantity), "tax_class": "",
            "subtotal": .string(total), "subtotal_tax": "0.00", "total": .string(total), "total_tax": "0.00",
            "taxes": [],
            "meta_data": [
                [
                    "id": .integer(line.id * 10), "key": "_refunded_item_id", "value": .string(String(line.orderLine)),
                    "display_key": "_refunded_item_id", "display_value": .string(String(line.orderLine)),
                ]
            ],
            "sku": .string(sold?.sku ?? ""), "price": .number(Double(sold?.unitPrice ?? 0) / 100),
        ]
    }

    private func shippingLine(_ order: WooOrder) -> Json {
        [
            "id": .integer((order.lines.first?.id ?? 0) + 500_000), "method_title": "Flat rate",
            "method_id": "flat_rate", "instance_id": "1", "total": .string(TwinMoney(minor: order.shippingCost).text),
            "total_tax": "0.00", "taxes": [], "tax_status": "taxable", "meta_data": [],
        ]
    }

    private static func refundInOrder(_ refund: WooRefund) -> Json {
        [
            "id": .integer(refund.id), "reason": .string(refund.reason),
            "total": .string(TwinMoney(minor: -refund.amount).text),
        ]
    }

    private func billing(_ order: WooOrder) -> Json {
        let buyer = order.buyer
        return Self.address(order.billing, order.buyer) { members in
            members.append(Json.Member(name: "email", value: .string(order.billing?["email"] ?? buyer?.email ?? "")))
            members.append(Json.Member(name: "phone", value: .string(order.billing?["phone"] ?? buyer?.phone ?? "")))
        }
    }

    private func shipping(_ order: WooOrder) -> Json {
        Self.address(order.shipping, order.buyer) { members in
            members.append(Json.Member(name: "phone", value: .string(order.shipping?["phone"] ?? "")))
        }
    }

    private static func address(
        _ written: [String: String]?, _ buyer: Shopper?, adding: (inout [Json.Member]) -> Void
    ) -> Json {
        let known: [(String, String?)] = [
            ("first_name", buyer?.firstName), ("last_name", buyer?.lastName), ("company", nil),
            ("address_1", buyer?.street), ("address_2", nil), ("city", buyer?.city), ("state", nil),
            ("postcode", buyer?.postcode), ("country", buyer?.country),
        ]
        var members = known.map { Json.Member(name: $0, value: .string(written?[$0] ?? $1 ?? "")) }
        adding(&members)
        return .object(members)
    }
}
