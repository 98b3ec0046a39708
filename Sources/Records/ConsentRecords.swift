public import Foundation
public import Store

/// One consent that was asked for: from the link that a merchant opens to what came of it.
public struct ConsentRecord: Sendable, Hashable {
    /// Why it came to nothing.
    public struct Refusal: Sendable, Hashable, Codable {
        public var code: String
        public var sentence: String
        public var wayOut: String
        public init(code: String, sentence: String, wayOut: String) {
            self.code = code
            self.sentence = sentence
            self.wayOut = wayOut
        }
    }

    public var id: UUID
    public var tenant: UUID
    public var channel: String
    /// The connection that is renewed; of a finished one, also the one that was made.
    public var connection: UUID?
    public var name: String
    public var address: String
    public var settings: ConnectionRecord.Settings
    public var redirect: String
    /// Sealed, bound to the tenant and this consent.
    public var verifier: [UInt8]
    public var createdAt: Date
    public var expiresAt: Date
    /// When the answer came: there is one answer to a question.
    public var takenAt: Date?
    public var finishedAt: Date?
    public var refusal: Refusal?

    public init(
        id: UUID, tenant: UUID, channel: String, connection: UUID?, name: String, address: String,
        settings: ConnectionRecord.Settings, redirect: String, verifier: [UInt8], createdAt: Date, expiresAt: Date
    ) {
        self.id = id
        self.tenant = tenant
        self.channel = channel
        self.connection = connection
        self.name = name
        self.address = address
        self.settings = settings
        self.redirect = redirect
        self.verifier = verifier
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// Consents under way, by the digest of their state. Global, because the answer brings the state and nothing else.
/// Inside `store.system`.
public enum ConsentRecords {
    private static let columns: SQLQuery = """
        id, tenant_id, channel, connection_id, name, address, settings, redirect, verifier, created_at, expires_at,
        taken_at, finished_at, refusal
        """

    public static func insert(_ db: any SQLConnection, _ consent: ConsentRecord, stateDigest: [UInt8]) throws {
        try db.query(
            """
            INSERT INTO consent (state_digest, id, tenant_id, channel, connection_id, name, address, settings, redirect,
                verifier, created_at, expires_at)
            VALUES (\(stateDigest), \(consent.id), \(consent.tenant), \(consent.channel), \(consent.connection),
                \(consent.name), \(consent.address), \(try JSONText.encode(consent.settings)), \(consent.redirect),
                \(consent.verifier), \(consent.createdAt), \(consent.expiresAt))
            """)
    }

    public static func find(_ db: any SQLConnection, stateDigest: [UInt8]) throws -> ConsentRecord? {
        try db.query("SELECT \(self.columns) FROM consent WHERE state_digest = \(stateDigest)").first.map(self.decode)
    }

    /// - Parameter tenant: Whose it must be.
    public static func find(_ db: any SQLConnection, id: UUID, tenant: UUID) throws -> ConsentRecord? {
        try db.query("SELECT \(self.columns) FROM consent WHERE id = \(id) AND tenant_id = \(tenant)").first
            .map(self.decode)
    }

    /// Takes the one answer.
    ///
    /// - Returns: Whether this was the first.
    public static func take(_ db: any SQLConnection, _ id: UUID, at now: Date) throws -> Bool {
        try db.execute("UPDATE consent SET taken_at = \(now) WHERE id = \(id) AND taken_at IS NULL") == 1
    }

    public static func finish(
        _ db: any SQLConnection, _ id: UUID, connection: UUID?, refusal: ConsentRecord.Refusal?, at now: Date
    ) throws {
        try db.query(
            """
            UPDATE consent SET finished_at = \(now), connection_id = \(connection),
                refusal = \(try refusal.map { try JSONText.encode($0) })
            WHERE id = \(id)
            """)
    }

    /// Removes those that expired before.
    public static func forget(_ db: any SQLConnection, before: Date) throws {
        try db.query("DELETE FROM consent WHERE expires_at < \(before)")
    }

    private static func decode(_ row: SQLRow) throws -> ConsentRecord {
        var cells = Cells(row)
        var record = try ConsentRecord(
            id: cells.take(), tenant: cells.take(), channel: cells.take(), connection: cells.maybe(),
            name: cells.take(), address: cells.take(), settings: cells.json(), redirect: cells.take(),
            verifier: cells.take(), createdAt: cells.take(), expiresAt: cells.take())
        record.takenAt = try cells.maybe()
        record.finishedAt = try cells.maybe()
        record.refusal = try cells.maybe(JSONText.self).map { try JSONText.decode($0) }
        return record
    }
}
