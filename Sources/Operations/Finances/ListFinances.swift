import Commerce
public import Foundation
import Records
import Store

/// One transaction as lists show it. It holds no field about a buyer, because none is kept.
public struct FinanceLine: Sendable, Hashable, Encodable {
    /// One of the sums it consists of.
    public struct Part: Sendable, Hashable, Encodable {
        /// `Expenses/Amazon fees/Commission`.
        public var what: String
        public var amount: MoneyView
    }
    public struct Item: Sendable, Hashable, Encodable {
        /// As the channel has it.
        public var sku: String?
        public var units: Int?
        public var amount: MoneyView?
        public var parts: [Part]
    }

    public var id: String
    public var connection: String
    public var connectionName: String
    /// The channel's id; `~…` where it gave none.
    public var remoteID: String
    /// The channel's words.
    public var kind: String
    /// `deferred`, `released`, `deferred-released`; empty where the channel says nothing.
    public var status: String
    public var words: String
    /// The channel's clock.
    public var postedAt: Date
    public var store: String?
    public var account: String?
    /// The channel's id of the order.
    public var order: String?
    /// Below zero where you pay; missing where the channel told none that can be read.
    public var amount: MoneyView?
    /// Of the whole, and by item: the same money told twice.
    public var parts: [Part]
    public var items: [Item]
    public var readAt: Date

    init(_ record: FinanceRecord, connectionName: String) {
        let told = record.transaction
        func parts(_ all: [FinancePart]) -> [Part] { all.map { Part(what: $0.what, amount: MoneyView($0.amount)) } }
        self.id = record.id.text
        self.connection = record.connection.text
        self.connectionName = connectionName
        self.remoteID = told.remoteID
        self.kind = told.kind
        self.status = told.status
        self.words = told.words
        self.postedAt = told.postedAt
        self.store = told.store
        self.account = told.account
        self.order = told.order
        self.amount = told.amount.map(MoneyView.init)
        self.parts = parts(told.parts)
        self.items = told.items.map {
            Item(sku: $0.sku, units: $0.units, amount: $0.amount.map(MoneyView.init), parts: parts($0.parts))
        }
        self.readAt = record.readAt
    }
}

/// What channels booked of the merchant's money, the latest first.
public struct ListFinances: Sendable {
    /// A connection's name or id; `nil` for all.
    public var connection: String?
    /// The channel's id of an order; `nil` for all.
    public var order: String?
    public var after: String?
    /// 1 to 1,000.
    public var limit: Int

    public init(connection: String? = nil, order: String? = nil, after: String? = nil, limit: Int = 100) {
        self.connection = connection
        self.order = order
        self.after = after
        self.limit = limit
    }

    /// - Throws: `OperationError.unknownConnection`.
    public func run(_ desk: Desk) async throws -> Page<FinanceLine> {
        let limit = min(max(1, self.limit), 1_000)
        let (connection, order, after) = (self.connection, self.order, try PagePlace.id(self.after))
        return try await desk.read { db in
            let shop = try connection.map { try Find.connection(db, $0).id }
            let found = try FinanceRecords.page(db, connection: shop, order: order, after: after, limit: limit + 1)
            let names = try PlanDesk.names(db)
            let rows = found.prefix(limit).map { FinanceLine($0, connectionName: names[$0.connection] ?? "") }
            return Page(rows: rows, next: found.count > limit ? rows.last?.id : nil)
        }
    }
}
