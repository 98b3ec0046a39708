import Commerce
import ConnectorKit
import Foundation
import Wire

/// From a Shopify order to one of ours. Pure.
enum ShopifyOrderMapping {
    /// Why an order cannot be read; names the place, never the content.
    struct Unreadable: Error, Hashable { var reason: String }

    /// Units that were given back to sale, by line.
    static func restocked(_ refunds: [ShopifyWire.Refund]) -> [String: Int] {
        var units: [String: Int] = [:]
        for line in refunds.flatMap(\.refundLineItems.nodes) where line.restockType != "NO_RESTOCK" {
            units[line.lineItem.id, default: 0] += Self.units(line.quantity)
        }
        return units
    }

    private static func refunded(_ details: ShopifyWire.Details.Order?) -> [String: Int] {
        var units: [String: Int] = [:]
        for line in (details?.refunds ?? []).flatMap(\.refundLineItems.nodes) {
            units[line.lineItem.id, default: 0] += Self.units(line.quantity)
        }
        return units
    }

    /// A number of units that can be counted on with.
    static func units(_ told: Int) -> Int { min(max(0, told), RemoteOrderLine.mostUnits) }

    /// Whether more must be asked for to know what became of its units, and how it was sent.
    static func needsDetails(_ order: ShopifyWire.Order) -> Bool {
        order.cancelledAt != nil || order.displayFulfillmentStatus != "UNFULFILLED"
            || ["PARTIALLY_REFUNDED", "REFUNDED", "VOIDED"].contains(order.displayFinancialStatus ?? "")
            || order.lineItems.nodes.contains { $0.currentQuantity != $0.quantity }
    }

    static func order(
        _ order: ShopifyWire.Order, lines: [ShopifyWire.Line], details: ShopifyWire.Details.Order?,
        returns: [ShopifyWire.Return] = []
    ) throws(Unreadable) -> RemoteOrder {
        guard let id = ShopifyID.number(order.id) else { throw Unreadable(reason: "id is none of Shopify's") }
        guard let total = ShopifyMoney.read(order.totalPriceSet.shopMoney) else {
            throw Unreadable(reason: "totalPriceSet is no amount")
        }
        guard let created = UTCTime(text: order.createdAt)?.date else {
            throw Unreadable(reason: "createdAt is not a time")
        }
        guard let modified = UTCTime(text: order.updatedAt)?.date else {
            throw Unreadable(reason: "updatedAt is not a time")
        }
        let (returns, refunded) = (ShopifyReturns(returns), Self.refunded(details))
        let restocked = returns.restocked(details?.refunds ?? [])
        var mapped: [RemoteOrderLine] = []
        for (index, line) in lines.enumerated() where line.quantity > 0 {
            mapped.append(
                try Self.line(line, index, restocked: restocked[line.id] ?? 0, refunded: refunded[line.id] ?? 0))
        }
        var told = RemoteOrder(
            remoteID: id, number: order.name, state: Self.state(order), remoteStatus: Self.word(order),
            createdAt: created, modifiedAt: modified, total: total, lines: mapped, tracking: Self.tracking(details))
        told.returns = returns.mapped
        return told
    }

    /// Whether something of it comes back, or came.
    static func needsReturns(_ order: ShopifyWire.Order) -> Bool { order.returnStatus ?? "NO_RETURN" != "NO_RETURN" }

    /// Cancelled decides; then what was refunded whole, what has left, and whether the money is promised.
    static func state(_ order: ShopifyWire.Order) -> OrderState {
        if order.cancelledAt != nil { return .cancelled }
        let money = order.displayFinancialStatus ?? "PAID"
        if money == "REFUNDED" { return .refunded }
        if order.displayFulfillmentStatus == "FULFILLED" { return .shipped }
        // An authorised payment is the merchant's to take.
        return ["PENDING", "PARTIALLY_PAID", "EXPIRED", "VOIDED"].contains(money) ? .unpaid : .open
    }

    /// Units leave `available` when the order is placed, paid or not, so they are `reduced`, never `held`. They come back only
    /// where a refund or a cancellation restocks, or where they were taken off the order by an edit.
    private static func line(
        _ line: ShopifyWire.Line, _ index: Int, restocked: Int, refunded: Int
    ) throws(Unreadable) -> RemoteOrderLine {
        guard let price = ShopifyMoney.read(line.discountedUnitPriceSet.shopMoney) else {
            throw Unreadable(reason: "lineItems.\(index).discountedUnitPriceSet is no amount")
        }
        guard line.quantity <= RemoteOrderLine.mostUnits else {
            throw Unreadable(reason: "lineItems.\(index).quantity is no number of units")
        }
        let removed = max(0, line.quantity - Self.units(line.currentQuantity))
        let edited = max(0, removed - refunded)
        return RemoteOrderLine(
            remoteID: ShopifyID.number(line.id) ?? line.id, ref: Self.ref(line), sku: ShopifyMapping.text(line.sku),
            title: line.title.withoutOuterSpace, units: line.quantity,
            refundedUnits: min(line.quantity, max(removed, refunded)), unitPrice: price, heldUnits: 0,
            reducedUnits: max(0, line.quantity - restocked - edited))
    }

    /// A variant that was deleted is nobody's; the line stays.
    private static func ref(_ line: ShopifyWire.Line) -> OfferRef {
        let product = line.product.flatMap { ShopifyID.number($0.id) }
        guard let product, let variant = line.variant, let number = ShopifyID.number(variant.id),
            let item = ShopifyID.number(variant.inventoryItem.id)
        else { return OfferRef(listing: "line-\(ShopifyID.number(line.id) ?? String(line.id.prefix(40)))") }
        return ShopifyVariantRef(product: product, variant: number, item: item).ref
    }

    static func tracking(_ details: ShopifyWire.Details.Order?) -> [Tracking] {
        Self.tracking(details?.fulfillments ?? [])
    }

    static func tracking(_ fulfillments: [ShopifyWire.Fulfillment]) -> [Tracking] {
        var seen: Set<String> = []
        return fulfillments.filter { $0.status != "CANCELLED" }.flatMap(\.trackingInfo).compactMap { info in
            guard let number = ShopifyMapping.text(info.number), seen.insert(number).inserted else { return nil }
            return Tracking(carrier: ShopifyMapping.text(info.company), number: number)
        }
    }

    /// Shopify's own words for money and parcels; anything else is not passed on.
    private static func word(_ order: ShopifyWire.Order) -> String {
        let words = [
            order.cancelledAt == nil ? nil : "CANCELLED", order.displayFinancialStatus, order.displayFulfillmentStatus,
        ]
        return words.compactMap { $0 }.map(ShopifyErrors.word).joined(separator: ", ")
    }
}
