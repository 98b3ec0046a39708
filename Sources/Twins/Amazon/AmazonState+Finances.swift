import Foundation

/// How one seller's money is told of.
struct AmazonFinanceDesk: Sendable, Codable, Hashable {
    /// Seconds of the shop's clock after which a booking is told of; two minutes at least at the real one, up to two days for
    /// orders.
    var lag = 120.0
    /// Seconds that money is held back; 0: not at all.
    var deferral = 0.0
    /// Not published.
    var pageSize = 100
    /// Whether the first page of each reading is empty: "this operation can return empty pages".
    var beginsEmpty = false
    var isHidden = false
}

extension AmazonState {
    /// An instant that is named must be so long ago. Seconds.
    private static let before = 120.0
    /// "If PostedAfter and PostedBefore are more than 180 days apart, the response is empty."
    private static let longest = 180.0 * 86_400
    /// What Amazon keeps of a sale, in hundredths of it.
    private static let commission = 15

    func transactions(_ call: AmazonCall, at moment: Moment) throws(AmazonError) -> Json {
        let desk = self.finances ?? AmazonFinanceDesk()
        if desk.isHidden { throw .notYours }
        let (order, latest) = (try Self.relatedOrder(call), moment.shop.addingTimeInterval(-Self.before))
        let after = try call.date("postedAfter")
        guard after != nil || order != nil else {
            throw AmazonError(400, "InvalidInput", "Start date cannot be null", "Start date cannot be null")
        }
        if let after, after > latest { throw .invalid("'postedAfter' must be at least two minutes ago.") }
        let named = try call.date("postedBefore")
        if let named, named > latest || named <= after ?? .distantPast {
            throw .invalid("'postedBefore' must be at least two minutes ago, and after 'postedAfter'.")
        }
        if let store = call["marketplaceId"], !self.stores.contains(where: { $0.id == store }) {
            throw .invalid("The seller does not sell at '\(store)'.")
        }
        let status = call["transactionStatus"]
        if let status, !["DEFERRED", "RELEASED", "DEFERRED_RELEASED"].contains(status) {
            throw .invalid("'transactionStatus' is not one of the values allowed.")
        }
        let end = min(named ?? .distantFuture, moment.shop.addingTimeInterval(-desk.lag))
        var found = self.booked(desk, at: moment).filter { booking in
            booking.posted >= after ?? .distantPast && booking.posted < end
                && (status ?? booking.status) == booking.status && (order ?? booking.order.id) == booking.order.id
        }
        if let after, end.timeIntervalSince(after) > Self.longest, named != nil { found = [] }
        return try self.page(found, desk, call)
    }

    /// Only orders and groups can be asked for; groups are not played.
    private static func relatedOrder(_ call: AmazonCall) throws(AmazonError) -> String? {
        guard let name = call["relatedIdentifierName"] else { return nil }
        guard name == "ORDER_ID", let value = call["relatedIdentifierValue"] else {
            throw .invalid("'relatedIdentifierName' is not one of the values allowed.")
        }
        return value
    }

    /// "Include the same arguments as the call that produced the token."
    private func page(
        _ found: [AmazonBooking], _ desk: AmazonFinanceDesk, _ call: AmazonCall
    ) throws(AmazonError) -> Json {
        let asked = call.query.filter { $0.name != "nextToken" }.map { "\($0.name)=\($0.value)" }.sorted()
            .joined(separator: "&")
        func token(_ start: Int) -> Json { .string(Data("\(start) \(asked)".utf8).base64EncodedString()) }
        var start = 0
        if let given = call["nextToken"] {
            let text = Data(base64Encoded: given).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let parts = text.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let place = Int(parts[0]), parts[1] == asked else {
                throw .invalid("'nextToken' is none, or was given for other arguments.")
            }
            start = place
        } else if desk.beginsEmpty {
            return ["payload": ["nextToken": token(0), "transactions": []]]
        }
        let page = found.dropFirst(start).prefix(desk.pageSize)
        let payload: Json = ["transactions": .array(page.map(self.transaction))]
        guard start + page.count < found.count else { return ["payload": payload] }
        return ["payload": payload.with("nextToken", token(start + page.count))]
    }

    /// One of each order that was sent, in the order of sending.
    private func booked(_ desk: AmazonFinanceDesk, at moment: Moment) -> [AmazonBooking] {
        self.orders.values.compactMap { order in
            order.shipped.map { shipped in
                let matures = desk.deferral > 0 ? shipped.addingTimeInterval(desk.deferral) : nil
                let status = matures.map { $0 > moment.shop ? "DEFERRED" : "DEFERRED_RELEASED" } ?? "RELEASED"
                return AmazonBooking(order: order, posted: shipped, matures: matures, status: status)
            }
        }.sorted { ($0.posted, $0.order.number) < ($1.posted, $1.order.number) }
    }

    private func transaction(_ booking: AmazonBooking) -> Json {
        let order = booking.order
        func amount(_ minor: Int) -> Json {
            ["currencyCode": .string(self.home.currency), "currencyAmount": .number(Double(minor) / 100)]
        }
        func parts(_ total: Int) -> Json {
            let fee = (total * Self.commission + 50) / 100
            return [
                [
                    "breakdownType": "Sales", "breakdownAmount": amount(total),
                    "breakdowns": [["breakdownType": "Product Charges", "breakdownAmount": amount(total)]],
                ],
                [
                    "breakdownType": "Expenses", "breakdownAmount": amount(-fee),
                    "breakdowns": [["breakdownType": "Commission", "breakdownAmount": amount(-fee), "breakdowns": []]],
                ],
            ]
        }
        func net(_ total: Int) -> Int { total - (total * Self.commission + 50) / 100 }
        let items = order.lines.map { line -> Json in
            let total = line.price * line.units
            return [
                "description": .string(line.title), "totalAmount": amount(net(total)), "breakdowns": parts(total),
                "relatedIdentifiers": [
                    ["itemRelatedIdentifierName": "TRANSACTION_ID", "itemRelatedIdentifierValue": .string(line.id)]
                ],
                "contexts": [
                    [
                        "contextType": "ProductContext", "asin": .string(line.asin), "sku": .string(line.sku),
                        "quantityShipped": .integer(line.units),
                        "fulfillmentNetwork": .string(order.isByAmazon ? "AFN" : "MFN"),
                    ]
                ],
            ]
        }
        var context: [Json] = []
        if let matures = booking.matures {
            context = [
                [
                    "contextType": "DeferredContext", "deferralReason": "DD7",
                    "maturityDate": AmazonRendering.date(matures),
                ]
            ]
        }
        var dice = Dice(named: "amazon transaction \(order.number)")
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return [
            "sellingPartnerMetadata": [
                "sellingPartnerId": .string(self.sellerID), "accountType": "Standard Orders",
                "marketplaceId": .string(self.home.id),
            ],
            "relatedIdentifiers": [
                ["relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": .string(order.id)]
            ],
            "transactionType": "Shipment",
            "transactionId": .string(String((0..<43).map { _ in dice.pick(letters) })),
            "transactionStatus": .string(booking.status), "description": "Order Payment",
            "postedDate": AmazonRendering.date(booking.posted), "totalAmount": amount(net(order.total)),
            "marketplaceDetails": ["marketplaceId": .string(self.home.id), "marketplaceName": .string(self.home.name)],
            "items": .array(items), "contexts": .array(context), "breakdowns": parts(order.total),
        ]
    }
}

/// An order's money, as it is booked.
private struct AmazonBooking {
    var order: AmazonOrder
    var posted: Date
    /// When money that is held back is released.
    var matures: Date?
    var status: String
}
