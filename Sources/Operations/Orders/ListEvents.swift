import Foundation
import Records
import Store

/// One line of the sync log.
public struct EventLine: Sendable, Hashable, Encodable {
    public var id: String
    public var at: Date
    /// A stable word for filters: `order.imported`, `drift.repaired`.
    public var kind: String
    /// `info`, `success`, `warning` or `problem`.
    public var level: String
    /// The connection's name.
    public var connection: String?
    public var sku: String?
    public var summary: String
    /// Numbers behind the sentence.
    public var detail: [String: String]
    public var trace: String?

    init(_ event: EventRecord, names: [UUID: String]) {
        self.id = event.id.text
        self.at = event.at
        self.kind = event.kind
        self.level = event.level.rawValue
        self.connection = event.connection.flatMap { names[$0] }
        self.sku = event.sku
        self.summary = event.summary
        self.detail = event.detail
        self.trace = event.trace
    }
}

/// What happened, newest first.
public struct ListEvents: Sendable {
    /// `nil` for all.
    public var sku: String?
    /// What one request, webhook or visit caused, by its trace; `nil` for all.
    public var trace: String?
    public var after: String?
    /// 1 to 1,000.
    public var limit: Int

    public init(sku: String? = nil, trace: String? = nil, after: String? = nil, limit: Int = 100) {
        self.sku = sku
        self.trace = trace
        self.after = after
        self.limit = limit
    }

    public func run(_ desk: Desk) async throws -> Page<EventLine> {
        let limit = min(max(1, self.limit), 1_000)
        let (sku, trace, after) = (self.sku, self.trace, try PagePlace.id(self.after))
        return try await desk.read { db in
            let variant = try sku.map { try Find.variant(db, sku: $0).id }
            let events = try EventRecords.page(db, variant: variant, trace: trace, after: after, limit: limit + 1)
            let names = try PlanDesk.names(db)
            let rows = events.prefix(limit).map { EventLine($0, names: names) }
            return Page(rows: rows, next: events.count > limit ? rows.last?.id : nil)
        }
    }
}
