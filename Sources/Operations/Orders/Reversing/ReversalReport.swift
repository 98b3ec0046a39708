import Commerce
import ConnectorKit
import Foundation
import Records

/// What a cancellation or a refund would do, or did.
public struct ReversalReport: Sendable, Hashable, Encodable {
    public enum How: String, Sendable, Hashable, Encodable {
        /// Nothing was sent.
        case preview
        case done
        /// An attempt before had done it, and its answer was lost.
        case found
        /// It was so already; nothing was sent.
        case existing
        /// The shop took it, and does it in its own time.
        case asked
    }
    public struct Line: Sendable, Hashable, Encodable {
        /// The channel's id of the line.
        public var ref: String
        public var title: String
        public var units: Int
    }

    public var how: How
    public var order: String
    /// What the merchant sees in the shop.
    public var number: String
    public var connectionName: String
    /// What goes back to the buyer with it.
    public var amount: MoneyView
    /// Of it, for sending; missing where the shop does not tell it apart.
    public var shipping: MoneyView?
    public var paid: MoneyView
    /// Given back before. A refund may name it, so that it is sent only if nothing has changed.
    public var refundedBefore: MoneyView
    public var lines: [Line]
    /// Whether the shop puts the units back on sale.
    public var restocks: Bool
    public var sentences: [String]

    init(
        _ how: How, _ door: OrderDoor, amount: Money, shipping: Money? = nil, standing: OrderStanding, lines: [Line],
        restocks: Bool, _ sentences: [String]
    ) {
        self.how = how
        self.order = door.order.id.text
        self.number = door.order.number
        self.connectionName = door.connection.name
        self.amount = MoneyView(amount)
        self.shipping = shipping.map { MoneyView($0) }
        self.paid = MoneyView(standing.paid)
        self.refundedBefore = MoneyView(standing.refunded)
        self.lines = lines
        self.restocks = restocks
        self.sentences = sentences
    }
}
