import Commerce
import ConnectorKit
import Foundation
import Wire

/// From an eBay order to one of ours. Pure. An order comes with its buyer's name, address and notes; nothing of that is read.
enum EbayOrderMapping {
    /// Why an order cannot be read; names the place, never the content.
    struct Unreadable: Error, Hashable { var reason: String }

    /// - Parameter groups: The group that a SKU is sold in, where it is one of several variations.
    static func order(_ order: EbayWire.Order, groups: [String: String]) throws(Unreadable) -> RemoteOrder {
        guard let created = EbayTime.date(order.creationDate) else {
            throw Unreadable(reason: "creationDate is no time")
        }
        guard let modified = EbayTime.date(order.lastModifiedDate) else {
            throw Unreadable(reason: "lastModifiedDate is no time")
        }
        guard let total = order.pricingSummary?.total.flatMap(EbayMapping.money) else {
            throw Unreadable(reason: "pricingSummary.total is no amount")
        }
        let state = Self.state(order)
        var lines: [RemoteOrderLine] = []
        for (index, line) in order.lineItems.enumerated() where line.quantity > 0 {
            lines.append(try Self.line(line, index, state, groups))
        }
        return RemoteOrder(
            remoteID: order.orderId, number: order.orderId, state: state, remoteStatus: Self.word(order),
            createdAt: created, modifiedAt: modified, total: total, lines: lines)
    }

    /// Cancelled and wholly refunded decide; then sent; then paid. `PENDING` is also what a refund on its way is called, so that an
    /// order which was sent is taken for sent.
    static func state(_ order: EbayWire.Order) -> OrderState {
        if ["CANCELED", "CANCELLED"].contains(order.cancelStatus?.cancelState ?? "") { return .cancelled }
        if order.orderPaymentStatus == "FULLY_REFUNDED" { return .refunded }
        if order.orderFulfillmentStatus == "FULFILLED" { return .shipped }
        switch order.orderPaymentStatus {
        case "PENDING", "FAILED": return .unpaid
        default: return .open
        }
    }

    /// eBay takes the units from the listing when somebody commits to buy, paid or not: `reduced`, never `held`. A cancelled order's
    /// count as given back: whether eBay did so is not confirmed, and to think that it did is the careful side; a read puts it
    /// right.
    private static func line(
        _ line: EbayWire.Line, _ index: Int, _ state: OrderState, _ groups: [String: String]
    ) throws(Unreadable) -> RemoteOrderLine {
        guard line.quantity <= RemoteOrderLine.mostUnits else {
            throw Unreadable(reason: "lineItems.\(index).quantity is no number of units")
        }
        guard let cost = line.lineItemCost.flatMap(EbayMapping.money) else {
            throw Unreadable(reason: "lineItems.\(index).lineItemCost is no amount")
        }
        let sku = line.sku.flatMap { $0.isEmpty ? nil : $0 }
        let ref =
            sku.map { EbayRef.ref(sku: $0, group: groups[$0]) }
            ?? OfferRef(listing: "item-\(line.legacyItemId ?? line.lineItemId)", variation: line.legacyVariationId)
        return RemoteOrderLine(
            remoteID: line.lineItemId, ref: ref, sku: sku, title: HTMLText.plain(line.title ?? ""),
            units: line.quantity,
            // Refunds are amounts; only a whole one says which units.
            refundedUnits: state == .refunded ? line.quantity : 0,
            unitPrice: Money(minor: cost.minor / Int64(line.quantity), currency: cost.currency), heldUnits: 0,
            reducedUnits: state == .cancelled ? 0 : line.quantity)
    }

    /// eBay's own words; anything else is not passed on.
    private static func word(_ order: EbayWire.Order) -> String {
        if Self.state(order) == .cancelled { return "canceled" }
        let payment = (order.orderPaymentStatus ?? "").lowercased()
        let sending = (order.orderFulfillmentStatus ?? "").lowercased()
        let known = [payment, sending].filter { Self.words.contains($0) }
        return known.isEmpty ? "unknown" : known.joined(separator: ", ")
    }

    private static let words: Set<String> = [
        "pending", "paid", "failed", "partially_refunded", "fully_refunded", "not_started", "in_progress", "fulfilled",
    ]
}
