import Commerce
import ConnectorKit
import Foundation
import Logging
import Records
import Store

/// Why a connection has no usable tokens at this moment.
enum TokenTrouble: Error, Sendable, Hashable, Explained {
    /// Another holds the right to refresh; look again soon.
    case underWay(connection: String)
    /// The shop refused the refresh: the connection is `unauthorized` now, and the merchant must consent again.
    case refused(connection: String)
    /// The refresh did not succeed and may later; our clock.
    case postponed(connection: String, reason: String, until: Date)

    var code: String {
        switch self {
        case .underWay: "access.under-way"
        case .refused: "access.refused"
        case .postponed: "access.postponed"
        }
    }

    var sentence: String {
        switch self {
        case .underWay(let connection): "The access to “\(excerpt(connection))” is being renewed at this moment."
        case .refused(let connection): "The access to “\(excerpt(connection))” was not renewed by the shop."
        case .postponed(let connection, let reason, _):
            "The access to “\(excerpt(connection))” could not be renewed yet. \(reason)"
        }
    }

    var wayOut: String {
        switch self {
        case .underWay, .postponed: "It goes on by itself; try again in a moment."
        case .refused(let connection): "Consent again: entrepot connection reconnect \"\(connection)\""
        }
    }
}

/// A connection's tokens, renewed ahead of their end by one refresher over all processes.
///
/// Channels rotate: each refresh spends the refresh token that it used. So the right to refresh is a row with a lease,
/// taken before the call goes out, and the answer is stored against the version that the call began from. Nobody waits
/// while holding a transaction, and whoever finds the right taken uses the old tokens while they last.
///
/// A process that dies between the channel's answer and the store has spent the old token and lost the new one. That
/// cannot be healed from here: once its lease ends, another tries the old token (a refresh that never arrived is healed
/// so), and where the channel refuses it the merchant is asked to consent again.
struct FreshTokens {
    struct Pair {
        var tokens: OAuthTokens
        var version: Int64
        /// The shop's id at the channel.
        var remoteID: String?
    }

    let desk: Desk
    let record: ConnectionRecord
    let channel: ChannelDescriptor
    let flow: any OAuthFlow
    let app: ChannelApp
    let sealed: SealedCredentials

    /// How long one refresher has: longer than any connector's deadline of a call.
    static let lease: TimeInterval = 90
    /// After a refresh that did not succeed, unless the channel says how long.
    static let pause: TimeInterval = 5

    /// - Throws: `TokenTrouble`.
    func take() async throws -> Pair {
        let shelf = TokenShelf(desk: self.desk, connection: self.record.id, sealed: self.sealed)
        if let cached = await shelf.find() { return cached }
        guard let stored = try await self.load() else {
            throw TokenTrouble.refused(connection: self.record.name)
        }
        let now = self.desk.now
        guard stored.isDue(at: now) else {
            let pair = try self.open(stored)
            await shelf.keep(pair, stored)
            return pair
        }
        let until = now.addingTimeInterval(Self.lease)
        let lease = try await self.desk.write {
            try ConnectionTokenRecords.claim($0, self.record.id, version: stored.version, now: now, until: until)
        }
        guard let lease else { return try await self.wait(stored) }
        return try await self.refresh(stored, lease: lease)
    }

    private func load() async throws -> ConnectionTokenRecord? {
        try await self.desk.read { try ConnectionTokenRecords.load($0, self.record.id) }
    }

    private func open(_ stored: ConnectionTokenRecord) throws -> Pair {
        Pair(
            tokens: try self.sealed.openTokens(stored.tokens, connection: self.record.id), version: stored.version,
            remoteID: stored.remoteID)
    }

    /// Somebody else refreshes, or has just done.
    private func wait(_ stored: ConnectionTokenRecord) async throws -> Pair {
        if stored.serves(at: self.desk.now) { return try self.open(stored) }
        guard let newer = try await self.load(), newer.version > stored.version else {
            throw TokenTrouble.underWay(connection: self.record.name)
        }
        return try self.open(newer)
    }

    private func refresh(_ stored: ConnectionTokenRecord, lease: Int64) async throws -> Pair {
        let old = try self.open(stored).tokens
        let place = OAuthPlace(
            app: self.app, address: self.record.address, transport: self.desk.hub.transport, now: self.desk.hub.now)
        let fresh: OAuthTokens
        do throws(ConnectorError) {
            fresh = try await self.flow.refresh(place, old)
        } catch {
            return try await self.failed(error, stored, old, lease: lease)
        }
        return try await self.store(fresh, from: stored)
    }

