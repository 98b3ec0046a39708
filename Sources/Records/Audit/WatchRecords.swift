public import Foundation
public import Store

/// The security log: how often something was refused in ten minutes, and about nobody in particular. Inside `store.system`.
public enum TallyRecords {
    public struct Tally: Sendable, Hashable {
        /// When the ten minutes begin.
        public var at: Date
        public var kind: String
        /// A route without its ids.
        public var place: String
        public var count: Int

        public init(at: Date, kind: String, place: String, count: Int) {
            self.at = at
            self.kind = kind
            self.place = place
            self.count = count
        }
    }

    public static func add(_ db: any SQLConnection, _ tally: Tally) throws {
        try db.query(
            """
            INSERT INTO security_tally (at, kind, place, count)
            VALUES (\(tally.at), \(tally.kind), \(tally.place), \(tally.count))
            ON CONFLICT (at, kind, place) DO UPDATE SET count = security_tally.count + excluded.count
            """)
    }

    /// The latest, newest first.
    public static func latest(_ db: any SQLConnection, limit: Int) throws -> [Tally] {
        try db.query(
            "SELECT at, kind, place, count FROM security_tally ORDER BY at DESC, kind, place LIMIT \(limit)"
        ).map { try Tally(at: $0.get(0), kind: $0.get(1), place: $0.get(2), count: $0.get(3)) }
    }

    /// - Returns: How many rows went.
    @discardableResult
    public static func forget(_ db: any SQLConnection, before: Date) throws -> Int {
        try db.execute("DELETE FROM security_tally WHERE at < \(before)")
    }
}

/// How often somebody did something in ten minutes, over all processes. Inside `store.system`.
public enum WatchCountRecords {
    /// Adds to each count and tells what it is then, in the same order.
    ///
    /// - Parameter counts: Slots name nobody; in their order, so that two processes do not wait for each other.
    public static func add(
        _ db: any SQLConnection, _ counts: [(slot: [UInt8], count: Int)], span: Int64
    ) throws -> [Int] {
        try db.pipeline(
            counts.map { one in
                """
                INSERT INTO watch_count (slot, span, count) VALUES (\(one.slot), \(span), \(one.count))
                ON CONFLICT (slot, span) DO UPDATE SET count = watch_count.count + excluded.count
                RETURNING count
                """
            }
        ).map { try $0.first?.get(0) ?? 0 }
    }

    public static func forget(_ db: any SQLConnection, before span: Int64) throws {
        try db.query("DELETE FROM watch_count WHERE span < \(span)")
    }
}

/// An id or a token that nobody has reason to use.
public struct CanaryRecord: Sendable, Hashable {
    public var id: UUID
    public var tenant: UUID
    /// What it looks like: `order`, `token`.
    public var kind: String
    public var createdAt: Date

    public init(id: UUID, tenant: UUID, kind: String, createdAt: Date) {
        self.id = id
        self.tenant = tenant
        self.kind = kind
        self.createdAt = createdAt
    }
}

/// Global, since whoever touches one may come from anywhere. Inside `store.system`.
public enum CanaryRecords {
    public static func insert(_ db: any SQLConnection, _ canary: CanaryRecord, digest: [UInt8]? = nil) throws {
        try db.query(
            """
            INSERT INTO canary (id, tenant_id, kind, digest, created_at)
            VALUES (\(canary.id), \(canary.tenant), \(canary.kind), \(digest), \(canary.createdAt))
            """)
    }

    public static func all(_ db: any SQLConnection, tenant: UUID) throws -> [CanaryRecord] {
        try self.select(db, "tenant_id = \(tenant) ORDER BY kind, id")
    }

    public static func find(_ db: any SQLConnection, ids: [UUID]) throws -> [CanaryRecord] {
        try self.select(db, "id \(any: ids) ORDER BY id")
    }

    public static func find(_ db: any SQLConnection, digest: [UInt8]) throws -> CanaryRecord? {
        try self.select(db, "digest = \(digest)").first
    }

    /// Workspaces that have none.
    public static func bare(_ db: any SQLConnection) throws -> [UUID] {
        try db.query(
            """
            SELECT t.id FROM tenant t WHERE NOT EXISTS (
                SELECT 1 FROM canary c WHERE c.tenant_id = t.id AND c.kind <> \("token")) ORDER BY t.id
            """
        ).map { try $0.get(0) }
    }

    private static func select(_ db: any SQLConnection, _ rest: SQLQuery) throws -> [CanaryRecord] {
        try db.query("SELECT id, tenant_id, kind, created_at FROM canary WHERE \(rest)").map {
            try CanaryRecord(id: $0.get(0), tenant: $0.get(1), kind: $0.get(2), createdAt: $0.get(3))
        }
    }
}
