import Foundation

/// What truly happened in one shop, in the order it happened.
///
/// Written by the shop, never by the hub; the verdict on lost, doubled and oversold comes from here. Entries are only
/// ever added.
public struct BookOfSales: Sendable, Codable, Hashable {
    public private(set) var entries: [BookEntry] = []
    /// Units asked for by buyers who were turned away, by SKU.
    public private(set) var turnedAway: [String: Int] = [:]
    /// API calls by kind: `products.batch`, `orders.list`, …
    public private(set) var calls: [String: CallCount] = [:]

    public init() {}

    /// All units of completed sales less all units given back: what the shop owes or has shipped.
    public func unitsSold(of sku: String) -> Int { self.unitsSold[sku, default: 0] }

    /// The same for each SKU, in one walk through the book.
    public var unitsSold: [String: Int] {
        self.entries.reduce(into: [:]) { sold, entry in
            guard let sku = entry.sku else { return }
            switch entry.kind {
            case .sale: sold[sku, default: 0] += entry.units
            case .cancellation: sold[sku, default: 0] -= entry.units
            default: return
            }
        }
    }

    /// The ids of all orders ever placed here, in order of placing.
    public var orderIDs: [Int] {
        var seen: Set<Int> = []
        return self.entries.compactMap { entry in
            guard entry.kind == .sale || entry.kind == .hold, let id = entry.orderID else { return nil }
            return seen.insert(id).inserted ? id : nil
        }
    }

    public var callCount: Int { self.calls.values.reduce(0) { $0 + $1.total } }
    public var throttledCount: Int { self.calls.values.reduce(0) { $0 + $1.throttled } }
    public var turnedAwayCount: Int { self.turnedAway.values.reduce(0, +) }

    mutating func write(_ entry: BookEntry) {
        var entry = entry
        entry.sequence = self.entries.count + 1
        self.entries.append(entry)
    }

    mutating func turnAway(_ units: Int, of sku: String) { self.turnedAway[sku, default: 0] += units }

    /// - Parameter status: The HTTP status sent; 0 where the connection was dropped instead.
    mutating func count(call: String, status: Int, fault: FaultKind?) {
        self.calls[call, default: CallCount()].count(status: status, fault: fault)
    }
}

/// How often one kind of API call came, and how it was answered.
public struct CallCount: Sendable, Codable, Hashable {
    public private(set) var total = 0
    /// By HTTP status; `"0"` where the connection was dropped.
    public private(set) var byStatus: [String: Int] = [:]
    /// 429 and 503.
    public private(set) var throttled = 0
    /// By fault (its raw value).
    public private(set) var faults: [String: Int] = [:]

    mutating func count(status: Int, fault: FaultKind?) {
        self.total += 1
        self.byStatus[String(status), default: 0] += 1
        if status == 429 || status == 503 { self.throttled += 1 }
        if let fault { self.faults[fault.rawValue, default: 0] += 1 }
    }
}

/// One line of the book.
public struct BookEntry: Sendable, Codable, Hashable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// An unpaid order took hold of units; the stock number moved on Etsy only.
        case hold
        /// A hold ended without a sale.
        case release
        /// Units sold: the order entered a status that reduces stock.
        case sale
        /// A sale undone: units of a cancelled order (given back when the product counts its stock).
        case cancellation
        /// Units given back by a refund; the sale itself stands.
        case restock
        /// A stock number set (see `by`).
        case stockSet
        /// A price set (see `by`); `note` holds the new regular price.
        case priceSet
        /// An order's status changed; `note` holds `old>new`.
        case status
        /// A fee the shop has to pay for what was done through the API; `note` says for what.
        case fee
        /// A buyer was sent a mail about the order.
        case mail
    }

    /// Who moved a number.
    public enum Actor: String, Sendable, Codable {
        case hub
        case secondProgram = "second-program"
        case checkout
        case restock
        case filling
    }

    /// 1, 2, 3, … within the shop.
    public internal(set) var sequence = 0
    public var kind: Kind
    /// True time.
    public var at: Date
    /// What the shop's clock showed.
    public var shopTime: Date
    public var by: Actor
    public var orderID: Int?
    public var sku: String?
    /// Units sold, held, given back; 0 where the line is about something else.
    public var units: Int
    /// Units of them that were not on the shelf: what the shop oversold by itself. Only on `sale` and `hold`.
    public var beyond: Int?
    /// The stock number before and after; `nil` where the product does not count its stock.
    public var before: Int?
    public var after: Int?
    public var note: String?
    /// When an order is first to be seen through the API; only on `sale` and `hold`.
    public var visibleAt: Date?
}
