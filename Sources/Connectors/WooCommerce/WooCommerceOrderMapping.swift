import Commerce
import ConnectorKit
import Foundation
import Wire

/// From a WooCommerce order to ours. Pure.
enum WooCommerceOrderMapping {
    /// Why an order cannot be read; names the place, never the content.
    struct Unreadable: Error, Hashable { var reason: String }

    /// - Returns: `nil` for a checkout in progress, which is no order yet.
    static func order(
        _ order: WooCommerceWire.Order, refunds: [WooCommerceWire.Refund]
    ) throws(Unreadable)
        -> RemoteOrder?
    {
        guard order.status != "checkout-draft", order.status != "auto-draft" else { return nil }
        guard let currency = Currency(order.currency) else { throw Unreadable(reason: "currency is no ISO code") }
        guard let total = order.total.text.flatMap({ WooCommerceMapping.amount($0, currency) }) else {
            throw Unreadable(reason: "total is not an amount")
        }
        guard let created = WooCommerceMapping.instant(order.dateCreatedGMT) else {
            throw Unreadable(reason: "date_created_gmt is not a time")
        }
        guard let modified = WooCommerceMapping.instant(order.dateModifiedGMT) else {
            throw Unreadable(reason: "date_modified_gmt is not a time")
        }
        let refunded = Self.refundedUnits(refunds)
        var lines: [RemoteOrderLine] = []
        for (index, line) in order.lineItems.elements.enumerated() {
            guard let mapped = try Self.line(line, index, order.status, currency, refunded[line.id] ?? 0) else {
                continue
            }
            lines.append(mapped)
        }
        return RemoteOrder(
            remoteID: String(order.id), number: order.number?.text ?? String(order.id), state: Self.state(order.status),
            remoteStatus: order.status, createdAt: created, modifiedAt: modified, total: total, lines: lines,
            tracking: WooCommerceTracking.read(order.metaData?.elements ?? []))
    }

    /// A status that a plugin added counts as paid: its stock has been taken, and a person sees the shop's own word.
    static func state(_ status: String) -> OrderState {
        switch status {
        case "pending", "on-hold": .unpaid
        case "completed": .shipped
        case "cancelled", "failed", "trash": .cancelled
        case "refunded": .refunded
        default: .open
        }
    }

    /// - Returns: `nil` for a line of no units.
    private static func line(
        _ line: WooCommerceWire.Line, _ index: Int, _ status: String, _ currency: Currency, _ refunded: Int
    ) throws(Unreadable) -> RemoteOrderLine? {
        guard let text = line.quantity.text, let units = Int(text) ?? Self.whole(text) else {
            throw Unreadable(reason: "line_items.\(index).quantity is not a whole number")
        }
        guard units <= RemoteOrderLine.mostUnits else {
            throw Unreadable(reason: "line_items.\(index).quantity is no number of units")
        }
        guard units > 0 else { return nil }
        guard let total = (line.total?.text).flatMap({ WooCommerceMapping.amount($0, currency) }) else {
            throw Unreadable(reason: "line_items.\(index).total is not an amount")
        }
        let stock = Self.stock(units, refunded, status, line.metaData?.elements ?? [])
        let variation = (line.variationID ?? 0) == 0 ? nil : line.variationID.map(String.init)
        return RemoteOrderLine(
            remoteID: String(line.id), ref: OfferRef(listing: String(line.productID), variation: variation),
            sku: line.sku?.text, title: HTMLText.plain(line.name?.text ?? ""), units: units,
            refundedUnits: min(units, refunded), unitPrice: Self.unitPrice(total, units), heldUnits: stock.held,
            reducedUnits: stock.reduced)
    }

    /// What the shop has done to its stock for one line.
    ///
    /// It notes on the line itself how many units it has taken (`_reduced_stock`), takes the note away when it gives them
    /// back, and lowers it by what a refund restocks; the note decides where there is one. Without it the status does:
    /// `pending` only holds, `on-hold` and everything paid has taken, `cancelled`, `failed` and `trash` have given back.
    /// `refunded` keeps its units, since money that went back says nothing about the goods; but a line refunded unit by unit
    /// that bears no note any more was restocked with it.
    static func stock(
        _ units: Int, _ refunded: Int, _ status: String, _ meta: [WooCommerceWire.Meta]
    )
        -> (held: Int, reduced: Int)
    {
        if let note = meta.first(where: { $0.key == WooCommerceWire.Meta.reducedStock })?.value?.text,
            let reduced = Int(note) ?? Self.whole(note)
        {
            return (0, max(0, reduced))
        }
        if refunded >= units { return (0, 0) }
        return switch status {
        case "pending": (units, 0)
        case "cancelled", "failed", "trash": (0, 0)
        default: (0, units)
        }
    }

    /// Units refunded by the line they were sold on. A refund of an amount alone names no lines.
    static func refundedUnits(_ refunds: [WooCommerceWire.Refund]) -> [Int: Int] {
        var units: [Int: Int] = [:]
        for line in refunds.flatMap({ $0.lineItems?.elements ?? [] }) {
            let note = line.metaData?.elements.first { $0.key == WooCommerceWire.Meta.refundedItem }
            guard let sold = note?.value?.text.flatMap({ Int($0) }), let count = line.quantity.units else { continue }
            units[sold, default: 0] += abs(count)
        }
        return units
    }

    /// The line's total after discounts and before tax, shared over its units; half away from zero.
    private static func unitPrice(_ total: Money, _ units: Int) -> Money {
        let (whole, rest) = total.minor.quotientAndRemainder(dividingBy: Int64(units))
        let rounds = rest.magnitude * 2 >= UInt64(units)
        return Money(minor: whole + (rounds ? rest.signum() : 0), currency: total.currency)
    }

    /// `2.0` and `2.000`, as PHP writes some whole numbers.
    private static func whole(_ text: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].allSatisfy({ $0 == "0" }) else { return nil }
        return Int(parts[0])
    }
}