    /// Stores the new pair, cancelled or not: what is not stored now is lost.
    private func store(_ fresh: OAuthTokens, from stored: ConnectionTokenRecord) async throws -> Pair {
        let isStored: Bool
        do { isStored = try await self.rotate(stored, fresh) } catch  where Task.isCancelled {
            isStored = try await Task { try await self.rotate(stored, fresh) }.value
        }
        if isStored { return Pair(tokens: fresh, version: stored.version + 1, remoteID: stored.remoteID) }
        // The merchant consented anew while we asked: those are the newest.
        guard let newest = try await self.load() else { throw TokenTrouble.refused(connection: self.record.name) }
        return try self.open(newest)
    }

    private func rotate(_ stored: ConnectionTokenRecord, _ fresh: OAuthTokens) async throws -> Bool {
        let now = self.desk.now
        return try await self.desk.write { db in
            try LockOrder.connection(db, self.record.id)
            let row = try ConnectionTokenRecord(
                fresh, of: stored.remoteID, connection: self.record.id, sealed: try SealedCredentials(db, self.desk),
                at: now)
            guard
                try ConnectionTokenRecords.rotate(db, self.record.id, from: stored.version, to: row),
                let connection = try ConnectionRecords.load(db, self.record.id)
            else { return false }
            // One who came after our lease had ended was refused the token that we had spent.
            try Steering.letIn(db, connection)
            return true
        }
    }

    private func failed(
        _ error: ConnectorError, _ stored: ConnectionTokenRecord, _ old: OAuthTokens, lease: Int64
    ) async throws -> Pair {
        self.desk.hub.log.warning(
            "tokens not renewed",
            metadata: [
                "connection": "\(self.record.id)", "error": "\(error.word)", "trace": "\(self.desk.trace)",
            ])
        if case .unauthorized = error { return try await self.refused(stored, lease: lease) }
        let now = self.desk.now
        var until = now.addingTimeInterval(Self.pause)
        if case .throttled(let wait) = error { until = now.addingTimeInterval(max(1, wait.seconds)) }
        let secrets = [old.access, old.refresh, self.app.clientSecret].compactMap(\.self)
        let reason = Redaction.clean(error.sentence, secrets: secrets)
        let pause = until
        try await self.desk.write { db in
            try LockOrder.connection(db, self.record.id)
            try ConnectionTokenRecords.release(db, self.record.id, lease: lease, until: pause)
            try ConnectionRecords.noteFailure(
                db, self.record.id, "While renewing the access: \(reason)", at: now)
        }
        if stored.serves(at: now) { return Pair(tokens: old, version: stored.version, remoteID: stored.remoteID) }
        throw TokenTrouble.postponed(connection: self.record.name, reason: reason, until: until)
    }

    /// The shop refused the refresh. It is believed unless somebody has stored newer tokens meanwhile.
    private func refused(_ stored: ConnectionTokenRecord, lease: Int64) async throws -> Pair {
        let now = self.desk.now
        let newer = try await self.desk.write { db -> ConnectionTokenRecord? in
            try LockOrder.connection(db, self.record.id)
            guard let latest = try ConnectionTokenRecords.load(db, self.record.id), latest.version == stored.version
            else { return try ConnectionTokenRecords.load(db, self.record.id) }
            try ConnectionTokenRecords.release(db, self.record.id, lease: lease, until: now)
            guard let connection = try ConnectionRecords.load(db, self.record.id),
                connection.state != .paused, connection.state != .unauthorized
            else { return nil }
            let reason =
                "\(self.channel.manifest.displayName) does not renew our access: the consent was taken back or has ended."
            try ConnectionRecords.setState(db, connection.id, .unauthorized, reason: reason)
            try Steering.tell(
                db, self.desk, "connection.unauthorized", connection, "\(connection.name): \(reason)", level: .problem)
            return nil
        }
        guard let newer else { throw TokenTrouble.refused(connection: self.record.name) }
        return try self.open(newer)
    }
}

extension ConnectionTokenRecord {
    /// Whether they should be renewed: five minutes, or a tenth of their life, before they end; or the shop refused them.
    func isDue(at now: Date) -> Bool { now >= self.dueAt || self.doubtedVersion == self.version }

    var dueAt: Date {
        let life = self.expiresAt.timeIntervalSince(self.obtainedAt)
        return self.expiresAt.addingTimeInterval(-max(0, min(300, life / 10)))
    }

    /// Whether calls may still be made with them.
    func serves(at now: Date) -> Bool { now < self.expiresAt && self.doubtedVersion != self.version }
}
