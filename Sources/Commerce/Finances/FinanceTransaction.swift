public import Foundation

/// One movement of the merchant's money at a channel, as the channel books it. It names no buyer.
public struct FinanceTransaction: Sendable, Hashable {
    /// The channel's id of it; of our own making where it gives none (`~…`).
    public var remoteID: String
    /// The channel's word: `Shipment`, `Refund`, `ServiceFee`.
    public var kind: String
    /// The channel's word in lower case: `deferred`, `released`, `deferred-released`; empty where it says nothing.
    public var status: String
    /// Why it was booked, in the channel's words: `Order Payment`.
    public var words: String
    /// The channel's clock.
    public var postedAt: Date
    /// Which of the account's stores it is about; `nil` for what is about the account as a whole.
    public var store: String?
    /// Which of the seller's balances it belongs to, in the channel's words.
    public var account: String?
    /// The channel's id of the order.
    public var order: String?
    /// Below zero where the merchant pays; `nil` where the channel told none that can be read.
    public var amount: Money?
    /// What it consists of, as a whole and by item. The two tell of the same money: they are not to be summed together.
    public var parts: [FinancePart]
    public var items: [FinanceItem]

    public init(
        remoteID: String, kind: String, status: String, words: String = "", postedAt: Date, store: String? = nil,
        account: String? = nil, order: String? = nil, amount: Money?, parts: [FinancePart] = [],
        items: [FinanceItem] = []
    ) {
        self.remoteID = remoteID
        self.kind = kind
        self.status = status
        self.words = words
        self.postedAt = postedAt
        self.store = store
        self.account = account
        self.order = order
        self.amount = amount
        self.parts = parts
        self.items = items
    }

    /// Booked and held back by the channel for now: its status will change, its time of booking may not.
    public static let deferred = "deferred"
}

/// One of the sums that a transaction consists of.
public struct FinancePart: Sendable, Hashable, Codable {
    /// From the whole to the part: `Expenses/Amazon fees/Commission`.
    public var what: String
    public var amount: Money

    public init(what: String, amount: Money) {
        self.what = what
        self.amount = amount
    }
}

/// What a transaction says of one of its items.
public struct FinanceItem: Sendable, Hashable, Codable {
    /// The merchant's own, as the channel has it.
    public var sku: String?
    public var units: Int?
    public var amount: Money?
    public var parts: [FinancePart]

    public init(sku: String?, units: Int?, amount: Money?, parts: [FinancePart]) {
        self.sku = sku
        self.units = units
        self.amount = amount
        self.parts = parts
    }
}
