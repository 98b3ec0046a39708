import Commerce
import Foundation
import Records
import Store

/// An order as lists and details show it. It holds no field about a buyer, because none is kept.
public struct OrderReport: Sendable, Hashable, Encodable {
    public var id: String
    public var connection: String
    public var connectionName: String
    /// The channel's id.
    public var remoteID: String
    /// What the merchant sees in the shop.
    public var number: String
    /// `unpaid`, `open`, `shipped`, `cancelled` or `refunded`.
    public var state: String
    /// The channel's clock.
    public var placedAt: Date
    public var importedAt: Date
    public var total: MoneyView
    /// Lists leave these five out.
    public var lines: [OrderLineReport]?
    public var tracking: [TrackingReport]?
    public var shipments: [ShipmentReport]?
    public var returns: [ReturnReport]?
    /// What the shop was asked for and is not known to have done; missing where there is nothing.
    public var pending: PendingReversal?
    /// What became of what it was asked for, newest first: the latest ten of the last 30 days. Lists leave it out.
    public var reversals: [EventLine]?

    init(_ order: OrderSummary, connectionName: String) {
        self.id = order.id.text
        self.connection = order.connection.text
        self.connectionName = connectionName
        self.remoteID = order.remoteID
        self.number = order.number
        self.state = order.state.rawValue
        self.placedAt = order.placedAt
        self.importedAt = order.importedAt
        self.total = MoneyView(order.total)
    }
}

/// One line of an order.
public struct OrderLineReport: Sendable, Hashable, Encodable {
    /// The channel's id of the line.
    public var ref: String
    /// Our SKU, where the line is mapped.
    public var sku: String?
    /// The SKU as the shop wrote it.
    public var shopSKU: String?
    public var title: String
    public var units: Int
    /// Units still to be shipped.
    public var open: Int
    public var shipped: Int
    /// Units whose money went back.
    public var refunded: Int
    /// Units of the open ones that are not there.
    public var short: Int
    public var price: MoneyView
    public var isMapped: Bool
}

public struct TrackingReport: Sendable, Hashable, Encodable {
    public var carrier: String?
    public var number: String
}

/// A parcel and whether the shop knows of it.
public struct ShipmentReport: Sendable, Hashable, Encodable {
    public var id: String
    public var carrier: String?
    public var tracking: String
    /// `wanted`, `confirmed` or `refused`.
    public var state: String
    public var reason: String?
    public var createdAt: Date
    public var confirmedAt: Date?
}

/// Goods that come back, as the shop tells it. They move no stock of ours: what came back is counted by a person.
public struct ReturnReport: Sendable, Hashable, Encodable {
    public struct Line: Sendable, Hashable, Encodable {
        /// The channel's id of the order's line.
        public var ref: String
        public var title: String
        public var units: Int
        /// Of those, units that the shop put back on its own shelf.
        public var restocked: Int
    }
    /// What the merchant sees in the shop.
    public var name: String
    /// `requested`, `open`, `closed`, `declined` or `cancelled`.
    public var state: String
    public var lines: [Line]

    init(_ item: OrderReturn, titles: [String: String]) {
        self.name = item.name
        self.state = item.state.rawValue
        self.lines = item.units.sorted { $0.key < $1.key }.map { line, units in
            Line(ref: line, title: titles[line] ?? line, units: units, restocked: item.restocked[line] ?? 0)
        }
    }
}

/// Orders of all connections, newest first.
public struct ListOrders: Sendable {
    public var after: String?
    /// 1 to 1,000.
    public var limit: Int

    public init(after: String? = nil, limit: Int = 50) {
        self.after = after
        self.limit = limit
    }

    public func run(_ desk: Desk) async throws -> Page<OrderReport> {
        let limit = min(max(1, self.limit), 1_000)
        let after = try PagePlace.id(self.after)
        return try await desk.read { db in
            let orders = try OrderRecords.page(db, after: after, limit: limit + 1)
            let names = try PlanDesk.names(db)
            let rows = orders.prefix(limit).map { OrderReport($0, connectionName: names[$0.connection] ?? "") }
            return Page(rows: rows, next: orders.count > limit ? rows.last?.id : nil)
        }
    }
}

