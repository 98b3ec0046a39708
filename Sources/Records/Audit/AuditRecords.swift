public import Foundation
public import Store

/// The rows of the audit log. They are added, in the transaction of the deed they tell of, and never changed; the database
/// refuses it too.
public enum AuditRecords {
    private static let columns: SQLQuery =
        "d.id, d.at, d.doer, d.doer_id, d.deed, d.object, d.object_id, d.detail, d.sealed, d.trace_id"

    /// In `store.write`, or in `store.system` for deeds outside of workspaces, such as a sign-in.
    public static func add(_ db: any SQLConnection, _ deed: DeedRecord, to tenant: UUID) throws {
        try db.post([
            """
            INSERT INTO audit_deed (tenant_id, id, at, doer, doer_id, deed, object, object_id, detail, sealed, trace_id)
            VALUES (\(tenant), \(deed.id), \(deed.at), \(deed.doer), \(deed.doerID), \(deed.deed), \(deed.object),
                \(deed.objectID), \(deed.detail), \(deed.sealed), \(deed.trace))
            """,
            "INSERT INTO audit_pending (tenant_id, deed_id) VALUES (\(tenant), \(deed.id))",
        ])
    }

    /// What a list is narrowed to.
    public struct Filter: Sendable, Hashable {
        /// A member's id, a token's short name, or a kind of doer.
        public var who: String?
        /// A deed's word, or the part before its dot.
        public var what: String?
        public var from: Date?
        /// The first instant that is not shown.
        public var until: Date?

        public init(who: String? = nil, what: String? = nil, from: Date? = nil, until: Date? = nil) {
            self.who = who
            self.what = what
            self.from = from
            self.until = until
        }
    }

    /// A page, newest first.
    ///
    /// - Parameter after: The last row of the page before.
    public static func page(
        _ db: any SQLConnection, _ filter: Filter, after: UUID?, limit: Int
    ) throws -> [DeedRecord] {
        var rest: SQLQuery = "d.tenant_id = \(db.tenant)"
        if let who = filter.who { rest = "\(rest) AND (d.doer_id = \(who) OR d.doer = \(who))" }
        if let what = filter.what {
            // A group is everything from its dot to the sign behind the dot.
            rest = "\(rest) AND (d.deed = \(what) OR (d.deed > \(what + ".") AND d.deed < \(what + "/")))"
        }
        if let from = filter.from { rest = "\(rest) AND d.at >= \(from)" }
        if let until = filter.until { rest = "\(rest) AND d.at < \(until)" }
        if let after {
            rest = """
                \(rest) AND (d.at, d.id) <
                (SELECT a.at, a.id FROM audit_deed a WHERE a.tenant_id = \(db.tenant) AND a.id = \(after))
                """
        }
        return try db.query(
            """
            SELECT \(self.columns) FROM audit_deed d WHERE \(rest) ORDER BY d.at DESC, d.id DESC LIMIT \(limit)
            """
        ).map { try Self.deed($0).0 }
    }

    public static func find(_ db: any SQLConnection, _ id: UUID) throws -> DeedRecord? {
        try db.query("SELECT \(self.columns) FROM audit_deed d WHERE d.tenant_id = \(db.tenant) AND d.id = \(id)")
            .first.map { try Self.deed($0).0 }
    }

    /// Who did something to one thing since `from`, the latest.
    public static func doer(
        _ db: any SQLConnection, of deed: String, on object: UUID, since from: Date
    ) throws -> (doer: String, id: String?)? {
        try db.query(
            """
            SELECT d.doer, d.doer_id FROM audit_deed d
            WHERE d.tenant_id = \(db.tenant) AND d.at >= \(from) AND d.deed = \(deed)
                AND d.object_id = \(object.uuidString.lowercased())
            ORDER BY d.at DESC, d.id DESC LIMIT 1
            """
        ).first.map { (try $0.get(0), try $0.optional(1)) }
    }

    /// The latest row of one deed about each object of a kind since `from`: its detail by the object's id.
    public static func latest(
        _ db: any SQLConnection, of deed: String, on object: String, since from: Date
    ) throws -> [String: [String: String]] {
        let rows = try db.query(
            """
            SELECT \(self.columns) FROM audit_deed d
            WHERE d.tenant_id = \(db.tenant) AND d.at >= \(from) AND d.deed = \(deed) AND d.object = \(object)
            ORDER BY d.at, d.id
            """
        ).map { try Self.deed($0).0 }
        return Dictionary(rows.compactMap { row in row.objectID.map { ($0, row.details) } }, uniquingKeysWith: { $1 })
    }

    /// Who is in the log at all: kinds and ids, for a list to choose from.
    public static func doers(_ db: any SQLConnection) throws -> [(doer: String, id: String?)] {
        try db.query(
            """
            SELECT DISTINCT d.doer, d.doer_id FROM audit_deed d WHERE d.tenant_id = \(db.tenant)
            ORDER BY d.doer, d.doer_id LIMIT 500
            """
        ).map { (try $0.get(0), try $0.optional(1)) }
    }

    /// How many rows of one deed there are by one doer since `from`.
    public static func count(_ db: any SQLConnection, deed: String, doer: String, since from: Date) throws -> Int {
        try db.query(
            """
            SELECT count(*) FROM audit_deed d
            WHERE d.tenant_id = \(db.tenant) AND d.deed = \(deed) AND d.doer_id = \(doer) AND d.at >= \(from)
            """
        ).first?.get(0) ?? 0
    }

    static func deed(_ row: SQLRow) throws -> (DeedRecord, Cells) {
        var cells = Cells(row)
        var deed = try DeedRecord(
            id: cells.take(), at: cells.take(), doer: cells.take(), doerID: cells.maybe(), deed: cells.take(),
            object: cells.maybe(), objectID: cells.maybe())
        deed.detail = try cells.take()
        deed.sealed = try cells.maybe()
        deed.trace = try cells.maybe()
        return (deed, cells)
    }

    static let deedColumns = Self.columns
}
