public import Foundation
public import Store

/// How far the reading of one channel's bookings is, and when the next is due.
public struct FinanceProgress: Sendable, Hashable {
    public enum Stage: String, Sendable, Hashable, CaseIterable {
        /// What was booked.
        case posted
        /// What had been held back and is so no longer.
        case released
    }

    /// A span that is being read, on the channel's clock.
    public struct Span: Sendable, Hashable {
        public var stage: Stage
        public var from: Date
        public var until: Date?
        /// The channel's time when its first page was answered.
        public var begun: Date?
        /// The channel's word for the next page; `nil` for the first.
        public var next: String?

        public init(stage: Stage, from: Date, until: Date? = nil) {
            self.stage = stage
            self.from = from
            self.until = until
        }
    }

    public var dueAt: Date
    /// Until then all is known, on the channel's clock; `nil` before the first reading.
    public var cursor: Date?
    public var span: Span?
    /// When the last reading was complete.
    public var readAt: Date?
    /// Why it cannot be read, for a person.
    public var trouble: String?

    public init(dueAt: Date) { self.dueAt = dueAt }
}

public enum FinanceProgressRecords {
    /// One row where it was ever begun.
    public static func asking(_ db: any SQLConnection, of connection: UUID) -> TypedQuery<FinanceProgress> {
        TypedQuery(
            """
            SELECT due_at, cursor_at, stage, from_at, until_at, next, begun_at, read_at, trouble FROM finance_progress
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
            """
        ) { row in
            var cells = Cells(row)
            var progress = FinanceProgress(dueAt: try cells.take())
            progress.cursor = try cells.maybe()
            let stage = try cells.maybe(String.self).flatMap { FinanceProgress.Stage(rawValue: $0) }
            let (from, until): (Date?, Date?) = (try cells.maybe(), try cells.maybe())
            let (next, begun): (String?, Date?) = (try cells.maybe(), try cells.maybe())
            if let stage, let from {
                var span = FinanceProgress.Span(stage: stage, from: from, until: until)
                (span.next, span.begun) = (next, begun)
                progress.span = span
            }
            progress.readAt = try cells.maybe()
            progress.trouble = try cells.maybe()
            return progress
        }
    }

    public static func save(_ db: any SQLConnection, connection: UUID, _ progress: FinanceProgress) throws {
        let span = progress.span
        try db.query(
            """
            INSERT INTO finance_progress (tenant_id, connection_id, due_at, cursor_at, stage, from_at, until_at, next,
                begun_at, read_at, trouble)
            VALUES (\(db.tenant), \(connection), \(progress.dueAt), \(progress.cursor), \(span?.stage.rawValue),
                \(span?.from), \(span?.until), \(span?.next), \(span?.begun), \(progress.readAt), \(progress.trouble))
            ON CONFLICT (tenant_id, connection_id) DO UPDATE SET due_at = excluded.due_at,
                cursor_at = excluded.cursor_at, stage = excluded.stage, from_at = excluded.from_at,
                until_at = excluded.until_at, next = excluded.next, begun_at = excluded.begun_at,
                read_at = excluded.read_at, trouble = excluded.trouble
            """)
    }

    /// Somebody asks for it to be read by then.
    public static func due(_ db: any SQLConnection, connection: UUID, at due: Date) throws {
        try db.query(
            """
            UPDATE finance_progress SET due_at = CASE WHEN due_at > \(due) THEN \(due) ELSE due_at END
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
            """)
    }
}
