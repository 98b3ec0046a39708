import Commerce
import ConnectorKit
import Foundation
import Wire

/// What is left to give back of a WooCommerce order, and what a part of it comes to. Pure.
///
/// Amounts are the order's own, with tax. A unit's part of a line is its share of what is left of the line, rounded down; the
/// last unit takes the rest. What an earlier refund of a bare amount took is nobody's line: the order's rest caps all.
struct WooCommerceRefundSums {
    struct Line {
        var id: Int
        var title: String
        /// Left to refund.
        var units: Int
        /// Minor units left, without tax.
        var net: Int64
        /// Minor units of tax left, by its rate's id.
        var taxes: [Int: Int64]

        var gross: Int64 { self.taxes.values.reduce(self.net, +) }
    }

    let standing: OrderStanding
    let lines: [Line]
    /// Minor units left for sending.
    let shipping: Int64
    private let currency: Currency

    private var rest: Int64 { self.standing.paid.minor - self.standing.refunded.minor }

    init(
        _ order: WooCommerceWire.OrderMoney, refunds: [WooCommerceWire.RefundMoney]
    ) throws(ConnectorError) {
        guard let currency = Currency(order.currency), let total = Self.minor(order.total, currency) else {
            throw .unreadable("order \(order.id): its total is not an amount")
        }
        self.currency = currency
        var given: [OrderStanding.Refund] = []
        for refund in refunds {
            guard let amount = Self.minor(refund.amount, currency) else {
                throw .unreadable("order \(order.id): the amount of refund \(refund.id) is none")
            }
            let mark = refund.metaData?.elements.first { $0.key == WooCommerceWire.Meta.refundKey }?.value?.text
            given.append(
                OrderStanding.Refund(
                    id: String(refund.id), amount: Money(minor: amount.magnitudeAsInt, currency: currency), mark: mark))
        }
        let refunded = given.reduce(Int64(0)) { $0 + $1.amount.minor }
        self.standing = OrderStanding(
            isCancelled: ["cancelled", "failed", "trash"].contains(order.status), hasLeft: order.status == "completed",
            paid: Money(minor: order.datePaidGMT?.text == nil ? 0 : total, currency: currency),
            refunded: Money(minor: refunded, currency: currency), refunds: given)
        let parts = refunds.flatMap { $0.lineItems?.elements ?? [] }
        self.lines = order.lineItems.elements.map { Self.left(of: $0, after: parts, currency) }
        let left = self.lines.reduce(Int64(0)) { $0 + $1.gross }
        let sending = (order.shippingLines?.elements ?? []).reduce(Int64(0)) {
            $0 + (Self.minor($1.total, currency) ?? 0) + (Self.minor($1.totalTax, currency) ?? 0)
        }
        self.shipping = max(0, min(sending, total - refunded - left))
    }

    private static func left(
        of line: WooCommerceWire.OrderMoney.Line, after refunds: [WooCommerceWire.OrderMoney.Line], _ currency: Currency
    ) -> Line {
        var left = Line(
            id: line.id, title: HTMLText.plain(line.name?.text ?? ""), units: max(0, line.quantity?.units ?? 0),
            net: Self.minor(line.total, currency) ?? 0, taxes: [:])
        for tax in line.taxes?.elements ?? [] { left.taxes[tax.id, default: 0] += Self.minor(tax.total, currency) ?? 0 }
        for part in refunds {
            let sold = part.metaData?.elements.first { $0.key == WooCommerceWire.Meta.refundedItem }?.value?.text
            guard sold.flatMap({ Int($0) }) == line.id else { continue }
            left.units -= abs(part.quantity?.units ?? 0)
            left.net -= (Self.minor(part.total, currency) ?? 0).magnitudeAsInt
            for tax in part.taxes?.elements ?? [] {
                left.taxes[tax.id, default: 0] -= (Self.minor(tax.total, currency) ?? 0).magnitudeAsInt
            }
        }
        left.units = max(0, left.units)
        left.net = max(0, left.net)
        left.taxes = left.taxes.mapValues { max(0, $0) }
        return left
    }

