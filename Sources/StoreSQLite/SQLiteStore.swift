import Foundation
import GRDB
public import Store
import Synchronization

/// The embedded engine: one file that several processes of one machine may share.
///
/// Readers see a snapshot and never wait; one transaction writes at a time, over all processes, so that writes
/// are serializable. A write that finds the file locked waits up to the busy time, is then run again with a
/// growing pause, and at last throws `.contention`.
public final class SQLiteStore: Store {
    /// When a commit is on disk.
    public enum Durability: String, Sendable, Hashable {
        /// Survives the end of the process; a power cut may lose the last commits, never the file.
        case normal
        /// Survives a power cut; each commit waits for the disk.
        case full
    }

    public var dialect: Dialect { .sqlite }

    let database: any DatabaseWriter
    private let audit: (@Sendable (StatementAudit) throws -> Void)?
    private let retry: RetryPolicy
    private let timeLimit: Duration
    let runsInLine: Bool
    private let board = HintBoard()
    private let texts = StatementTexts()
    private let statistics: Statistics

    /// Opens or creates a database.
    ///
    /// - Parameters:
    ///   - path: a file, or `:memory:` for a database that ends with this value.
    ///   - durability: `normal` unless told.
    ///   - busyTime: how long one attempt waits for another process's lock, in seconds. Default 5.
    ///   - timeLimit: how long a transaction may take, the wait for its turn included. Default 30 seconds.
    ///   - runsInLine: transactions run on the caller's own thread, once and without a time limit: for a caller that is
    ///     alone with the database and wants one thing to happen at a time. Default no.
    ///   - readers: how many transactions may read at once, from 1. Default 8.
    ///   - audit: sees every statement before it runs; what it throws, the transaction throws.
    /// - Throws: `StoreError` when the file cannot be opened or is not a database.
    public init(
        path: String, durability: Durability = .normal, busyTime: TimeInterval = 5,
        timeLimit: Duration = .seconds(30), runsInLine: Bool = false, readers: Int = 8, retry: RetryPolicy = .standard,
        audit: (@Sendable (StatementAudit) throws -> Void)? = nil
    ) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTime)
        configuration.maximumReaderCount = max(1, readers)
        configuration.foreignKeysEnabled = true
        configuration.label = "sqlite"
        do {
            self.database =
                path == ":memory:"
                ? try DatabaseQueue(configuration: configuration)
                : try Self.open(path, configuration)
            // Turning WAL on sets this to NORMAL, so it can only be said afterwards; only the writer commits.
            try self.database.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = \(durability == .full ? "FULL" : "NORMAL")")
            }
        } catch {
            throw StoreError(sqlite: error)
        }
        self.audit = audit
        self.retry = retry
        self.timeLimit = timeLimit
        self.runsInLine = runsInLine
        self.statistics = Statistics(share: runsInLine ? 1 : 4)
    }

    public func read<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        if self.runsInLine { return try self.readInLine(tenant, body) }
        return try await self.repeating { [database, audit, texts] sign in
            // One connection for all would be switched to reading with a pragma, and each pragma has SQLite compile
            // every statement it knows anew. There the transaction itself refuses what would change something.
            guard database is DatabasePool else {
                return try await database.writeWithoutTransaction { db in
                    try sign.watched(db) { try Self.look(db, tenant: tenant, texts: texts, audit: audit, body) }
                }
            }
            return try await database.read { db in
                let transaction = SQLiteTransaction(db, tenant: tenant, texts: texts, audit: audit)
                let result = try sign.watched(db) { try body(transaction) }
                if let failure = transaction.failure { throw failure }
                return result
            }
        }
    }

    @discardableResult
    public func write<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.transact(tenant, body)
    }

    @discardableResult
    public func system<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.transact(nil, body)
    }

    public func hints(on channel: String) -> AsyncStream<Void> { self.board.stream(on: channel) }

    public func close() async {
        self.board.close()
        // A close that finds a transaction still running leaves the file to the end of the process.
        try? self.database.close()
    }

    private func transact<Result: Sendable>(
        _ tenant: UUID?, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let result: Result
        let hints: Set<String>
        if self.runsInLine {
            (result, hints) = try self.transactInLine(tenant, body)
        } else {
            (result, hints) = try await self.repeating { [database, audit, texts, statistics] sign in
                try await database.writeWithoutTransaction { db in
                    let outcome = try sign.watched(db) {
                        try Self.commit(db, tenant: tenant, texts: texts, audit: audit, body)
                    }
                    statistics.keepUp(db)
                    return outcome
                }
            }
        }
        for channel in hints { self.board.wake(channel) }
        return result
    }

    private static func commit<Result>(
        _ db: Database, tenant: UUID?, texts: StatementTexts, audit: (@Sendable (StatementAudit) throws -> Void)?,
        _ body: (any SQLConnection) throws -> Result
    ) throws -> (Result, Set<String>) {
        let transaction = SQLiteTransaction(db, tenant: tenant, texts: texts, audit: audit)
        let result = try Self.between("BEGIN IMMEDIATE TRANSACTION", db) {
            let result = try body(transaction)
            if let failure = transaction.failure { throw failure }
            return result
        }
        return (result, transaction.hints)
    }

    /// A transaction that only reads, on a connection that could write.
    private static func look<Result>(
        _ db: Database, tenant: UUID, texts: StatementTexts, audit: (@Sendable (StatementAudit) throws -> Void)?,
        _ body: (any SQLConnection) throws -> Result
    ) throws -> Result {
        let transaction = SQLiteTransaction(db, tenant: tenant, texts: texts, audit: audit, readsOnly: true)
        return try Self.between("BEGIN DEFERRED TRANSACTION", db) {
            let result = try body(transaction)
            if let failure = transaction.failure { throw failure }
            return result
        }
    }

    /// Runs `body` between that and a commit; what it throws rolls back. The three statements are compiled once.
    private static func between<Result>(_ begin: String, _ db: Database, _ body: () throws -> Result) throws -> Result {
        try db.cachedStatement(sql: begin).execute()
        do {
            let result = try body()
            try db.cachedStatement(sql: "COMMIT TRANSACTION").execute()
            return result
        } catch {
            // Some failures end the transaction by themselves.
            if db.isInsideTransaction { try? db.cachedStatement(sql: "ROLLBACK TRANSACTION").execute() }
            throw error
        }
    }

    private func transactInLine<Result>(
        _ tenant: UUID?, _ body: (any SQLConnection) throws -> Result
    ) throws -> (Result, Set<String>) {
        do {
            try Task.checkCancellation()
            return try self.database.writeWithoutTransaction { db in
                let outcome = try Self.commit(db, tenant: tenant, texts: self.texts, audit: self.audit, body)
                self.statistics.keepUp(db)
                return outcome
            }
        } catch {
            throw StoreError.translating(error)
        }
    }

    private func readInLine<Result>(_ tenant: UUID, _ body: (any SQLConnection) throws -> Result) throws -> Result {
        do {
            try Task.checkCancellation()
            return try self.database.writeWithoutTransaction { db in
                try Self.look(db, tenant: tenant, texts: self.texts, audit: self.audit, body)
            }
        } catch {
            throw StoreError.translating(error)
        }
    }

    /// Runs `attempt` until it is not in another's way, at most as often as the policy says.
    private func repeating<Result: Sendable>(
        _ attempt: @escaping @Sendable (StopSign) async throws -> Result
    ) async throws -> Result {
        var random = SystemRandomNumberGenerator()
        var number = 1
        while true {
            do {
                return try await withTimeLimit(self.timeLimit) { try await StopSign.guarding(attempt) }
            } catch {
                let error = StoreError.translating(error)
                guard (error as? StoreError)?.kind == .contention, number < self.retry.attempts else { throw error }
                do { try await Task.sleep(for: self.retry.backoff.wait(attempt: number, using: &random)) } catch {
                    throw StoreError(.cancelled, code: "cancelled")
                }
                number += 1
            }
        }
    }

    /// Opens a file. Two processes that make one file at once get in each other's way; the second tries again.
    private static func open(_ path: String, _ configuration: Configuration) throws -> DatabasePool {
        var tries = 0
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && tries < 20 {
                tries += 1
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
    }
}
