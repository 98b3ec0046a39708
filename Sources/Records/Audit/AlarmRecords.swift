public import Foundation
public import Store

/// Something unusual that a person is to look into.
public struct AlarmRecord: Sendable, Hashable, Identifiable {
    public var id: UUID
    public var at: Date
    /// A stable word: `calls.refused`.
    public var kind: String
    /// Where: a route without its ids, or a few words.
    public var place: String
    public var doer: String
    public var doerID: String?
    public var count: Int

    public init(
        id: UUID, at: Date, kind: String, place: String, doer: String, doerID: String? = nil, count: Int = 1
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.place = place
        self.doer = doer
        self.doerID = doerID
        self.count = count
    }
}

/// What somebody found who looked into an alarm.
public struct AlarmReviewRecord: Sendable, Hashable {
    public var alarm: UUID
    public var at: Date
    public var doer: String
    public var doerID: String?
    public var finding: String

    public init(alarm: UUID, at: Date, doer: String, doerID: String?, finding: String) {
        self.alarm = alarm
        self.at = at
        self.doer = doer
        self.doerID = doerID
        self.finding = finding
    }
}

/// Alarms and their reviews are added, and never changed.
public enum AlarmRecords {
    /// In `store.write`, or in `store.system`.
    public static func add(_ db: any SQLConnection, _ alarm: AlarmRecord, to tenant: UUID) throws {
        try db.query(
            """
            INSERT INTO alarm (tenant_id, id, at, kind, place, doer, doer_id, count)
            VALUES (\(tenant), \(alarm.id), \(alarm.at), \(alarm.kind), \(alarm.place), \(alarm.doer),
                \(alarm.doerID), \(alarm.count))
            """)
    }

    public static func find(_ db: any SQLConnection, _ id: UUID) throws -> AlarmRecord? {
        try self.select(db, "a.tenant_id = \(db.tenant) AND a.id = \(id)").first
    }

    /// The latest, newest first.
    public static func latest(_ db: any SQLConnection, limit: Int) throws -> [AlarmRecord] {
        try self.select(db, "a.tenant_id = \(db.tenant) ORDER BY a.at DESC, a.id DESC LIMIT \(limit)")
    }

    /// Those that nobody looked into yet, oldest first.
    public static func open(_ db: any SQLConnection, limit: Int) throws -> [AlarmRecord] {
        try self.select(
            db,
            """
            a.tenant_id = \(db.tenant) AND NOT EXISTS (
                SELECT 1 FROM alarm_review r WHERE r.tenant_id = \(db.tenant) AND r.alarm_id = a.id)
            ORDER BY a.at, a.id LIMIT \(limit)
            """)
    }

    public static func add(_ db: any SQLConnection, _ review: AlarmReviewRecord) throws {
        try db.query(
            """
            INSERT INTO alarm_review (tenant_id, alarm_id, at, doer, doer_id, finding)
            VALUES (\(db.tenant), \(review.alarm), \(review.at), \(review.doer), \(review.doerID), \(review.finding))
            """)
    }

    public static func reviews(_ db: any SQLConnection, of alarms: [UUID]) throws -> [AlarmReviewRecord] {
        try db.query(
            """
            SELECT r.alarm_id, r.at, r.doer, r.doer_id, r.finding FROM alarm_review r
            WHERE r.tenant_id = \(db.tenant) AND r.alarm_id \(any: alarms) ORDER BY r.at, r.alarm_id
            """
        ).map { row in
            var cells = Cells(row)
            return try AlarmReviewRecord(
                alarm: cells.take(), at: cells.take(), doer: cells.take(), doerID: cells.maybe(),
                finding: cells.take())
        }
    }

    private static func select(_ db: any SQLConnection, _ rest: SQLQuery) throws -> [AlarmRecord] {
        try db.query(
            "SELECT a.id, a.at, a.kind, a.place, a.doer, a.doer_id, a.count FROM alarm a WHERE \(rest)"
        ).map { row in
            var cells = Cells(row)
            return try AlarmRecord(
                id: cells.take(), at: cells.take(), kind: cells.take(), place: cells.take(), doer: cells.take(),
                doerID: cells.maybe(), count: cells.take())
        }
    }
}
