import ConnectorKit
import Foundation
import Logging
import Records
import Store

extension SyncVisit {
    /// A call was answered: how fast the shop is, and what it said about limits.
    func learn(latency: Duration, budgets: [String: BudgetReading] = [:]) {
        self.meter.told(budgets)
        self.pace.learn(self.connection, range: self.manifest.concurrency, .answered, latency: latency)
        self.pace.refused(self.connection, false, at: self.desk.now)
    }

    /// A call was answered: the connection is well. Noted in the transaction that takes the answer in, first of all.
    func noteAnswer(_ db: any SQLConnection) throws {
        try ConnectionRecords.answered(db, self.connection, at: self.desk.now, keepsWait: self.isAskedToWait)
    }

    /// The same where the connection is locked, loaded and saved anyway.
    func noteAnswer(in connection: inout ConnectionRecord) {
        connection.calls += 1
        connection.failures = 0
        if !self.isAskedToWait { connection.backoffUntil = nil }
        connection.lastAnswerAt = self.desk.now
    }

    /// An answer to a call beside it does not end a wait that the shop asked for.
    private var isAskedToWait: Bool { self.pace.isHeld(self.connection, at: self.desk.now) }

    /// A call failed: how long to wait, and what to tell.
    func failed(_ error: ConnectorError, during what: String) async throws {
        let now = self.desk.now
        if error.isOverload {
            self.pace.learn(self.connection, range: self.manifest.concurrency, .overloaded, latency: .zero)
        }
        self.desk.hub.log.warning(
            "call failed",
            metadata: [
                "connection": "\(self.connection)", "during": "\(what)", "error": "\(error.word)",
                "trace": "\(self.desk.trace)",
            ])
        var source = InstallationRandom(source: self.desk.hub.random)
        let jitter = Double.random(in: 0.5...1, using: &source)
        // New tokens may cure a refusal; the next visit takes them. Only a refusal that they do not cure is counted.
        let isCurable = error.isRefusal ? try await self.doubtTokens() : false
        let refusals = self.pace.refused(self.connection, error.isRefusal && !isCurable, at: now)
        let isBelieved = refusals.map { self.isBelieved($0, at: now) } ?? false
        if case .throttled(let wait) = error {
            self.meter.throttled(wait)
            self.pace.hold(self.connection, until: now.addingTimeInterval(max(0.5, wait.seconds)))
        }
        if case .limited(let budget, let wait) = error {
            self.meter.told([budget: BudgetReading(retryAfter: wait, remaining: 0)])
        }
        try await self.change { (db, connection) in
            connection.calls += 1
            connection.lastError = "While \(what): \(error.sentence)"
            connection.lastErrorAt = now
            switch error {
            case .throttled(let wait):
                connection.throttled += 1
                connection.rest(until: now.addingTimeInterval(max(0.5, wait.seconds)))
            case .limited: connection.throttled += 1
            case .unauthorized where isBelieved:
                connection.state = .unauthorized
                connection.reason =
                    self.tokenVersion == nil
                    ? error.sentence : "The shop refuses our access, although it was renewed."
            case .forbidden:
                connection.state = .paused
                connection.reason = error.sentence
            default:
                connection.failures += 1
                var wait = min(Self.longestWait, 0.1 * Double(1 << min(connection.failures, 10)))
                // Nobody can buy a listing that is off sale by us: it is not kept so for the length of a long wait.
                if wait > Self.longestWaitOffSale, try OfferRecords.keepsOffSale(db, connection: connection.id) {
                    wait = Self.longestWaitOffSale
                }
                connection.rest(until: now.addingTimeInterval(wait * jitter))
            }
        }
    }

    /// Seconds between two tries where calls fail, at most; and where a listing is off sale by us.
    private static let (longestWait, longestWaitOffSale) = (60.0, 10.0)

    /// A key must be refused this often in a row, and for as long as one call may take, before it is believed: shops behind a
    /// broken cache refuse good keys too, and several calls are refused in one moment.
    static let refusalsBelieved = 5

    private func isBelieved(_ refusals: SyncPace.Refusals, at now: Date) -> Bool {
        refusals.count >= Self.refusalsBelieved && now.timeIntervalSince(refusals.since) >= self.timing.timeout
    }

    /// - Returns: Whether the tokens are to be renewed before the next call.
    private func doubtTokens() async throws -> Bool {
        guard let version = self.tokenVersion else { return false }
        let now = self.desk.now
        await self.desk.hub.forgetTokens(of: self.connection, tenant: self.desk.tenant)
        return try await self.desk.write {
            try ConnectionTokenRecords.doubt($0, self.connection, version: version, now: now)
        }
    }

    private func change(
        _ body: @escaping @Sendable (any SQLConnection, inout ConnectionRecord) throws -> Void
    ) async throws {
        try await self.desk.write { db in
            try LockOrder.connection(db, self.connection)
            guard var connection = try ConnectionRecords.load(db, self.connection) else { return }
            let before = connection.state
            try body(db, &connection)
            try ConnectionRecords.saveProgress(db, connection)
            if connection.state != before {
                try EventRecords.insert(
                    db,
                    [
                        EventRecord(
                            id: self.desk.hub.id(), at: self.desk.now, kind: "connection.\(connection.state.rawValue)",
                            level: .problem, connection: self.connection,
                            summary: "\(connection.name): \(connection.reason ?? connection.state.rawValue)",
                            trace: self.desk.trace)
                    ])
            }
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }
}

extension ConnectionRecord {
    /// No call leaves before: of several waits, as calls side by side end in them, the longest counts.
    fileprivate mutating func rest(until: Date) { self.backoffUntil = max(self.backoffUntil ?? until, until) }
}

extension ConnectorError {
    /// One word for logs and intents.
    var word: String {
        switch self {
        case .throttled, .limited: "throttled"
        case .transient: "transient"
        case .unknownOutcome: "unknown-outcome"
        case .unauthorized: "unauthorized"
        case .refused(let code, _, _): code
        case .unreadable: "unreadable"
        case .forbidden: "forbidden"
        }
    }

    var isRefusal: Bool {
        if case .unauthorized = self { true } else { false }
    }

    var isOverload: Bool {
        switch self {
        case .throttled, .transient, .unknownOutcome: true
        default: false
        }
    }

    /// What a merchant is told, with the way out.
    public var sentence: String { self.told.replacing("..", with: ".") }

    private var told: String {
        switch self {
        case .throttled(let wait), .limited(_, let wait):
            "The shop asks to wait \(Int(wait.seconds.rounded(.up))) seconds. It goes on by itself."
        case .transient(let why): "The shop is not well: \(why). It is tried again by itself."
        case .unknownOutcome(let why): "The shop gave no usable answer: \(why). What became of it is read back."
        case .unauthorized: "The shop refuses the key. Make a new one there, then: entrepot connection reconnect NAME"
        case .refused(_, let field, let message): "The shop said no\(field.map { " to \($0)" } ?? ""): \(message)"
        case .unreadable(let why): "The shop answered something unreadable: \(why). It is tried again by itself."
        case .forbidden(let why): "\(why)"
        }
    }
}
