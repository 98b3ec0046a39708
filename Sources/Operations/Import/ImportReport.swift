import Commerce
import Foundation
import Records
import Store

/// One run of an import: how far it is.
public struct ImportReport: Sendable, Hashable, Encodable {
    public var id: String
    /// The file's name.
    public var source: String
    public var format: String
    /// `running`, `finished` or `failed`.
    public var state: String
    /// Rows in all.
    public var total: Int?
    public var done: Int
    public var created: Int
    public var updated: Int
    /// Rows that said what was known already.
    public var unchanged: Int
    public var skipped: Int
    public var refused: Int
    public var startedAt: Date
    public var finishedAt: Date?

    init(_ run: ImportRunRecord) {
        self.id = run.id.text
        self.source = run.source
        self.format = run.format
        self.state = run.state.rawValue
        self.total = run.total
        self.done = run.done
        self.created = run.created
        self.updated = run.updated
        self.unchanged = max(0, run.done - run.created - run.updated - run.skipped - run.refused)
        self.skipped = run.skipped
        self.refused = run.refused
        self.startedAt = run.startedAt
        self.finishedAt = run.finishedAt
    }
}

/// One odd thing at one place of an imported file.
public struct ImportIssueLine: Sendable, Hashable, Encodable {
    /// As a spreadsheet shows it; the header is row 1.
    public var row: Int
    public var column: String?
    public var code: String
    /// `refusal`, `warning` or `note`.
    public var severity: String
    public var sentence: String
    public var wayOut: String
}

/// The latest imports, newest first.
public struct ListImports: Sendable {
    /// 1 to 1,000.
    public var limit: Int

    public init(limit: Int = 20) { self.limit = limit }

    public func run(_ desk: Desk) async throws -> [ImportReport] {
        let limit = min(max(1, self.limit), 1_000)
        return try await desk.read { try ImportRecords.latest($0, limit: limit).map(ImportReport.init) }
    }
}

/// What was odd about an imported file, in the order of its transactions.
public struct ImportIssues: Sendable {
    /// The run's id; `nil` for the latest run.
    public var run: String?

    public init(run: String? = nil) { self.run = run }

    public func run(_ desk: Desk) async throws -> [ImportIssueLine] {
        let text = self.run
        return try await desk.read { db in
            let run =
                try text.map { text in
                    guard let id = UUID(uuidString: text) else {
                        throw OperationError.invalid(field: "run", reason: "This is no id of an import.")
                    }
                    return id
                } ?? ImportRecords.latest(db, limit: 1).first?.id
            guard let run else { return [] }
            return try ImportRecords.issues(db, run: run).map {
                ImportIssueLine(
                    row: $0.row, column: $0.column, code: $0.code, severity: $0.severity, sentence: $0.sentence,
                    wayOut: $0.wayOut)
            }
        }
    }
}

extension ImportIssueRecord {
    init(_ issue: ImportIssue) {
        self.init(
            row: issue.row, column: issue.column, code: issue.code, severity: issue.severity.rawValue,
            sentence: issue.sentence, wayOut: issue.wayOut)
    }

    init(skipped row: Int, _ reason: SkipReason) {
        self.init(
            row: row, column: nil, code: reason.code, severity: ImportIssue.Severity.note.rawValue,
            sentence: reason.sentence, wayOut: reason.wayOut)
    }
}

extension SkipReason {
    /// Whether a person wants to know; further images and parents of variations are how such files are made.
    var isTelling: Bool {
        switch self {
        case .image, .nothingToAdd, .parent: false
        case .parentWithoutVariations, .grouped, .external, .giftCard, .otherType: true
        }
    }
}
