import Foundation
import Store

/// Writes down the statements that go through a transaction, in the round trips they take.
final class StatementTape: SQLConnection {
    private let db: any SQLConnection
    /// By round trip; the last travels with the commit.
    private(set) var rounds: [[SQLQuery]] = []
    private(set) var posted: [SQLQuery] = []

    init(_ db: any SQLConnection) { self.db = db }

    var dialect: Dialect { self.db.dialect }
    var tenantID: UUID? { self.db.tenantID }

    private func note(_ queries: [SQLQuery]) {
        self.rounds.append(self.posted + queries)
        self.posted = []
    }

    func query(_ query: SQLQuery) throws -> [SQLRow] {
        self.note([query])
        return try self.db.query(query)
    }

    func execute(_ query: SQLQuery) throws -> Int {
        self.note([query])
        return try self.db.execute(query)
    }

    func pipeline(_ queries: [SQLQuery]) throws -> [[SQLRow]] {
        if !queries.isEmpty { self.note(queries) }
        return try self.db.pipeline(queries)
    }

    func post(_ queries: [SQLQuery]) throws {
        self.posted += queries
        try self.db.post(queries)
    }

    /// Not noted: a peer's statements have no lists of changing length to be planned for.
    func planOnce() throws { try self.db.planOnce() }

    func hint(_ channel: String) throws { try self.db.hint(channel) }
}
