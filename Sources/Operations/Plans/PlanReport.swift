import Commerce
import Foundation
import Records
import Store

/// A plan with the changes it would make, or has made.
public struct PlanReport: Sendable, Hashable, Encodable {
    public var id: String
    /// `go-live`, `prices` or `stock`.
    public var kind: String
    public var title: String
    /// `proposed`, `applied`, `undone` or `discarded`; `making` while its changes are being found.
    public var state: String
    /// The connection's name, of a plan for one.
    public var connection: String?
    /// What holds it until a person says yes, each a sentence.
    public var brakes: [String]
    public var createdAt: Date
    public var appliedAt: Date?
    public var undoneAt: Date?
    public var counts: PlanCounts
    /// Part of the changes; the lists of plans have none.
    public var changes: [PlanLine]
    /// Ask with it as `after` for the changes that follow; missing at the end.
    public var next: Int?
}

/// A plan in numbers.
public struct PlanCounts: Sendable, Hashable, Encodable {
    public var total = 0
    public var quantitiesUp = 0
    public var quantitiesDown = 0
    /// On sale before and not after.
    public var toZero = 0
    public var pricesUp = 0
    public var pricesDown = 0
    public var applied = 0
    public var undone = 0
    /// Left alone, because somebody changed it in the meantime.
    public var changedSince = 0

    init() {}

    init(_ figures: [PlanRecords.Figure]) {
        for figure in figures {
            self.total += figure.count
            switch figure.field {
            case .quantity:
                if figure.isUp { self.quantitiesUp += figure.count }
                if figure.isDown { self.quantitiesDown += figure.count }
                if figure.isToZero { self.toZero += figure.count }
            case .price: if figure.isUp { self.pricesUp += figure.count } else { self.pricesDown += figure.count }
            }
            switch figure.state {
            case .proposed: break
            case .applied: self.applied += figure.count
            case .undone: self.undone += figure.count
            case .changedSince: self.changedSince += figure.count
            }
        }
    }
}

/// One change of a plan.
public struct PlanLine: Sendable, Hashable, Encodable {
    /// From 0.
    public var position: Int
    public var sku: String
    /// Where: a connection's name, `price`, or `stock/` and a location.
    public var target: String
    /// `quantity` or `price`.
    public var field: String
    /// For people; `nothing` where there was none.
    public var before: String
    public var after: String
    /// Units, or minor units.
    public var beforeValue: Int64?
    public var afterValue: Int64?
    public var reason: String
    /// `proposed`, `applied`, `undone` or `changed-since`.
    public var state: String
}

/// The latest plans without their changes, newest first.
public struct ListPlans: Sendable {
    /// 1 to 1,000.
    public var limit: Int

    public init(limit: Int = 50) { self.limit = limit }

    public func run(_ desk: Desk) async throws -> [PlanReport] {
        let limit = min(max(1, self.limit), 1_000)
        return try await desk.read { db in
            let plans = try PlanRecords.latest(db, limit: limit)
            let counts = try PlanRecords.counts(db, plans: plans.map(\.id))
            let names = try PlanDesk.names(db)
            return plans.map { plan in
                var counted = PlanCounts()
                counted.total = counts[plan.id] ?? 0
                return PlanDesk.report(plan, names: names, counts: counted, changes: [], next: nil)
            }
        }
    }
}

/// One plan with its changes, in parts.
public struct ShowPlan: Sendable {
    /// The id, or a beginning of it that only one plan has.
    public var plan: String
    /// How many changes to leave out.
    public var after: Int
    /// 1 to 10,000.
    public var limit: Int

    public init(_ plan: String, after: Int = 0, limit: Int = 500) {
        self.plan = plan
        self.after = after
        self.limit = limit
    }

    public func run(_ desk: Desk) async throws -> PlanReport {
        let (text, after, limit) = (self.plan, max(0, self.after), min(max(1, self.limit), 10_000))
        return try await desk.read { db in
            try PlanDesk.show(db, try PlanDesk.find(db, text), after: after, limit: limit)
        }
    }
}

/// Finds plans and tells them.
enum PlanDesk {
    static func find(_ db: any SQLConnection, _ text: String) throws -> PlanRecord {
        if let id = UUID(uuidString: text) {
            guard let plan = try PlanRecords.load(db, id) else { throw OperationError.unknownPlan(text) }
            return plan
        }
        let found = try PlanRecords.latest(db, limit: 1_000).filter { $0.id.text.hasPrefix(text.lowercased()) }
        guard text.count >= 4, found.count == 1, let id = found.first?.id, let plan = try PlanRecords.load(db, id)
        else {
            throw OperationError.unknownPlan(text)
        }
        return plan
    }

    static func names(_ db: any SQLConnection) throws -> [UUID: String] {
        Dictionary(try ConnectionRecords.all(db).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    static func show(_ db: any SQLConnection, _ plan: PlanRecord, after: Int = 0, limit: Int = 500) throws -> PlanReport
    {
        let part = try PlanRecords.changes(db, plan: plan.id, from: after, limit: limit)
        let currencies = try self.currencies(db, part.map(\.1))
        let lines = part.map { position, change in self.line(position, change, currencies) }
        let (end, counts) = (after + part.count, PlanCounts(try PlanRecords.figures(db, plan: plan.id)))
        return self.report(
            plan, names: try self.names(db), counts: counts, changes: lines, next: end < counts.total ? end : nil)
    }

    static func report(
        _ plan: PlanRecord, names: [UUID: String], counts: PlanCounts, changes: [PlanLine], next: Int?
    ) -> PlanReport {
        PlanReport(
            id: plan.id.text, kind: plan.kind.rawValue, title: plan.title, state: plan.state.rawValue,
            connection: plan.connection.flatMap { names[$0] }, brakes: plan.brakes, createdAt: plan.createdAt,
            appliedAt: plan.appliedAt, undoneAt: plan.undoneAt, counts: counts, changes: changes, next: next)
    }

    /// Of offers and variants by id.
    private static func currencies(_ db: any SQLConnection, _ changes: [PlanRecord.Change]) throws -> [UUID: Currency] {
        let prices = changes.filter { $0.field == .price }
        var result: [UUID: Currency] = [:]
        for offer in try OfferRecords.load(db, ids: Set(prices.compactMap(\.offer))) {
            result[offer.id] = offer.currency
        }
        for variant in try VariantRecords.load(db, ids: Set(prices.compactMap(\.variant))) {
            result[variant.id] = variant.currency
        }
        return result
    }

    private static func line(_ position: Int, _ change: PlanRecord.Change, _ currencies: [UUID: Currency]) -> PlanLine {
        let currency = change.offer.flatMap { currencies[$0] } ?? change.variant.flatMap { currencies[$0] }
        func text(_ value: Int64?) -> String {
            guard let value else { return "nothing" }
            guard change.field == .price, let currency else { return "\(value)" }
            return Money(minor: value, currency: currency).description
        }
        return PlanLine(
            position: position, sku: change.sku, target: change.target, field: change.field.rawValue,
            before: text(change.before), after: text(change.after), beforeValue: change.before,
            afterValue: change.after,
            reason: change.reason, state: change.state.rawValue)
    }
}
