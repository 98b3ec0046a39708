import CLibPQ
public import Foundation
public import Store

/// The engine for teams, several nodes and hosts: PostgreSQL 15 or newer through libpq.
///
/// Writes run at READ COMMITTED, reads in a REPEATABLE READ snapshot. A transaction that lost a deadlock or a
/// serialization race is run again; so is one whose connection broke before its commit was sent. When the answer to
/// a commit is lost, the call throws `.unavailable` with the code `commit unanswered`, and is not repeated.
public final class PostgresStore: Store {
    public var dialect: Dialect { .postgres }

    let pool: ConnectionPool
    private let listener: HintListener
    private let retry: RetryPolicy
    private let reconnect: RetryPolicy

    /// Connects when it is first used.
    ///
    /// - Parameters:
    ///   - url: `postgres://role:password@host:port/database`, or any other text libpq takes.
    ///   - poolSize: how many connections there are at most, from 1. Default 8.
    ///   - acquireTimeout: how long a call waits for a free one. Default 5 seconds.
    ///   - maxWaiters: how many calls may wait for one. Default 1,000.
    ///   - statementTimeout: how long one statement may take. Default 30 seconds.
    ///   - retry: how often a transaction that was in another's way is run.
    ///   - reconnect: how often a transaction is run that lost its connection, or found none.
    /// - Throws: `StoreError` of kind `.failed` and code `url` when libpq cannot read the URL. It is not repeated.
    public init(
        url: String, poolSize: Int = 8, acquireTimeout: Duration = .seconds(5), maxWaiters: Int = 1_000,
        statementTimeout: Duration = .seconds(30), retry: RetryPolicy = .standard,
        reconnect: RetryPolicy = .reconnecting
    ) throws(StoreError) {
        guard let parsed = PQconninfoParse(url, nil) else { throw StoreError(.failed, code: "url") }
        PQconninfoFree(parsed)
        let milliseconds = max(1, Int(statementTimeout.seconds * 1_000))
        let setup = "SET statement_timeout = \(milliseconds); SET idle_in_transaction_session_timeout = 60000"
        self.pool = ConnectionPool(size: poolSize, maxWaiters: maxWaiters, timeout: acquireTimeout) {
            PostgresConnection(url: url, setup: setup)
        }
        self.listener = HintListener(url: url)
        self.retry = retry
        self.reconnect = reconnect
    }

    public func read<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let opening: [SQLQuery] = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", Self.bind(tenant)]
        return try await self.transact(opening: opening, tenant: tenant, changes: false, body)
    }

    @discardableResult
    public func write<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.transact(opening: ["BEGIN", Self.bind(tenant)], tenant: tenant, changes: true, body)
    }

    @discardableResult
    public func system<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let opening: [SQLQuery] = ["BEGIN", "SET LOCAL ROLE entrepot_system"]
        return try await self.transact(opening: opening, tenant: nil, changes: true, body)
    }

    public func hints(on channel: String) -> AsyncStream<Void> { self.listener.stream(on: channel) }

    public func close() async {
        await self.listener.close()
        await self.pool.close()
    }

    /// How many calls wait for a connection now, for the metrics.
    public var waiting: Int { self.pool.waiting }

    /// Row-level security reads this setting; it ends with the transaction.
    private static func bind(_ tenant: UUID) -> SQLQuery {
        "SELECT set_config('entrepot.tenant', \(IDText.text(of: tenant)), true)"
    }

    func transact<Result: Sendable>(
        opening: [SQLQuery], tenant: UUID?, changes: Bool,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        var random = SystemRandomNumberGenerator()
        var (contended, lost) = (0, 0)
        while true {
            let fresh = lost > 0
            do {
                return try await self.pool.borrow { connection in
                    let token = CancelToken()
                    return try await withTaskCancellationHandler {
                        try await connection.transact(
                            opening: opening, tenant: tenant, changes: changes, fresh: fresh, token: token, body)
                    } onCancel: {
                        token.request()
                    }
                }
            } catch let failure as PostgresConnection.Failure {
                let wait: Duration
                switch failure.again {
                case .no: throw failure.error
                case .contention:
                    contended += 1
                    guard contended < self.retry.attempts else { throw failure.error }
                    wait = self.retry.backoff.wait(attempt: contended, using: &random)
                case .lost:
                    lost += 1
                    guard lost < self.reconnect.attempts else { throw failure.error }
                    // The first time it is most likely an old connection; a new one may do at once.
                    wait = lost == 1 ? .zero : self.reconnect.backoff.wait(attempt: lost - 1, using: &random)
                }
                do { try await Task.sleep(for: wait) } catch { throw StoreError(.cancelled, code: "cancelled") }
            }
        }
    }
}

extension RetryPolicy {
    /// Six attempts within about three seconds: a server that restarts is most often back by then.
    public static let reconnecting = RetryPolicy(
        attempts: 6, backoff: Backoff(base: .milliseconds(200), cap: .seconds(2)))
}
