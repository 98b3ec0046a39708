public import Foundation
public import Store

/// A master key by its public name: the key itself is never in the database.
public struct MasterKeyRecord: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Wraps what is wrapped from now on. There is one.
        case current
        /// Still opens: what it wrapped is being wrapped anew.
        case earlier
        /// Refused for good.
        case retired
    }

    /// Eight hex digits.
    public var id: String
    public var state: State
    /// When it came into this state.
    public var since: Date

    public init(id: String, state: State, since: Date) {
        self.id = id
        self.state = state
        self.since = since
    }
}

/// Which master key is in which state: every process asks here, whatever its own copy of the keys says.
public enum MasterKeyRecords {
    /// The newest first.
    public static func all(_ db: any SQLConnection) throws -> [MasterKeyRecord] {
        try db.query("SELECT id, state, since FROM master_key ORDER BY since DESC, id").map { row in
            let (id, state, since) = try row.decode(String.self, String.self, Date.self)
            // A state that this build does not know is refused like a retired one.
            return MasterKeyRecord(id: id, state: MasterKeyRecord.State(rawValue: state) ?? .retired, since: since)
        }
    }

    /// The key to wrap with, which stays the current one until this transaction ends; `nil` where none was noted yet.
    public static func holdCurrent(_ db: any SQLConnection) throws -> String? {
        try db.query(
            sqlite: "SELECT id FROM master_key WHERE state = 'current'",
            postgres: "SELECT id FROM master_key WHERE state = 'current' FOR SHARE"
        ).first?.get(0)
    }

    /// Notes a key that is not known yet; one that is stays as it is.
    public static func note(_ db: any SQLConnection, _ record: MasterKeyRecord) throws {
        try db.query(
            """
            INSERT INTO master_key (id, state, since) VALUES (\(record.id), \(record.state.rawValue), \(record.since))
            ON CONFLICT DO NOTHING
            """)
    }

    /// Lets `id` wrap from now on; the one that did becomes an earlier one. Waits for whoever holds the current one.
    public static func change(_ db: any SQLConnection, to id: String, at now: Date) throws {
        try db.query(
            "UPDATE master_key SET state = 'earlier', since = \(now) WHERE state = 'current' AND id <> \(id)")
        try db.query(
            """
            INSERT INTO master_key (id, state, since) VALUES (\(id), 'current', \(now))
            ON CONFLICT (id) DO UPDATE SET state = 'current', since = excluded.since WHERE master_key.state <> 'current'
            """)
    }

    /// Refuses every earlier key from now on.
    public static func retire(_ db: any SQLConnection, at now: Date) throws {
        try db.query("UPDATE master_key SET state = 'retired', since = \(now) WHERE state = 'earlier'")
    }
}

/// Changes of keys that are under way, so that one that was stopped goes on where it was.
public enum KeyChangeRecords {
    /// When the change under way began; begins one where there is none.
    public static func begin(_ db: any SQLConnection, _ scope: String, at now: Date) throws -> Date {
        try db.query(
            """
            INSERT INTO key_change (scope, started_at) VALUES (\(scope), \(now)) ON CONFLICT (scope) DO NOTHING
            """)
        return try db.query("SELECT started_at FROM key_change WHERE scope = \(scope)").first?.get(0) ?? now
    }

    public static func underWay(_ db: any SQLConnection) throws -> [String] {
        try db.query("SELECT scope FROM key_change ORDER BY scope").map { try $0.get(0) }
    }

    public static func end(_ db: any SQLConnection, _ scope: String) throws {
        try db.query("DELETE FROM key_change WHERE scope = \(scope)")
    }
}
