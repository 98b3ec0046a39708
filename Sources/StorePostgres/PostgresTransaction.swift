import Foundation
import Store

/// One open transaction on PostgreSQL. What opens it travels with the first statement, and what is posted with the next or
/// the commit, so that neither costs a round trip; a body without statements costs none at all.
final class PostgresTransaction: SQLConnection {
    private let session: Session
    private let token: CancelToken
    private var opening: [SQLQuery]
    /// Statements whose answers nobody waits for, and with which nothing has begun yet.
    private var posted: [SQLQuery] = []
    private var hints: Set<String> = []
    let tenantID: UUID?
    /// The first failure of the engine; after it the transaction is over.
    private(set) var failure: StoreError?
    /// Whether the server knows of the transaction.
    private(set) var hasBegun = false
    private(set) var commitWasSent = false
    private var plansOnce = false
    /// Whether the commit travels with what is sent next.
    private var isClosing = false
    /// Whether it has done so.
    private var isOver = false

    init(_ session: Session, opening: [SQLQuery], tenant: UUID?, token: CancelToken) {
        self.session = session
        self.opening = opening
        self.tenantID = tenant
        self.token = token
    }

    var dialect: Dialect { .postgres }

    func query(_ query: SQLQuery) throws -> [SQLRow] { try self.send([query])[0].rows }

    func execute(_ query: SQLQuery) throws -> Int { try self.send([query])[0].count }

    func pipeline(_ queries: [SQLQuery]) throws -> [[SQLRow]] { try self.send(queries).map(\.rows) }

    func post(_ queries: [SQLQuery]) throws {
        if self.failure != nil { throw StoreError(.failed, code: "25P02") }
        guard self.hasBegun, !self.isClosing, !self.isOver, !queries.isEmpty else {
            self.posted += queries
            return
        }
        // The server begins with them while more is decided here.
        do {
            try self.session.start(self.posted + queries)
            self.posted = []
        } catch {
            self.failure = error
            throw error
        }
    }

    /// The plan that stands for all values may be made while a table is new and small; without whole scans it stays right
    /// when the table has grown.
    func planOnce() throws {
        if self.plansOnce { return }
        self.plansOnce = true
        try self.post([
            """
            SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
                set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
            """
        ])
    }

    func hint(_ channel: String) throws {
        precondition(channel.utf8.count < 64, "a channel's name has at most 63 bytes")
        self.hints.insert(channel)
    }

    /// Ends the transaction. Hints travel with it.
    ///
    /// - Throws: also when a statement had failed and the body swallowed that.
    func commit() throws {
        if let failure { throw failure }
        if self.isOver { return }
        self.isClosing = false
        guard self.hasBegun || !self.hints.isEmpty || !self.posted.isEmpty else { return }
        _ = try self.sendWithCommit([])
    }

    func closing() { self.isClosing = true }

    private func sendWithCommit(_ queries: [SQLQuery]) throws -> [Session.Answer] {
        let hints = self.hints.sorted().map { "SELECT pg_notify(\($0), '')" as SQLQuery }
        self.commitWasSent = true
        let answers = try self.send(queries + hints + ["COMMIT"])
        guard answers.last?.tag == "COMMIT" else { throw StoreError(.failed, code: "25P02") }
        self.isOver = true
        return Array(answers.prefix(queries.count))
    }

    /// Ends a transaction that only read. Nobody waits for the answer, so it costs no round trip; what is sent next on this
    /// session reads it.
    func leave() throws {
        if let failure { throw failure }
        if self.token.isRequested { return try self.rollback() }
        if self.hasBegun, !self.isOver { try self.session.sendAhead("COMMIT") }
    }

    func rollback() throws {
        guard self.hasBegun, !self.isOver else { return }
        try self.session.giveUp()
        _ = try self.session.run(["ROLLBACK"])
    }

    private func send(_ queries: [SQLQuery]) throws -> [Session.Answer] {
        if queries.isEmpty { return [] }
        if self.failure != nil || self.isOver { throw StoreError(.failed, code: "25P02") }
        if self.isClosing {
            self.isClosing = false
            return try self.sendWithCommit(queries)
        }
        do {
            if self.token.isRequested { throw StoreError(.cancelled, code: "cancelled") }
            let before = self.opening + self.posted
            (self.opening, self.posted) = ([], [])
            self.hasBegun = true
            let answers = try self.session.run(before + queries) { self.token.isRequested }
            return Array(answers.dropFirst(before.count))
        } catch let error as StoreError {
            self.failure = error
            throw error
        }
    }
}
