public import Foundation
public import Store

/// One run of an import: how far it is and what was odd.
public struct ImportRunRecord: Sendable, Hashable, Identifiable {
    public enum State: String, Sendable, Hashable, Codable { case running, finished, failed }
    public var id: UUID
    public var source: String
    public var format: String
    public var state: State
    /// Rows in all, where known.
    public var total: Int?
    public var done: Int
    public var created: Int
    public var updated: Int
    public var skipped: Int
    public var refused: Int
    public var startedAt: Date
    public var finishedAt: Date?

    public init(id: UUID, source: String, format: String, total: Int?, startedAt: Date) {
        self.id = id
        self.source = source
        self.format = format
        self.state = .running
        self.total = total
        self.done = 0
        self.created = 0
        self.updated = 0
        self.skipped = 0
        self.refused = 0
        self.startedAt = startedAt
    }
}

/// One odd thing in a row, as the merchant reads it.
public struct ImportIssueRecord: Sendable, Hashable {
    /// 1-based, as a spreadsheet shows it; 0 for the file as a whole.
    public var row: Int
    public var column: String?
    public var code: String
    public var severity: String
    public var sentence: String
    public var wayOut: String

    public init(row: Int, column: String?, code: String, severity: String, sentence: String, wayOut: String) {
        self.row = row
        self.column = column
        self.code = code
        self.severity = severity
        self.sentence = sentence
        self.wayOut = wayOut
    }
}

public enum ImportRecords {
    public static func save(_ db: any SQLConnection, _ run: ImportRunRecord) throws {
        try db.query(
            """
            INSERT INTO import_run (tenant_id, id, source, format, state, total, done, created, updated, skipped, refused,
                started_at, finished_at)
            VALUES (\(db.tenant), \(run.id), \(run.source), \(run.format), \(run.state.rawValue), \(run.total), \(run.done),
                \(run.created), \(run.updated), \(run.skipped), \(run.refused), \(run.startedAt), \(run.finishedAt))
            ON CONFLICT (tenant_id, id) DO UPDATE SET state = excluded.state, total = excluded.total, done = excluded.done,
                created = excluded.created, updated = excluded.updated, skipped = excluded.skipped,
                refused = excluded.refused, finished_at = excluded.finished_at
            """)
    }

    /// Runs of a file that never ended were cut short.
    public static func failRunning(_ db: any SQLConnection, source: String, at now: Date) throws {
        try db.query(
            """
            UPDATE import_run SET state = 'failed', finished_at = \(now)
            WHERE tenant_id = \(db.tenant) AND source = \(source) AND state = 'running'
            """)
    }

    public static func add(_ db: any SQLConnection, run: UUID, from position: Int, _ issues: [ImportIssueRecord]) throws
    {
        for part in Array(issues.enumerated()).chunks(of: 50) {
            try db.pipeline(
                part.map { offset, issue in
                    """
                    INSERT INTO import_issue (tenant_id, run_id, position, row_number, column_name, code, severity, sentence,
                        way_out)
                    VALUES (\(db.tenant), \(run), \(position + offset), \(issue.row), \(issue.column), \(issue.code),
                        \(issue.severity), \(issue.sentence), \(issue.wayOut))
                    """
                })
        }
    }

    public static func latest(_ db: any SQLConnection, limit: Int) throws -> [ImportRunRecord] {
        try db.query(
            """
            SELECT id, source, format, total, started_at, state, done, created, updated, skipped, refused, finished_at
            FROM import_run WHERE tenant_id = \(db.tenant) ORDER BY id DESC LIMIT \(limit)
            """
        ).map { row in
            var cells = Cells(row)
            var run = try ImportRunRecord(
                id: cells.take(), source: cells.take(), format: cells.take(), total: cells.maybe(),
                startedAt: cells.take())
            run.state = .init(rawValue: try cells.take()) ?? .failed
            run.done = try cells.take()
            run.created = try cells.take()
            run.updated = try cells.take()
            run.skipped = try cells.take()
            run.refused = try cells.take()
            run.finishedAt = try cells.maybe()
            return run
        }
    }

    public static func issues(_ db: any SQLConnection, run: UUID) throws -> [ImportIssueRecord] {
        try db.query(
            """
            SELECT row_number, column_name, code, severity, sentence, way_out FROM import_issue
            WHERE tenant_id = \(db.tenant) AND run_id = \(run) ORDER BY position
            """
        ).map { row in
            var cells = Cells(row)
            return try ImportIssueRecord(
                row: cells.take(), column: cells.maybe(), code: cells.take(), severity: cells.take(),
                sentence: cells.take(), wayOut: cells.take())
        }
    }
}
