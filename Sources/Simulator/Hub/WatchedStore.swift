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
        try await self.commit(tenant) { hinted in
            try await self.inner.write(as: tenant) { try body(HintedConnection(inner: $0, hinted: hinted)) }
        }
    }

    @discardableResult
    func system<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.commit(nil) { hinted in
            try await self.inner.system { try body(HintedConnection(inner: $0, hinted: hinted)) }
        }
    }

    func hints(on channel: String) -> AsyncStream<Void> { self.inner.hints(on: channel) }

    func close() async {}

    private func takeTime() async {
        let slow = self.world.chance(0.004)
        await self.world.loop.sleep(self.world.real(slow ? 0.05...0.6 : 0.000_2...0.002))
    }

    private func commit<Result: Sendable>(
        _ tenant: UUID?, _ body: (Flag) async throws -> Result
    ) async throws -> Result {
        await self.takeTime()
        guard await self.process.pass(.beforeCommit) else { throw Self.ended }
        let hinted = Flag()
        let result = try await body(hinted)
        if tenant == nil || hinted.isSet { self.world.jobsChanged() }
        if hinted.isSet { self.world.wakeWorkers() }
        if let tenant { try await self.world.committed(tenant, by: self.process, under: Self.lease) }
        guard await self.process.pass(.afterCommit) else { throw Self.ended }
        return result
    }
}

/// Whether something was said.
final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { self.value.withLock { $0 } }
    func set() { self.value.withLock { $0 = true } }
}

/// A transaction that remembers whether work was asked for in it.
private struct HintedConnection: SQLConnection {
    let inner: any SQLConnection
    let hinted: Flag

    var dialect: Dialect { self.inner.dialect }
    var tenantID: UUID? { self.inner.tenantID }
    func query(_ query: SQLQuery) throws -> [SQLRow] { try self.inner.query(query) }
    func execute(_ query: SQLQuery) throws -> Int { try self.inner.execute(query) }
    func pipeline(_ queries: [SQLQuery]) throws -> [[SQLRow]] { try self.inner.pipeline(queries) }
    func hint(_ channel: String) throws {
        if channel == Jobs.channel { self.hinted.set() }
        try self.inner.hint(channel)
    }
}
