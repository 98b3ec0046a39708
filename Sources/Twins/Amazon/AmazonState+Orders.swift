import Foundation

extension AmazonState {
    private static let included: Set<String> = [
        "BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX",
        "PAYMENT", "FULFILLMENT_ORDERS",
    ]
    /// At least so long before the request must an end lie (searchOrders, "lastUpdatedBefore"). Seconds.
    private static let before = 120.0

    func searchOrders(_ call: AmazonCall, at moment: Moment) throws(AmazonError) -> Json {
        let included = try call.choices("includedData", of: Self.included, default: [])
        let size = try call.whole("maxResultsPerPage", default: 100, in: 1...100)
        let (created, updated) = (try call.date("createdAfter"), try call.date("lastUpdatedAfter"))
        guard (created == nil) != (updated == nil) else {
            throw .invalid("Exactly one of 'createdAfter' and 'lastUpdatedAfter' is required.")
        }
        let end = try call.date(created == nil ? "lastUpdatedBefore" : "createdBefore")
        guard try call.date(created == nil ? "createdBefore" : "lastUpdatedBefore") == nil else {
            throw .invalid("The end is of another kind than the beginning.")
        }
        if let end, end > moment.shop.addingTimeInterval(-Self.before) || end < created ?? updated ?? end {
            throw .invalid("The end must be at least two minutes ago, and not before the beginning.")
        }
        let from = created ?? updated ?? moment.shop
        guard from <= moment.shop else { throw .invalid("The beginning lies in the future.") }
        let latest = end ?? moment.shop.addingTimeInterval(-self.searchLag)
        let stores = call.list("marketplaceIds")
        let keeper = call.list("fulfilledBy")
        let states = call.list("fulfillmentStatuses")
        let found = self.orders.values.filter { order in
            let time = created == nil ? order.updated : order.created
            // Whole seconds, the named one included.
            return time.timeIntervalSince1970.rounded(.down) >= from.timeIntervalSince1970 && time <= latest
                && order.visibleAt <= moment.wall && (stores.isEmpty || stores.contains(self.home.id))
                && (keeper.isEmpty || keeper.contains(order.isByAmazon ? "AMAZON" : "MERCHANT"))
                && (states.isEmpty || states.contains(order.status))
        }.sorted { ($0.updated, $0.number) < ($1.updated, $1.number) }
        return try self.page(found, size, call, latest, included)
    }

    /// A page begins behind the last order of the one before, whatever has changed since.
    private func page(
        _ found: [AmazonOrder], _ size: Int, _ call: AmazonCall, _ latest: Date, _ included: Set<String>
    ) throws(AmazonError) -> Json {
        var rest = found[...]
        if let token = call["paginationToken"] {
            guard let data = Data(base64Encoded: token),
                let place = Int(String(decoding: data, as: UTF8.self).dropFirst()), data.first == UInt8(ascii: "o")
            else { throw .invalid("'paginationToken' is none.") }
            rest = rest.dropFirst(place)
        }
        let page = rest.prefix(size)
        let rendering = self.rendering
        var json: Json = ["orders": .array(page.map { rendering.order($0, included) })]
        if rest.count > size {
            let token = Data("o\(page.endIndex)".utf8).base64EncodedString()
            json = json.with("pagination", ["nextToken": .string(token)])
        }
        return json.with(
            call["createdAfter"] == nil ? "lastUpdatedBefore" : "createdBefore", AmazonRendering.date(latest))
    }

    func order(_ call: AmazonCall, at moment: Moment) throws(AmazonError) -> Json {
        let included = try call.choices("includedData", of: Self.included, default: [])
        return ["order": self.rendering.order(try self.visible(call, moment), included)]
    }

    private func visible(_ call: AmazonCall, _ moment: Moment) throws(AmazonError) -> AmazonOrder {
        let id = call.values["orderId"] ?? ""
        guard let order = self.orders.values.first(where: { $0.id == id }), order.visibleAt <= moment.wall else {
            throw .noOrder(id)
        }
        return order
    }

    /// Takes a package. Buyers are mailed each time.
    mutating func confirmShipment(_ call: AmazonCall, at moment: Moment, drops: Bool) throws(AmazonError) {
        let order = try self.visible(call, moment)
        guard let detail = call.body?["packageDetail"], call.body?["marketplaceId"]?.text == self.home.id else {
            throw .invalid("'marketplaceId' and 'packageDetail' are required.")
        }
        guard let reference = detail["packageReferenceId"]?.text, Int(reference).map({ $0 > 0 }) ?? false else {
            throw .invalid("'packageReferenceId' must be a positive number.")
        }
        guard let carrier = detail["carrierCode"]?.text, let tracking = detail["trackingNumber"]?.text,
            !tracking.isEmpty, let time = detail["shipDate"]?.text.flatMap({ TwinDate.date($0, offset: 0) }),
            let lines = detail["orderItems"]?.list, !lines.isEmpty
        else { throw .invalid("'carrierCode', 'trackingNumber', 'shipDate' and 'orderItems' are required.") }
        guard carrier != "Other" || detail["carrierName"]?.text != nil else {
            throw .invalid("'carrierName' is required where the carrier is Other.")
        }
        var items: [String: Int] = [:]
        for line in lines {
            guard let id = line["orderItemId"]?.text, let units = line["quantity"]?.whole, units > 0,
                let known = order.lines.first(where: { $0.id == id }),
                units <= known.units - order.fulfilled(known)
            else { throw .invalid("An order item is none of this order's, or more than is left of it.") }
            items[id] = units
        }
        guard order.canceled == nil, order.paid != nil else {
            throw .invalid("Order \(order.id) cannot be confirmed: it is \(order.status).")
        }
        guard !order.packages.contains(where: { $0.reference == reference }), !drops else { return }
        let package = AmazonOrder.Package(
            reference: reference, carrier: detail["carrierName"]?.text ?? carrier, tracking: tracking, at: time,
            items: items)
        self.ship(order.number, package, by: .hub, at: moment)
        self.book.write(
            BookEntry(
                kind: .mail, at: moment.wall, shopTime: moment.shop, by: .hub, orderID: order.number, sku: nil,
                units: 0, before: nil, after: nil, note: tracking))
    }
}
