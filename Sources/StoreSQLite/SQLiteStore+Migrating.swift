public import Foundation
import GRDB
public import Store

extension SQLiteStore {
    /// Brings the schema up to the newest migration, each in a transaction of its own.
    ///
    /// Several processes may call it at once: each step runs once. A database that was there before is counted for the
    /// planner afterwards (`Statistics`).
    ///
    /// - Returns: the numbers that were applied by this call.
    /// - Throws: `MigrationError`; the step that failed has changed nothing.
    @discardableResult
    public func migrate(_ migrations: [Migration], now: Date = Date()) async throws -> [Int] {
        var done: [Int] = []
        while let number = try await self.step(migrations, now: now) { done.append(number) }
        if done.first != migrations.map(\.number).min(), !self.runsInLine {
            do { try await self.database.writeWithoutTransaction { Statistics.take($0) } } catch {
                throw StoreError.translating(error)
            }
        }
        return done
    }

    /// Applies the first migration that is missing, and tells its number.
    private func step(_ migrations: [Migration], now: Date) async throws -> Int? {
        do {
            if self.runsInLine { return try self.stepInLine(migrations, now: now) }
            return try await self.database.writeWithoutTransaction { try Self.apply(migrations, now: now, $0) }
        } catch {
            throw StoreError.translating(error)
        }
    }

    private func stepInLine(_ migrations: [Migration], now: Date) throws -> Int? {
        try self.database.writeWithoutTransaction { try Self.apply(migrations, now: now, $0) }
    }

    private static func apply(_ migrations: [Migration], now: Date, _ db: Database) throws -> Int? {
        var applied: Int?
        try db.inTransaction(.immediate) {
            try db.execute(sql: Self.table)
            let plan = try MigrationPlan(migrations, applied: Self.applied(db), dialect: .sqlite)
            guard let next = plan.pending.first else { return .commit }
            do {
                try db.execute(sql: next.sqlite)
            } catch let error as DatabaseError {
                var failure = StoreError(sqlite: error)
                failure.detail = error.message
                throw MigrationError.failed(number: next.number, name: next.name, failure)
            }
            try db.execute(
                sql: "INSERT INTO migration (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
                arguments: [next.number, next.name, next.checksum(for: .sqlite), now.microseconds])
            applied = next.number
            return .commit
        }
        return applied
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS migration (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL
        ) STRICT
        """

    private static func applied(_ db: Database) throws -> [MigrationPlan.Applied] {
        try Row.fetchAll(db, sql: "SELECT number, checksum FROM migration ORDER BY number").map { row in
            MigrationPlan.Applied(number: row[0], checksum: row[1])
        }
    }
}
