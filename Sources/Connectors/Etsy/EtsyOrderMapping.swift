import Commerce
import ConnectorKit
import Foundation
import Wire

/// From an Etsy receipt to an order of ours. Pure. A receipt comes with its buyer's name, address and messages; nothing of
/// that is read.
enum EtsyOrderMapping {
    /// Why a receipt cannot be read; names the place, never the content.
    struct Unreadable: Error, Hashable { var reason: String }

    static func order(_ receipt: EtsyWire.Receipt) throws(Unreadable) -> RemoteOrder {
        guard let total = EtsyPrice.money(receipt.grandtotal) else {
            throw Unreadable(reason: "grandtotal is no amount")
        }
        let state = Self.state(receipt)
        var lines: [RemoteOrderLine] = []
        for (index, transaction) in receipt.transactions.enumerated() where transaction.quantity > 0 {
            lines.append(try Self.line(transaction, index, state))
        }
        return RemoteOrder(
            remoteID: String(receipt.receiptID), number: String(receipt.receiptID), state: state,
            remoteStatus: Self.word(receipt.status),
            createdAt: Date(timeIntervalSince1970: Double(receipt.createdTimestamp)),
            modifiedAt: Date(timeIntervalSince1970: Double(receipt.updatedTimestamp)), total: total, lines: lines,
            tracking: Self.tracking(receipt.shipments ?? []))
    }

    /// `canceled` and `fully refunded` decide whatever else is said; then shipped, then paid.
    static func state(_ receipt: EtsyWire.Receipt) -> OrderState {
        let status = Self.word(receipt.status)
        switch status {
        case "canceled", "cancelled": return .cancelled
        case "fully refunded": return .refunded
        default: break
        }
        if receipt.isShipped == true || status == "completed" { return .shipped }
        // `open` and `payment processing` come before the money; `partially refunded` after it.
        let isPaid = receipt.isPaid ?? (status == "paid" || status == "partially refunded")
        return isPaid ? .open : .unpaid
    }

    /// Etsy takes the units from the listing when the receipt is placed, paid or not, so they are `reduced`, never `held`.
    /// A cancelled receipt's count as given back: whether Etsy did so is the seller's choice there and stands nowhere in
    /// the API, and to think that it did is the careful side, since what it may sell then is counted; a read puts it right.
    private static func line(
        _ line: EtsyWire.Transaction, _ index: Int, _ state: OrderState
    ) throws(Unreadable) -> RemoteOrderLine {
        guard let price = EtsyPrice.money(line.price) else {
            throw Unreadable(reason: "transactions.\(index).price is no amount")
        }
        guard line.quantity <= RemoteOrderLine.mostUnits else {
            throw Unreadable(reason: "transactions.\(index).quantity is no number of units")
        }
        let listing = line.listingID.map(String.init) ?? "transaction-\(line.transactionID)"
        return RemoteOrderLine(
            remoteID: String(line.transactionID), ref: OfferRef(listing: listing, variation: Self.variation(line)),
            sku: line.sku.flatMap(EtsyMapping.text), title: HTMLText.plain(line.title ?? ""), units: line.quantity,
            // Refunds are amounts; only a whole one says which units.
            refundedUnits: state == .refunded ? line.quantity : 0, unitPrice: price, heldUnits: 0,
            reducedUnits: state == .cancelled ? 0 : line.quantity)
    }

    /// The product as the inventory names it; the buyer's choices where a line does not say.
    private static func variation(_ line: EtsyWire.Transaction) -> String? {
        if let values = line.productData, !values.isEmpty { return EtsyVariation.key(values) }
        return EtsyVariation.key(line.variations ?? [])
    }

    private static func tracking(_ shipments: [EtsyWire.Shipment]) -> [Tracking] {
        var seen: Set<String> = []
        return shipments.compactMap { shipment in
            guard let code = shipment.trackingCode.flatMap(EtsyMapping.text), seen.insert(code).inserted else {
                return nil
            }
            return Tracking(carrier: shipment.carrierName.flatMap(EtsyMapping.text), number: code)
        }
    }

    /// One of Etsy's own words; anything else is not passed on.
    private static func word(_ status: String?) -> String {
        let word = (status ?? "").lowercased()
        return Self.words.contains(word) ? word : "unknown"
    }

    private static let words: Set<String> = [
        "paid", "completed", "open", "payment processing", "canceled", "cancelled", "fully refunded",
        "partially refunded",
    ]
}
