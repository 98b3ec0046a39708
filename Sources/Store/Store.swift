public import Foundation

/// A database that keeps each tenant's rows apart.
///
/// There are three ways in and no other. A body is synchronous: while a transaction is open nothing can be
/// awaited, so no marketplace can ever hold our locks. A body may run again after a serialization failure or a
/// deadlock; it must therefore have no effect but its statements.
public protocol Store: Sendable {
    /// Which of two texts a statement needs where the engines truly differ.
    var dialect: Dialect { get }

    /// Runs `body` in a read-only snapshot that sees only `tenant`'s rows.
    func read<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Runs `body` in one transaction that sees and changes only `tenant`'s rows. A thrown error rolls back and is rethrown.
    @discardableResult
    func write<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Runs `body` in one transaction that sees the global tables only (jobs, tenants, keys), never a tenant's rows.
    @discardableResult
    func system<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Yields when another process may have changed something on `channel`: a hint, never the truth, and it may be lost.
    /// SQLite has no such channel across processes and yields for changes of this process only.
    func hints(on channel: String) -> AsyncStream<Void>

    /// Closes all connections; later calls throw `StoreError` of kind `.unavailable`.
    func close() async
}

/// One open transaction. Not sendable: it lives inside the closure that was given it.
public protocol SQLConnection {
    var dialect: Dialect { get }

    /// The tenant this transaction was opened for; statements bind it. `nil` inside `system`.
    var tenantID: UUID? { get }

    /// Runs one statement and returns its rows.
    @discardableResult
    func query(_ query: SQLQuery) throws -> [SQLRow]

    /// Runs one statement and returns how many rows it changed.
    @discardableResult
    func execute(_ query: SQLQuery) throws -> Int

    /// Sends the statements together and returns the rows of each, in order. On PostgreSQL this is one round trip.
    /// None may depend on reading another's answer. The first that fails throws, and the transaction is over.
    @discardableResult
    func pipeline(_ queries: [SQLQuery]) throws -> [[SQLRow]]

    /// Runs the statements for their effects, at the latest when the transaction commits: on PostgreSQL they travel with the
    /// next statement or the commit and cost no round trip. A failure shows there.
    func post(_ queries: [SQLQuery]) throws

    /// Says that what is asked or sent next is all, whatever comes of it: on PostgreSQL it travels together with the commit.
    /// Nothing may follow it.
    func closing()

    /// Says that this transaction finds its rows by key: PostgreSQL then plans each statement once a session, and not anew for
    /// each list of keys, which took it a third of an order's time. Costs no round trip.
    func planOnce() throws

    /// Tells listeners on `channel`, once the transaction has committed, that something may have changed.
    func hint(_ channel: String) throws
}

extension SQLConnection {
    public func post(_ queries: [SQLQuery]) throws { try self.pipeline(queries) }

    public func closing() {}

    public func planOnce() throws {}

    /// The tenant of this transaction.
    ///
    /// - Precondition: not inside `system`.
    public var tenant: UUID {
        guard let tenantID else { preconditionFailure("a tenant's rows were asked for inside store.system") }
        return tenantID
    }

    /// Runs the text of the engine at hand, where the two truly differ.
    @discardableResult
    public func query(sqlite: @autoclosure () -> SQLQuery, postgres: @autoclosure () -> SQLQuery) throws -> [SQLRow] {
        try self.query(self.dialect == .sqlite ? sqlite() : postgres())
    }
}

public enum Dialect: String, Sendable, Hashable, CaseIterable {
    case sqlite, postgres
}
