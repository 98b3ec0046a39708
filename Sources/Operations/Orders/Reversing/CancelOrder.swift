import Commerce
public import ConnectorKit
import Foundation
import Records
import Store

/// Asks a shop to cancel a whole order of which nothing has left. It cannot be taken back.
///
/// Our own books change only by what the shop then says of the order: its units are free once it is cancelled there, and what the
/// shop puts back on its shelf is its own number, which is read and not added.
public struct CancelOrder: Sendable {
    /// Our id, the number the merchant sees in the shop, or `CONNECTION/NUMBER`.
    public var order: String
    public var reason: CancelReason
    /// Whether its units go back on sale.
    public var restock: Bool
    /// Whether what was paid goes back, where a cancellation does that.
    public var refund: Bool
    /// Says what would happen, and sends nothing.
    public var isDry: Bool

    public init(
        _ order: String, reason: CancelReason, restock: Bool = true, refund: Bool = true, isDry: Bool = false
    ) {
        self.order = order
        self.reason = reason
        self.restock = restock
        self.refund = refund
        self.isDry = isDry
    }

    /// - Throws: `ReversalError`, `OperationError`, and `ConnectorError` where the shop said no: then nothing was done.
    public func run(_ desk: Desk) async throws -> ReversalReport {
        let door = try await OrderDoor(desk, self.order, .cancel)
        guard self.restock || door.terms.cancellingKeepsUnits else {
            throw OperationError.invalid(
                field: "restock",
                reason: "\(door.channel) puts the units of a cancelled order back on sale by itself.")
        }
        let look = try await door.look()
        if look.isUnderWay { return self.report(.asked, door, look.standing) }
        if look.standing.isCancelled {
            let isOurs = look.happened && look.before?.kind == .cancel
            return self.report(isOurs ? .found : .existing, door, look.standing)
        }
        guard !look.standing.hasLeft, door.lines.allSatisfy({ $0.shipped == 0 }) else {
            throw OperationError.invalid(
                field: "order", reason: "Something of it has left. What was sent is refunded, not cancelled.")
        }
        guard look.standing.paid.isZero || !look.standing.payment.left.isZero else {
            throw OperationError.invalid(
                field: "order", reason: "All that was paid for it has been given back already.")
        }
        if self.isDry { return self.report(.preview, door, look.standing) }
        let intent = try await door.begin(
            .cancel, ask: "cancel", amount: nil, known: look.standing, after: look.before)
        let notice = CancelNotice(
            remoteOrderID: door.order.remoteID, reason: self.reason, restock: self.restock,
            refund: self.refund && door.terms.cancellingRefunds)
        let how = try await door.send(intent) { () async throws(ConnectorError) in
            try await door.reversals.cancel(notice)
        }
        if how != .asked { try await door.record(intent, isFound: how == .found) }
        return self.report(how, door, look.standing)
    }

    private func report(
        _ how: ReversalReport.How, _ door: OrderDoor, _ standing: OrderStanding
    ) -> ReversalReport {
        let left = standing.payment.left
        let goesBack = how != .existing && self.refund && door.terms.cancellingRefunds
        var sentences: [String] = []
        switch how {
        case .preview: sentences.append("Nothing was sent. A cancellation cannot be taken back.")
        case .done: sentences.append("The order is cancelled.")
        case .found: sentences.append("The order had been cancelled by an attempt before; nothing was sent again.")
        case .existing: sentences.append("The shop has this order as cancelled already; nothing was sent.")
        case .asked:
            sentences.append(
                "The shop has taken it, and does it in its own time: it is not cancelled yet. How far it is: entrepot order show \(ShellWord.quoted("\(door.connection.name)/\(door.order.number)"))"
            )
        }
        if how != .existing && how != .asked {
            sentences.append(
                self.restock ? "The shop puts its units back on sale." : "Its units stay off sale at the shop.")
            if left.minor > 0 && !goesBack {
                sentences.append(
                    "No money goes back with it. \(left) is left of what was paid; to give it back: entrepot order refund \(ShellWord.quoted("\(door.connection.name)/\(door.order.number)"))"
                )
            }
        }
        return ReversalReport(
            how, door, amount: goesBack ? left : .zero(left.currency), standing: standing,
            lines: door.lines.map { ReversalReport.Line(ref: $0.ref, title: $0.title, units: $0.units) },
            restocks: self.restock, sentences)
    }
}
