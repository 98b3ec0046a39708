import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// Asks a shop to give money back for an order: all that is left, some of its units, or a bare amount.
///
/// Refund, return and restock are three facts. A refund moves money; whether the shop puts units back on its shelf is said with it;
/// that goods came back to ours is a count of its own (`stock adjust`).
public struct RefundOrder: Sendable {
    /// Our id, the number the merchant sees in the shop, or `CONNECTION/NUMBER`.
    public var order: String
    /// Units by a line's ref or its SKU; empty for all that is left.
    public var lines: [String: Int]
    /// With what was paid for sending; `nil`: with a whole refund, not with a part.
    public var shipping: Bool?
    public var restock: Bool
    /// `12.50`, in the order's currency: money only, without lines.
    public var amount: String?
    /// The shop notes it, and the merchant gives the money back.
    public var byHand: Bool
    /// For the merchant's own people, and in some shops for the buyer.
    public var reason: String
    /// What whoever asks believes to have been given back before, `0.00`: sent only if it is so. Needed for a part, which said twice
    /// would be given back twice; of all that is left there is no second.
    public var refundedBefore: String?
    /// Says what would happen, and sends nothing.
    public var isDry: Bool

    public init(
        _ order: String, lines: [String: Int] = [:], shipping: Bool? = nil, restock: Bool = false,
        amount: String? = nil, byHand: Bool = false, reason: String = "", refundedBefore: String? = nil,
        isDry: Bool = false
    ) {
        self.order = order
        self.lines = lines
        self.shipping = shipping
        self.restock = restock
        self.amount = amount
        self.byHand = byHand
        self.reason = reason
        self.refundedBefore = refundedBefore
        self.isDry = isDry
    }

    /// - Throws: `ReversalError`, `OperationError`, and `ConnectorError` where the shop said no: then nothing was done.
    public func run(_ desk: Desk) async throws -> ReversalReport {
        let door = try await OrderDoor(desk, self.order, .refund)
        let ask = try self.ask(door)
        let expected = try self.refundedBefore.map { try Self.money($0, "refundedBefore", door) }
        guard self.isDry || expected != nil || ask.isOfAllThatIsLeft else {
            throw OperationError.invalid(
                field: "refundedBefore",
                reason:
                    "A part said twice would be given back twice: say with it what was given back before, as a dry run shows it."
            )
        }
        let key = try Self.text(of: ask)
        let look = try await door.look()
        if look.isUnderWay, let before = look.before { throw door.doubt(before) }
        if look.happened, look.before?.kind == .refund, look.before?.ask == key {
            return Self.found(door, ask, look)
        }
        let quote = try await door.reversals.quote(ask).value
        if let expected, expected != quote.standing.refunded {
            throw ReversalError.moved(order: door.order.number, refunded: "\(quote.standing.refunded)")
        }
        if self.isDry {
            return self.report(.preview, door, quote, ["Nothing was sent. A refund cannot be taken back."])
        }
        let intent = try await door.begin(
            .refund, ask: key, amount: quote.amount, known: quote.standing, after: look.happened ? nil : look.before)
        let notice = RefundNotice(
            ask: ask, amount: quote.amount, refundedBefore: quote.standing.refunded, key: intent.id.text)
        let how = try await door.send(intent) { () async throws(ConnectorError) in
            let answer = try await door.reversals.refund(notice)
            return Answer(nil, channelTime: answer.channelTime, latency: answer.latency, budgets: answer.budgets)
        }
        try await door.record(intent, isFound: how == .found)
        let sentence =
            how == .found
            ? "\(quote.amount) was given back; the shop's answer was lost, and it shows it."
            : "\(quote.amount) \(self.byHand ? "is noted as given back; pay it to the buyer yourself." : "was given back.")"
        return self.report(how, door, quote, [sentence])
    }

    // MARK: What is asked

