public import Commerce

/// Takes a sale back: cancels a whole order that has not left, and gives money back.
///
/// Neither is harmless when done twice. Whoever asks stores the intent first, sends once, and after an unknown outcome
/// looks with `standing` what became of it before anything is sent again.
public protocol OrderReversing: Sendable {
    var terms: ReversalTerms { get }
    /// How an order stands: what was paid, what was given back, whether it is cancelled. Changes nothing.
    func standing(_ remoteOrderID: String) async throws(ConnectorError) -> Answer<OrderStanding>
    /// What a refund would come to. Changes nothing.
    ///
    /// - Throws: `refused` with the reason where the channel would not take it.
    func quote(_ ask: RefundAsk) async throws(ConnectorError) -> Answer<RefundQuote>
    /// Looks first, and sends nothing where the order is cancelled already or has left.
    ///
    /// - Returns: The channel's id of the work that it does in its own time; `nil` where it is done with the answer.
    func cancel(_ notice: CancelNotice) async throws(ConnectorError) -> Answer<String?>
    /// Whether the channel has ended such work. It does not tell how: `standing`, asked afterwards, does. Changes nothing.
    func hasEnded(_ work: String) async throws(ConnectorError) -> Answer<Bool>
    /// Quotes first, and sends nothing where the amount, or what was given back before, is not what the notice says.
    func refund(_ notice: RefundNotice) async throws(ConnectorError) -> Answer<Void>
}

extension OrderReversing {
    public func hasEnded(_ work: String) async throws(ConnectorError) -> Answer<Bool> {
        Answer(true, channelTime: nil, latency: .zero)
    }
}

extension Connector {
    public var reversals: (any OrderReversing)? { nil }
}

/// What differs between channels.
public struct ReversalTerms: Sendable, Hashable {
    /// Whether a cancellation can give the money back; where not, a refund is made apart.
    public var cancellingRefunds: Bool
    /// Whether a cancellation can leave the units off sale; where not, they go back on sale by themselves.
    public var cancellingKeepsUnits: Bool
    /// Whether an amount can be given back without naming lines.
    public var takesAmounts: Bool
    /// Whether a refund can be noted only, while the merchant gives the money back by hand.
    public var takesMoneyByHand: Bool
    /// Whether an order can be cancelled at all, and not only refunded.
    public var cancels = true

    public init(
        cancellingRefunds: Bool, cancellingKeepsUnits: Bool, takesAmounts: Bool, takesMoneyByHand: Bool
    ) {
        self.cancellingRefunds = cancellingRefunds
        self.cancellingKeepsUnits = cancellingKeepsUnits
        self.takesAmounts = takesAmounts
        self.takesMoneyByHand = takesMoneyByHand
    }
}

public enum CancelReason: String, Sendable, Hashable, Codable, CaseIterable {
    case customer, stock, fraud, payment, mistake, other
}

public struct CancelNotice: Sendable, Hashable {
    public var remoteOrderID: String
    public var reason: CancelReason
    /// Whether its units go back on sale.
    public var restock: Bool
    /// Whether what was paid is given back, where a cancellation does that.
    public var refund: Bool

    public init(remoteOrderID: String, reason: CancelReason, restock: Bool, refund: Bool) {
        self.remoteOrderID = remoteOrderID
        self.reason = reason
        self.restock = restock
        self.refund = refund
    }
}

/// How an order stands at its channel.
public struct OrderStanding: Sendable, Hashable {
    /// Money that was given back before.
    public struct Refund: Sendable, Hashable {
        /// The channel's.
        public var id: String
        public var amount: Money
        /// Where our own key may stand; `nil` where nothing is there.
        public var mark: String?

        public init(id: String, amount: Money, mark: String?) {
            self.id = id
            self.amount = amount
            self.mark = mark
        }
    }

    public var isCancelled: Bool
    /// Whether anything of it was told as sent.
    public var hasLeft: Bool
    /// What the buyer paid; zero where nothing was, or where it is only promised.
    public var paid: Money
    /// In all.
    public var refunded: Money
    public var refunds: [Refund]

    public init(isCancelled: Bool, hasLeft: Bool, paid: Money, refunded: Money, refunds: [Refund]) {
        self.isCancelled = isCancelled
        self.hasLeft = hasLeft
        self.paid = paid
        self.refunded = refunded
        self.refunds = refunds
    }

    public var payment: Payment { Payment(paid: self.paid, refunded: self.refunded) }
}

/// What is to be given back.
public struct RefundAsk: Sendable, Hashable, Codable {
    public var remoteOrderID: String
    /// Units by the channel's line id, each at least 1; `nil` for all that is left. Empty for none.
    public var lines: [String: Int]?
    /// With what was paid for sending it, as far as that was not given back.
    public var shipping: Bool
    /// Whether the units go back on sale.
    public var restock: Bool
    /// An amount instead of lines: money only.
    public var amount: Money?
    /// The refund is noted only; the merchant gives the money back.
    public var byHand: Bool
    /// For the merchant's own people.
    public var reason: String

    /// Said twice it gives back once: the second time nothing is left.
    public var isOfAllThatIsLeft: Bool { self.lines == nil && self.amount == nil && self.shipping }

    public init(
        remoteOrderID: String, lines: [String: Int]?, shipping: Bool, restock: Bool, amount: Money? = nil,
        byHand: Bool = false, reason: String = ""
    ) {
        self.remoteOrderID = remoteOrderID
        self.lines = lines
        self.shipping = shipping
        self.restock = restock
        self.amount = amount
        self.byHand = byHand
        self.reason = reason
    }
}

/// What a refund comes to.
public struct RefundQuote: Sendable, Hashable {
    public struct Line: Sendable, Hashable {
        /// The channel's.
        public var id: String
        public var title: String
        public var units: Int

        public init(id: String, title: String, units: Int) {
            self.id = id
            self.title = title
            self.units = units
        }
    }
    public var standing: OrderStanding
    /// All of it.
    public var amount: Money
    /// Of it, for sending; `nil` where the channel does not tell it apart.
    public var shipping: Money?
    public var lines: [Line]

    public init(standing: OrderStanding, amount: Money, shipping: Money?, lines: [Line]) {
        self.standing = standing
        self.amount = amount
        self.shipping = shipping
        self.lines = lines
    }
}

public struct RefundNotice: Sendable, Hashable {
    public var ask: RefundAsk
    /// As it was quoted.
    public var amount: Money
    /// What had been given back when it was quoted.
    public var refundedBefore: Money
    /// Ours, one for each refund; the channel keeps it where it has a place.
    public var key: String

    public init(ask: RefundAsk, amount: Money, refundedBefore: Money, key: String) {
        self.ask = ask
        self.amount = amount
        self.refundedBefore = refundedBefore
        self.key = key
    }
}

extension RefundQuote {
    /// Whether it is still what a notice was made from, and no more than was paid.
    public func check(_ notice: RefundNotice) throws(ConnectorError) {
        guard self.standing.refunded == notice.refundedBefore, self.amount == notice.amount else {
            throw .refused(
                code: "refunded-meanwhile", field: "amount",
                message: "Something was given back meanwhile, or the order was changed: nothing was sent. Look again.")
        }
        guard self.standing.payment.admits(self.amount) else {
            throw .refused(
                code: "more-than-paid", field: "amount",
                message: "\(self.standing.paid) was paid and \(self.standing.refunded) given back; "
                    + "\(self.amount) more is too much.")
        }
    }
}