/// One order with its lines and parcels.
public struct ShowOrder: Sendable {
    /// Our id, or the number the merchant sees in the shop.
    public var order: String

    public init(_ order: String) { self.order = order }

    /// - Throws: `OperationError.unknownOrder`, `.invalid` when several shops have that number.
    public func run(_ desk: Desk) async throws -> OrderReport {
        let text = self.order
        return try await desk.read { try OrderDesk.show($0, try OrderDesk.find($0, text)) }
    }
}

enum OrderDesk {
    /// - Parameter text: Our id, the number the merchant sees in the shop, or `CONNECTION/NUMBER`.
    static func find(_ db: any SQLConnection, _ text: String) throws -> OrderSummary {
        if let id = UUID(uuidString: text) {
            guard let order = try OrderRecords.find(db, id: id) else { throw OperationError.unknownOrder(text) }
            return order
        }
        var found = try OrderRecords.find(db, number: text)
        if found.isEmpty, let slash = text.lastIndex(of: "/") {
            let shop = try Find.connection(db, String(text[..<slash]))
            found = try OrderRecords.find(db, number: String(text[text.index(after: slash)...]))
                .filter { $0.connection == shop.id }
        }
        guard let order = found.first else { throw OperationError.unknownOrder(text) }
        guard found.count == 1 else {
            throw OperationError.invalid(
                field: "order",
                reason: "Several shops have an order of that number; say CONNECTION/NUMBER, or give its id.")
        }
        return order
    }

    static func show(_ db: any SQLConnection, _ order: OrderSummary) throws -> OrderReport {
        let names = try PlanDesk.names(db)
        var report = OrderReport(order, connectionName: names[order.connection] ?? "")
        let lines = try OrderRecords.lines(db, of: [order.id])[order.id] ?? []
        let variants = Dictionary(
            try VariantRecords.load(db, ids: Set(lines.compactMap(\.variant))).map { ($0.id, $0.sku) },
            uniquingKeysWith: { first, _ in first })
        let shorts = try ReservationRecords.shorts(db, order: order.id)
        let fold = try OrderRecords.load(db, connection: order.connection, remoteIDs: [order.remoteID]).first?.order
        let refunded = Dictionary(
            (fold?.latest?.lines ?? []).map { ($0.id, $0.refundedUnits) }, uniquingKeysWith: { first, _ in first })
        report.lines = lines.map { line in
            OrderLineReport(
                ref: line.ref, sku: line.variant.flatMap { variants[$0] }, shopSKU: line.sku, title: line.title,
                units: line.units, open: line.open, shipped: line.shipped, refunded: refunded[line.ref] ?? 0,
                short: shorts[line.ref] ?? 0,
                price: MoneyView(Money(minor: line.priceMinor, currency: order.total.currency)),
                isMapped: line.variant != nil)
        }
        report.tracking = (fold?.tracking ?? []).map { TrackingReport(carrier: $0.carrier, number: $0.number) }
        let titles = Dictionary(lines.map { ($0.ref, $0.title) }, uniquingKeysWith: { first, _ in first })
        report.returns = (fold?.latest?.returns ?? []).map { ReturnReport($0, titles: titles) }
        report.reversals = try EventRecords.reversals(db, order: order.id, limit: 10).map {
            EventLine($0, names: names)
        }
        report.pending = try OrderIntentRecords.load(db, order: order.id).map { PendingReversal($0) }
        report.shipments = try ShipmentRecords.of(db, order: order.id).map {
            ShipmentReport(
                id: $0.id.text, carrier: $0.carrier, tracking: $0.tracking, state: $0.state.rawValue, reason: $0.reason,
                createdAt: $0.createdAt, confirmedAt: $0.confirmedAt)
        }
        return report
    }
}