    private func ask(_ door: OrderDoor) throws -> RefundAsk {
        guard self.reason.utf8.count <= 200, !self.reason.contains(where: \.isNewline) else {
            throw OperationError.invalid(field: "reason", reason: "A reason is one line of at most 200 bytes.")
        }
        guard !self.byHand || door.terms.takesMoneyByHand else {
            throw OperationError.invalid(
                field: "byHand", reason: "\(door.channel) gives money back through the payment itself.")
        }
        var ask = RefundAsk(
            remoteOrderID: door.order.remoteID, lines: nil, shipping: self.shipping ?? self.lines.isEmpty,
            restock: self.restock, byHand: self.byHand, reason: self.reason)
        if let amount = self.amount {
            guard door.terms.takesAmounts else {
                throw OperationError.invalid(
                    field: "amount", reason: "\(door.channel) refunds units and shipping, not bare amounts.")
            }
            guard self.lines.isEmpty, !self.restock, self.shipping == nil else {
                throw OperationError.invalid(
                    field: "amount", reason: "An amount stands alone: no lines, no shipping and no restock with it.")
            }
            ask.amount = try Self.money(amount, "amount", door)
            ask.shipping = false
            guard let minor = ask.amount?.minor, minor > 0 else {
                throw OperationError.invalid(field: "amount", reason: "It is more than nothing.")
            }
        }
        if !self.lines.isEmpty { ask.lines = try self.units(door) }
        return ask
    }

    private func units(_ door: OrderDoor) throws -> [String: Int] {
        var units: [String: Int] = [:]
        for (name, count) in self.lines {
            let named = door.lines.filter { $0.ref == name }
            let found = named.isEmpty ? door.lines.filter { $0.sku == name } : named
            guard let line = found.first, found.count == 1 else {
                throw OperationError.invalid(
                    field: "lines",
                    reason:
                        "\(found.isEmpty ? "No line" : "More than one line") of the order is “\(excerpt(name))”. Its lines: "
                        + door.lines.prefix(10).map { "\($0.ref) (\(excerpt($0.sku ?? $0.title)))" }
                        .joined(separator: ", ") + ".")
            }
            guard count >= 1, count <= line.units else {
                throw OperationError.invalid(
                    field: "lines", reason: "Line \(line.ref) has \(line.units) units; name 1 to \(line.units).")
            }
            guard units.updateValue(count, forKey: line.ref) == nil else {
                throw OperationError.invalid(field: "lines", reason: "Line \(line.ref) is named twice.")
            }
        }
        return units
    }

    private static func money(_ text: String, _ field: String, _ door: OrderDoor) throws -> Money {
        do {
            return try Money.parse(text, currency: door.order.total.currency, style: .point)
        } catch {
            throw OperationError.invalid(
                field: field, reason: "Give an amount in \(door.order.total.currency.code) with a point, such as 12.50."
            )
        }
    }

    /// What makes two refunds the same; the words beside it do not.
    private static func text(of ask: RefundAsk) throws -> String {
        var ask = ask
        ask.reason = ""
        return try JSONText.encode(ask).text
    }

    // MARK: What is told

    private func report(
        _ how: ReversalReport.How, _ door: OrderDoor, _ quote: RefundQuote, _ sentences: [String]
    ) -> ReversalReport {
        var sentences = sentences
        if !quote.lines.isEmpty {
            sentences.append(
                self.restock
                    ? "The shop puts its units back on sale; ours are counted once they are back."
                    : "No units go back on sale.")
        }
        return ReversalReport(
            how, door, amount: quote.amount, shipping: quote.shipping, standing: quote.standing,
            lines: quote.lines.map { ReversalReport.Line(ref: $0.id, title: $0.title, units: $0.units) },
            restocks: self.restock && !quote.lines.isEmpty, sentences)
    }

    private static func found(_ door: OrderDoor, _ ask: RefundAsk, _ look: OrderDoor.Look) -> ReversalReport {
        let currency = look.standing.paid.currency
        return ReversalReport(
            .found, door, amount: Money(minor: look.before?.amountMinor ?? 0, currency: currency),
            standing: look.standing,
            lines: (ask.lines ?? [:]).sorted { $0.key < $1.key }.map { ref, units in
                ReversalReport.Line(
                    ref: ref, title: door.lines.first { $0.ref == ref }?.title ?? "", units: units)
            }, restocks: ask.restock,
            ["This refund had been made by an attempt before, whose answer was lost; nothing was sent again."])
    }
}
