public import Foundation
public import Store

/// How much of each limit of a channel is used: one count for all tenants and processes that share it. Global, because a
/// limit of an app belongs to no tenant; a row holds numbers and ids only. All of it inside `store.system`.
public enum BudgetRecords {
    /// The stored count, locked until the transaction ends; `nil` where nobody counted yet.
    ///
    /// Lock several in the order of holder and name.
    public static func lock(
        _ db: any SQLConnection, channel: String, holder: String, name: String, at now: Date
    ) throws -> JSONText? {
        let found = try self.read(db, channel: channel, holder: holder, name: name)
        if let found { return found.text == "{}" ? nil : found }
        try db.execute(
            """
            INSERT INTO budget (channel, holder, name, state, updated_at)
            VALUES (\(channel), \(holder), \(name), \(JSONText("{}")), \(now)) ON CONFLICT (channel, holder, name) DO NOTHING
            """)
        let made = try self.read(db, channel: channel, holder: holder, name: name)
        return made?.text == "{}" ? nil : made
    }

    private static func read(
        _ db: any SQLConnection, channel: String, holder: String, name: String
    ) throws -> JSONText? {
        // SQLite has one writer.
        try db.query(
            sqlite: "SELECT state FROM budget WHERE channel = \(channel) AND holder = \(holder) AND name = \(name)",
            postgres: """
                SELECT state FROM budget WHERE channel = \(channel) AND holder = \(holder) AND name = \(name) FOR UPDATE
                """
        ).first?.get(0)
    }

    public static func save(
        _ db: any SQLConnection, channel: String, holder: String, name: String, state: JSONText, at now: Date
    ) throws {
        try db.execute(
            """
            UPDATE budget SET state = \(state), updated_at = \(now)
            WHERE channel = \(channel) AND holder = \(holder) AND name = \(name)
            """)
    }

    /// Counts that nobody touched since: their limits are full again.
    public static func purge(_ db: any SQLConnection, before: Date) throws {
        try db.execute("DELETE FROM budget WHERE updated_at < \(before)")
    }
}
