import Foundation
import GRDB
import GRDBSQLite
import Store

/// One open transaction on SQLite.
///
/// After a statement has failed, the transaction is over, as it is on PostgreSQL: later statements throw, and so
/// does its end, even if the body swallowed the error.
final class SQLiteTransaction: SQLConnection {
    private let database: Database
    private let texts: StatementTexts
    private let audit: (@Sendable (StatementAudit) throws -> Void)?
    private var bindings = Bindings()
    let tenantID: UUID?
    /// What would change something is refused.
    private let readsOnly: Bool
    private(set) var failure: (any Error)?
    private(set) var hints: Set<String> = []

    init(
        _ database: Database, tenant: UUID?, texts: StatementTexts,
        audit: (@Sendable (StatementAudit) throws -> Void)?, readsOnly: Bool = false
    ) {
        self.database = database
        self.tenantID = tenant
        self.texts = texts
        self.audit = audit
        self.readsOnly = readsOnly
    }

    var dialect: Dialect { .sqlite }

    func query(_ query: SQLQuery) throws -> [SQLRow] {
        var rows: [SQLRow] = []
        try self.run(query) { statement in
            let width = sqlite3_column_count(statement)
            var cells: [SQLValue] = []
            cells.reserveCapacity(Int(width))
            for column in 0..<width { cells.append(SQLValue(sqlite: statement, column: column)) }
            rows.append(SQLRow(cells: cells))
        }
        return rows
    }

    func execute(_ query: SQLQuery) throws -> Int {
        var found = 0
        let before = self.database.totalChangesCount
        let isReadonly = try self.run(query) { _ in found += 1 }
        if isReadonly { return found }
        let changed = self.database.totalChangesCount - before
        return changed == 0 ? 0 : query.rows == nil ? self.database.changesCount : changed
    }

    func pipeline(_ queries: [SQLQuery]) throws -> [[SQLRow]] {
        try queries.map { try self.query($0) }
    }

    func hint(_ channel: String) throws { self.hints.insert(channel) }

    /// Runs a statement, or a bulk statement once for each of its rows.
    ///
    /// - Parameter row: Called while the statement stands on a row of its answer.
    /// - Returns: Whether it changes nothing.
    @discardableResult
    private func run(_ query: SQLQuery, _ row: (OpaquePointer) -> Void) throws -> Bool {
        if self.failure != nil { throw StoreError(.failed, code: "25P02") }
        do {
            let text = self.texts.entry(of: query.shape)
            guard let rows = query.rows else { return try self.run(text, query.values[...], [], row) }
            var isReadonly = true
            for start in stride(from: 0, to: rows.cells.count, by: rows.width) {
                let cells = rows.cells[start..<(start + rows.width)]
                isReadonly = try self.run(text, query.values[...], cells, row)
            }
            return isReadonly
        } catch {
            let failure = StoreError.translating(error)
            self.failure = failure
            throw failure
        }
    }

    private func run(
        _ entry: StatementTexts.Entry, _ values: ArraySlice<SQLValue>, _ cells: ArraySlice<SQLValue>,
        _ row: (OpaquePointer) -> Void
    ) throws -> Bool {
        if let audit {
            let all = cells.isEmpty ? Array(values) : Array(values + cells)
            try audit(StatementAudit(text: entry.text, values: all, tenant: self.tenantID, number: entry.number))
        }
        let statement = try self.prepare(entry.text)
        if self.readsOnly, !statement.isReadonly { throw StoreError(.forbidden, code: "8") }
        guard entry.isPlain || statement.isReadonly else {
            // What changes the schema or a setting: GRDB has to know of it.
            let cursor = try Row.fetchCursor(statement)
            while try cursor.next() != nil { row(statement.sqliteStatement) }
            return false
        }
        self.bindings.removeAll()
        for value in values { try self.bindings.append(value) }
        for value in cells { try self.bindings.append(value) }
        let handle = statement.sqliteStatement
        try self.bindings.lend(to: handle) {
            while true {
                switch sqlite3_step(handle) {
                case SQLITE_ROW: row(handle)
                case SQLITE_DONE: return
                default: throw DatabaseError(of: self.database)
                }
            }
        }
        return statement.isReadonly
    }

    private func prepare(_ text: String) throws -> Statement {
        do {
            return try self.database.cachedStatement(sql: text)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            // No value has been bound yet: the message can only name what stands in our source.
            throw StoreError(.failed, code: String(error.extendedResultCode.rawValue), detail: error.message)
        }
    }
}

extension DatabaseError {
    /// What just went wrong.
    fileprivate init(of database: Database) {
        let connection = database.sqliteConnection
        self.init(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: sqlite3_errmsg(connection).map { String(cString: $0) })
    }
}
