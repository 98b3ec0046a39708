public import Foundation
public import Store

/// Wrong sign-ins in a row, by a digest of what was tried and from where. Inside `store.system`.
public enum PatienceRecords {
    public struct Count: Sendable, Hashable {
        public var failures: Int
        public var last: Date?

        public init(failures: Int, last: Date?) {
            self.failures = failures
            self.last = last
        }
    }

    /// What is counted so far, locked until the transaction ends: guesses at once are counted one after the other.
    public static func lock(_ db: any SQLConnection, slot: [UInt8]) throws -> Count {
        try db.query(
            """
            INSERT INTO sign_in_patience (slot, failures, failed_at) VALUES (\(slot), \(0), \(Date?.none))
            ON CONFLICT (slot) DO NOTHING
            """)
        let rows = try db.query(
            sqlite: "SELECT failures, failed_at FROM sign_in_patience WHERE slot = \(slot)",
            postgres: "SELECT failures, failed_at FROM sign_in_patience WHERE slot = \(slot) FOR UPDATE")
        return try rows.first.map { Count(failures: try $0.get(0), last: try $0.optional(1)) }
            ?? Count(failures: 0, last: nil)
    }

    public static func set(_ db: any SQLConnection, slot: [UInt8], _ count: Count) throws {
        try db.query(
            """
            UPDATE sign_in_patience SET failures = \(count.failures), failed_at = \(count.last) WHERE slot = \(slot)
            """)
    }

    public static func clear(_ db: any SQLConnection, slot: [UInt8]) throws {
        try db.query("DELETE FROM sign_in_patience WHERE slot = \(slot)")
    }

    public static func forget(_ db: any SQLConnection, before: Date) throws {
        try db.query("DELETE FROM sign_in_patience WHERE failed_at IS NULL OR failed_at < \(before)")
    }
}
