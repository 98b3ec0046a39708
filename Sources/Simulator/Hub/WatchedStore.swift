import Foundation
import Jobs
import Store
import Synchronization

/// The database as one process reaches it: takes a little time, ends with the process, and is watched at each commit.
struct WatchedStore: Store {
    let inner: any Store
    unowned let world: World
    unowned let process: HubProcess

    /// What the worker whose task this is holds.
    @TaskLocal static var lease: Lease?

    private static let ended = StoreError(.unavailable, code: "the process has ended")

    var dialect: Dialect { self.inner.dialect }

    func read<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        await self.takeTime()
        if self.process.isDead { throw Self.ended }
        return try await self.inner.read(as: tenant, body)
    }

    @discardableResult
    func write<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let lease = Self.lease
        return try await self.commit(tenant) { said in
            try await self.inner.write(as: tenant) { db in
                let result = try body(HintedConnection(inner: db, said: said, clock: self.world.clock))
                return Seen(result: result, holder: try lease.map { try JobRows.holder(db, $0) })
            }
        }
    }

    @discardableResult
    func system<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.commit(nil) { said in
            try await self.inner.system { db in
                let result = try body(HintedConnection(inner: db, said: said, clock: self.world.clock))
                return Seen(result: result, due: .some(try JobRows.due(db)))
            }
        }
    }

    func hints(on channel: String) -> AsyncStream<Void> { self.inner.hints(on: channel) }

    func close() async {}

    private func takeTime() async {
        let slow = self.world.chance(0.004)
        await self.world.loop.sleep(self.world.real(slow ? 0.05...0.6 : 0.000_2...0.002))
    }

    private func commit<Result: Sendable>(
        _ tenant: UUID?, _ body: (Said) async throws -> Seen<Result>
    ) async throws -> Result {
        await self.takeTime()
        guard await self.process.pass(.beforeCommit) else { throw Self.ended }
        let said = Said()
        let seen = try await body(said)
        if tenant == nil || said.hint.isSet { self.world.jobsChanged(next: seen.due) }
        if said.hint.isSet { self.world.wakeWorkers() }
        if let tenant {
            try await self.world.committed(
                tenant, by: self.process, under: said.tokens.isSet ? nil : Self.lease, held: seen.holder ?? nil)
        }
        guard await self.process.pass(.afterCommit) else { throw Self.ended }
        return seen.result
    }
}

/// What a transaction gave, and what was looked at in it without being noticed.
private struct Seen<Result: Sendable>: Sendable {
    var result: Result
    /// Who holds the key of the transaction's own lease.
    var holder: JobRows.Holder??
    /// When a key is due next; outer `nil` where it was not looked at.
    var due: Date??
}

/// The table of keys, looked at in the transaction that may have changed it.
enum JobRows {
    struct Holder: Sendable, Hashable {
        var owner: String?
        var token: Int64
        var until: Date?
    }

    static func holder(_ db: any SQLConnection, _ lease: Lease) throws -> Holder? {
        try db.query(
            "SELECT lease_owner, lease_token, lease_until FROM job WHERE kind = \(lease.kind) AND key = \(lease.key)"
        ).first.map { Holder(owner: try $0.optional(0), token: try $0.get(1), until: try $0.optional(2)) }
    }

    /// When a key is due next that nobody holds.
    static func due(_ db: any SQLConnection) throws -> Date? {
        try db.query(
            """
            SELECT min(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM job
            WHERE due_at IS NOT NULL AND state = 'ready'
            """
        ).first?.optional(0)
    }
}

/// Whether something was said.
final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { self.value.withLock { $0 } }
    func set() { self.value.withLock { $0 = true } }
}

/// What a transaction did that others hear of.
private struct Said: Sendable {
    /// Work was asked for.
    let hint = Flag()
    /// Tokens were stored. They have a lease and a version of their own, and are stored whoever holds the worker's lease:
    /// what a channel gave for a spent refresh token would else be lost.
    let tokens = Flag()
}

/// A transaction that remembers what it did.
private struct HintedConnection: SQLConnection {
    let inner: any SQLConnection
    let said: Said
    let clock: TableClock

    var dialect: Dialect { self.inner.dialect }
    var tenantID: UUID? { self.inner.tenantID }
    func query(_ query: SQLQuery) throws -> [SQLRow] {
        self.look(query)
        return try self.inner.query(query)
    }
    func execute(_ query: SQLQuery) throws -> Int {
        self.look(query)
        return try self.inner.execute(query)
    }
    func pipeline(_ queries: [SQLQuery]) throws -> [[SQLRow]] {
        for query in queries { self.look(query) }
        return try self.inner.pipeline(queries)
    }
    private func look(_ query: SQLQuery) {
        self.clock.see(query)
        if query.shape.opening.hasPrefix("UPDATE connection_token") { self.said.tokens.set() }
        // PostgreSQL says it in the statement itself.
        if self.dialect == .postgres, query.values.contains(.text(Jobs.channel)) { self.said.hint.set() }
    }
    func planOnce() throws { try self.inner.planOnce() }
    func hint(_ channel: String) throws {
        if channel == Jobs.channel { self.said.hint.set() }
        try self.inner.hint(channel)
    }
}