    /// Lines to refund, with their amounts.
    func parts(_ ask: RefundAsk) throws(ConnectorError) -> [Line] {
        if ask.amount != nil { return [] }
        guard let wanted = ask.lines else { return self.lines.filter { $0.units > 0 } }
        var parts: [Line] = []
        for (id, units) in wanted.sorted(by: { $0.key < $1.key }) {
            guard var line = self.lines.first(where: { String($0.id) == id }) else {
                throw .refused(
                    code: "unknown-line", field: "lines", message: "The order has no line \(excerpt(id)) there.")
            }
            guard (1...max(1, line.units)).contains(units), line.units > 0 else {
                throw .refused(
                    code: "too-many-units", field: "lines",
                    message: "Of line \(id) (\(excerpt(line.title))) \(line.units) are left to refund, not \(units).")
            }
            let (share, whole) = (Int64(units), Int64(line.units))
            line.net = line.net.share(share, of: whole)
            line.taxes = line.taxes.mapValues { $0.share(share, of: whole) }
            line.units = units
            parts.append(line)
        }
        return parts
    }

    func quote(_ ask: RefundAsk) throws(ConnectorError) -> RefundQuote {
        guard self.standing.paid.minor > 0 else {
            throw .refused(
                code: "not-paid", field: "order",
                message:
                    "Nothing was paid for this order yet, so that there is nothing to give back. Cancel it instead.")
        }
        let parts = try self.parts(ask)
        let sending = ask.amount == nil && ask.shipping ? self.shipping : 0
        var amount = parts.reduce(Int64(0)) { $0 + $1.gross } + sending
        if let asked = ask.amount {
            guard asked.currency == self.currency else {
                throw .refused(
                    code: "other-currency", field: "amount", message: "The order was paid in \(self.currency.code).")
            }
            guard asked.minor <= self.rest else {
                throw .refused(
                    code: "more-than-paid", field: "amount",
                    message:
                        "Of \(self.standing.paid) that was paid \(Money(minor: self.rest, currency: self.currency)) is left to give back."
                )
            }
            amount = asked.minor
        } else if ask.lines == nil, ask.shipping {
            // Fees, and what rounding left, belong to the whole.
            amount = self.rest
        }
        amount = min(amount, self.rest)
        guard amount > 0 else {
            throw .refused(
                code: "nothing-left", field: "order", message: "Nothing of this is left to give back.")
        }
        return RefundQuote(
            standing: self.standing, amount: Money(minor: amount, currency: self.currency),
            shipping: ask.amount == nil ? Money(minor: sending, currency: self.currency) : nil,
            lines: parts.map { RefundQuote.Line(id: String($0.id), title: $0.title, units: $0.units) })
    }

    func request(_ notice: RefundNotice) throws(ConnectorError) -> WooCommerceWire.NewRefund {
        let lines = try self.parts(notice.ask).map { line in
            WooCommerceWire.NewRefund.Line(
                id: line.id, quantity: line.units, refundTotal: self.number(line.net),
                refundTax: line.taxes.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map {
                    WooCommerceWire.NewRefund.Tax(id: $0.key, refundTotal: self.number($0.value))
                })
        }
        return WooCommerceWire.NewRefund(
            amount: notice.amount.channelText, reason: notice.ask.reason, lineItems: lines,
            metaData: [.init(key: WooCommerceWire.Meta.refundKey, value: notice.key)],
            apiRefund: !notice.ask.byHand, apiRestock: notice.ask.restock && notice.ask.amount == nil)
    }

    /// The published type of `refund_total` is a number.
    private func number(_ minor: Int64) -> JSONValue {
        .decimal(Decimal(sign: .plus, exponent: -self.currency.decimals, significand: Decimal(minor)))
    }

    private static func minor(_ text: WooCommerceWire.Loose?, _ currency: Currency) -> Int64? {
        (text?.text).flatMap { WooCommerceMapping.amount($0, currency) }?.minor
    }
}

extension Int64 {
    /// Refunds are written with either sign.
    fileprivate var magnitudeAsInt: Int64 { self == .min ? .max : abs(self) }

    /// Rounded down; all of it for the last.
    fileprivate func share(_ units: Int64, of whole: Int64) -> Int64 {
        guard whole > units else { return self }
        let (product, overflows) = self.multipliedReportingOverflow(by: units)
        return overflows ? self / whole * units : product / whole
    }
}
