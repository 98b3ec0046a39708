import Commerce
import ConnectorKit
import Foundation
import Wire

/// From an Amazon order to one of ours. Pure.
enum AmazonOrderMapping {
    /// Why an order cannot be read; names the place, never the content.
    struct Unreadable: Error, Hashable { var reason: String }

    static func order(_ order: AmazonWire.Order, home: AmazonMarketplace) throws(Unreadable) -> RemoteOrder {
        guard let created = AmazonTime.date(order.createdTime) else {
            throw Unreadable(reason: "createdTime is no time")
        }
        guard let modified = AmazonTime.date(order.lastUpdatedTime) else {
            throw Unreadable(reason: "lastUpdatedTime is no time")
        }
        let status = order.fulfillment?.fulfillmentStatus ?? ""
        let state = Self.state(status)
        let store = order.salesChannel?.marketplaceId.flatMap(AmazonMarketplace.named) ?? home
        guard let currency = Currency(store.currency) else { throw Unreadable(reason: "the store has no currency") }
        var lines: [RemoteOrderLine] = []
        // A cancelled item may come with none.
        for (index, item) in order.orderItems.enumerated() where item.quantityOrdered > 0 {
            lines.append(try Self.line(item, index, state, currency))
        }
        return RemoteOrder(
            remoteID: order.orderId, number: order.orderId, state: state,
            remoteStatus: Self.states[status] == nil ? "unknown" : status.lowercased(), createdAt: created,
            modifiedAt: modified, total: try Self.total(order, lines, currency), lines: lines,
            tracking: Self.tracking(order.packages ?? []))
    }

    /// What Amazon owes for it. A pending order has no price yet, and one without proceeds is the sum of its lines.
    private static func total(
        _ order: AmazonWire.Order, _ lines: [RemoteOrderLine], _ currency: Currency
    ) throws(Unreadable) -> Money {
        guard let told = order.proceeds?.grandTotal else {
            let sum = lines.reduce(Int64(0)) { $0 &+ $1.unitPrice.minor &* Int64($1.units) }
            return Money(minor: sum, currency: lines.first?.unitPrice.currency ?? currency)
        }
        guard let total = AmazonMapping.money(told) else {
            throw Unreadable(reason: "proceeds.grandTotal is no amount")
        }
        return total
    }

    private static let states: [String: OrderState] = [
        // Not paid, or not released yet; units are taken from the offer already.
        "PENDING_AVAILABILITY": .unpaid, "PENDING": .unpaid, "UNSHIPPED": .open, "PARTIALLY_SHIPPED": .open,
        "SHIPPED": .shipped, "CANCELLED": .cancelled,
        // Of what Amazon fulfils: nobody sends it, and nobody has cancelled it.
        "UNFULFILLABLE": .open,
    ]

    static func state(_ status: String) -> OrderState { Self.states[status] ?? .open }

    /// Amazon takes units from the offer when an order is placed, pending or not: `reduced`, never `held`. A cancelled one
    /// counts as given back, which is the careful side where nobody tells: what it may sell then is counted.
    private static func line(
        _ item: AmazonWire.OrderItem, _ index: Int, _ state: OrderState, _ currency: Currency
    ) throws(Unreadable) -> RemoteOrderLine {
        guard item.quantityOrdered <= RemoteOrderLine.mostUnits else {
            throw Unreadable(reason: "orderItems.\(index).quantityOrdered is no number of units")
        }
        var price = Money(minor: 0, currency: currency)
        if let told = item.product.price?.unitPrice {
            guard let read = AmazonMapping.money(told) else {
                throw Unreadable(reason: "orderItems.\(index).product.price is no amount")
            }
            price = read
        }
        let sku = item.product.sellerSku.flatMap { $0.isEmpty ? nil : $0 }
        return RemoteOrderLine(
            remoteID: item.orderItemId,
            ref: OfferRef(listing: sku ?? item.product.asin.map { "asin-\($0)" } ?? "item-\(item.orderItemId)"),
            sku: sku, title: HTMLText.plain(item.product.title ?? ""), units: item.quantityOrdered, unitPrice: price,
            heldUnits: 0, reducedUnits: state == .cancelled ? 0 : item.quantityOrdered)
    }

    private static func tracking(_ packages: [AmazonWire.Package]) -> [Tracking] {
        var seen: Set<String> = []
        return packages.compactMap { package in
            guard let number = package.trackingNumber, !number.isEmpty, seen.insert(number).inserted else { return nil }
            return Tracking(carrier: package.carrier.flatMap { $0.isEmpty ? nil : $0 }, number: number)
        }
    }
}
