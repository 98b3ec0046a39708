import Foundation
import GRDB
import Store

/// One open transaction on SQLite.
///
/// After a statement has failed, the transaction is over, as it is on PostgreSQL: later statements throw, and so
/// does its end, even if the body swallowed the error.
final class SQLiteTransaction: SQLConnection {
    private let database: Database
    private let audit: (@Sendable (StatementAudit) throws -> Void)?
    let tenantID: UUID?
    private(set) var failure: (any Error)?
    private(set) var hints: Set<String> = []

    init(_ database: Database, tenant: UUID?, audit: (@Sendable (StatementAudit) throws -> Void)?) {
        self.database = database
        self.tenantID = tenant
        self.audit = audit
    }

    var dialect: Dialect { .sqlite }

    func query(_ query: SQLQuery) throws -> [SQLRow] {
        try self.run(query) { database, statement, arguments in
            var rows: [SQLRow] = []
            let cursor = try Row.fetchCursor(statement, arguments: arguments)
            while let row = try cursor.next() {
                rows.append(SQLRow(cells: row.databaseValues.map(SQLValue.init(sqlite:))))
            }
            return rows
        }
    }

    func execute(_ query: SQLQuery) throws -> Int {
        try self.run(query) { database, statement, arguments in
            if statement.isReadonly {
                let cursor = try Row.fetchCursor(statement, arguments: arguments)
                var count = 0
                while try cursor.next() != nil { count += 1 }
                return count
            }
            let before = database.totalChangesCount
            try statement.execute(arguments: arguments)
            return database.totalChangesCount == before ? 0 : database.changesCount
        }
    }

    func pipeline(_ queries: [SQLQuery]) throws -> [[SQLRow]] {
        try queries.map { try self.query($0) }
    }

    func hint(_ channel: String) throws { self.hints.insert(channel) }

    private func run<Answer>(
        _ query: SQLQuery, _ body: (Database, Statement, StatementArguments) throws -> Answer
    ) throws -> Answer {
        if self.failure != nil { throw StoreError(.failed, code: "25P02") }
        do {
            let text = query.text(for: .sqlite)
            let values = query.values
            try self.audit?(StatementAudit(text: text, values: values, tenant: self.tenantID))
            let arguments = StatementArguments(try values.map { try $0.sqliteValue() })
            return try body(self.database, self.prepare(text), arguments)
        } catch {
            let failure = StoreError.translating(error)
            self.failure = failure
            throw failure
        }
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
