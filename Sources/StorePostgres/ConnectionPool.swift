import Dispatch
import Foundation
import Store
import Synchronization

/// Lends connections: first come, first served, and never more than its size.
final class ConnectionPool: Sendable {
    private typealias Waiter = (id: Int, continuation: CheckedContinuation<PostgresConnection, any Error>)
    private struct State {
        var idle: [PostgresConnection] = []
        var lent = 0
        var waiters: [Waiter] = []
        var next = 0
        /// Waiters that gave up before they had joined the queue.
        var gaveUp: Set<Int> = []
        var closed = false
    }

    private let state = Mutex(State())
    private let size: Int
    private let maxWaiters: Int
    private let timeout: Duration
    private let make: @Sendable () -> PostgresConnection

    /// - Parameters:
    ///   - size: how many connections there are at most, from 1.
    ///   - maxWaiters: how many may wait; one more is turned away at once.
    ///   - timeout: how long one waits before it is turned away.
    init(size: Int, maxWaiters: Int, timeout: Duration, make: @escaping @Sendable () -> PostgresConnection) {
        precondition(size >= 1, "a pool has at least one connection")
        self.size = size
        self.maxWaiters = maxWaiters
        self.timeout = timeout
        self.make = make
    }

    /// How many wait for a connection now.
    var waiting: Int { self.state.withLock(\.waiters.count) }

    func borrow<Result: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let connection = try await self.take()
        do {
            let result = try await body(connection)
            await self.giveBack(connection)
            return result
        } catch {
            await self.giveBack(connection)
            throw error
        }
    }

    func close() async {
        let (waiters, idle) = self.state.withLock { state in
            state.closed = true
            defer { (state.waiters, state.idle) = ([], []) }
            return (state.waiters, state.idle)
        }
        for waiter in waiters { waiter.continuation.resume(throwing: StoreError(.unavailable, code: "closed")) }
        for connection in idle { await connection.disconnect() }
    }

    private enum Grant { case connection(PostgresConnection), refusal(StoreError), queued }

    private func take() async throws -> PostgresConnection {
        let id = self.state.withLock { state in
            state.next += 1
            return state.next
        }
        // One that is cancelled after it was served leaves its mark behind; it is wiped here.
        defer { self.state.withLock { _ = $0.gaveUp.remove(id) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let grant = self.state.withLock { Self.grant(&$0, id: id, continuation, pool: self) }
                switch grant {
                case .connection(let connection): continuation.resume(returning: connection)
                case .refusal(let error): continuation.resume(throwing: error)
                case .queued:
                    DispatchQueue.global().asyncAfter(deadline: .now() + self.timeout.seconds) {
                        self.turnAway(id, StoreError(.unavailable, code: "no connection was free in time"))
                    }
                }
            }
        } onCancel: {
            self.turnAway(id, StoreError(.cancelled, code: "cancelled"))
        }
    }

    private static func grant(
        _ state: inout State, id: Int, _ continuation: CheckedContinuation<PostgresConnection, any Error>,
        pool: ConnectionPool
    ) -> Grant {
        if state.gaveUp.remove(id) != nil { return .refusal(StoreError(.cancelled, code: "cancelled")) }
        if state.closed { return .refusal(StoreError(.unavailable, code: "closed")) }
        if state.waiters.isEmpty, state.lent < pool.size {
            state.lent += 1
            return .connection(state.idle.popLast() ?? pool.make())
        }
        if state.waiters.count >= pool.maxWaiters {
            return .refusal(StoreError(.unavailable, code: "too many wait for a connection"))
        }
        state.waiters.append((id, continuation))
        return .queued
    }

    private func giveBack(_ connection: PostgresConnection) async {
        let (waiter, closed) = self.state.withLock { state -> (Waiter?, Bool) in
            if state.closed {
                state.lent -= 1
                return (nil, true)
            }
            if !state.waiters.isEmpty { return (state.waiters.removeFirst(), false) }
            state.lent -= 1
            state.idle.append(connection)
            return (nil, false)
        }
        waiter?.continuation.resume(returning: connection)
        if closed { await connection.disconnect() }
    }

    private func turnAway(_ id: Int, _ error: StoreError) {
        let waiter = self.state.withLock { state -> Waiter? in
            guard let place = state.waiters.firstIndex(where: { $0.id == id }) else {
                if error.kind == .cancelled { state.gaveUp.insert(id) }
                return nil
            }
            return state.waiters.remove(at: place)
        }
        waiter?.continuation.resume(throwing: error)
    }
}

extension Duration {
    /// In seconds, as older interfaces want it.
    var seconds: Double {
        Double(self.components.seconds) + Double(self.components.attoseconds) / 1e18
    }
}
