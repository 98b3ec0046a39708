import Foundation
import Store

/// One connection, alone on its own thread; libpq blocks while it waits for the server. It connects when it is first
/// used, and again after it was lost.
actor PostgresConnection {
    private let thread = QueueExecutor(label: "postgres")
    private let url: String
    private let setup: String
    private var session: Session?

    nonisolated var unownedExecutor: UnownedSerialExecutor { self.thread.asUnownedSerialExecutor() }

    /// - Parameter setup: statements that each new session runs first.
    init(url: String, setup: String) {
        self.url = url
        self.setup = setup
    }

    /// Why a transaction did not come about, and whether it may be run again.
    struct Failure: Error {
        enum Again { case no, contention, lost }
        var error: any Error
        var again: Again
    }

    /// Runs `body` in a transaction; a thrown error rolls back.
    ///
    /// - Parameters:
    ///   - opening: the statements that open it.
    ///   - changes: whether it matters if the commit's answer is lost.
    ///   - fresh: whether to begin with a new session because an old one was just lost.
    /// - Throws: `Failure`.
    func transact<Result: Sendable>(
        opening: [SQLQuery], tenant: UUID?, changes: Bool, fresh: Bool, token: CancelToken,
        _ body: @Sendable (any SQLConnection) throws -> Result
    ) throws(Failure) -> Result {
        if fresh { self.session = nil }
        let session: Session
        do { session = try self.connected() } catch { throw Failure(error: error, again: .lost) }
        token.begin(session.cancelHandle)
        defer { token.finish() }
        let transaction = PostgresTransaction(session, opening: opening, tenant: tenant, token: token)
        do {
            let result = try body(transaction)
            if changes { try transaction.commit() } else { try transaction.leave() }
            return result
        } catch {
            let failure = Self.sort(error, transaction, isBroken: session.isBroken, changes: changes)
            if session.isBroken || (try? transaction.rollback()) == nil { self.session = nil }
            throw failure
        }
    }

    /// Runs statements without values; each call is one implicit transaction unless it holds commands of its own.
    func script(_ text: String) throws(StoreError) { try self.connected().script(text) }

    /// Runs `body` on the session itself, outside of any transaction of ours.
    func with<Result: Sendable>(_ body: @Sendable (Session) throws -> Result) throws -> Result {
        try body(self.connected())
    }

    func disconnect() { self.session = nil }

    private func connected() throws(StoreError) -> Session {
        if let session, !session.isBroken { return session }
        self.session = nil
        let session = try Session(url: self.url)
        if !self.setup.isEmpty { try session.script(self.setup) }
        self.session = session
        return session
    }

    private static func sort(
        _ error: any Error, _ transaction: PostgresTransaction, isBroken: Bool, changes: Bool
    ) -> Failure {
        guard let failure = transaction.failure else { return Failure(error: error, again: .no) }
        if failure.isPassing { return Failure(error: failure, again: .contention) }
        guard isBroken else { return Failure(error: error, again: .no) }
        if failure.kind != .unavailable { return Failure(error: error, again: .lost) }
        if transaction.commitWasSent && changes {
            // It may have happened or not. Whoever called finds out before doing it again.
            return Failure(error: StoreError(.unavailable, code: "commit unanswered"), again: .no)
        }
        return Failure(error: failure, again: .lost)
    }
}
