import Commerce
import Records
import Store

/// Whether the database knows exactly the migrations this program knows.
public enum SchemaCheck {
    /// - Throws: `SchemaError` where it does not, `StoreError` where it does not answer.
    public static func pass(_ store: any Store) async throws {
        let applied: [MigrationPlan.Applied]
        do {
            applied = try await store.system { db in
                try db.query("SELECT number, checksum FROM migration ORDER BY number").map {
                    MigrationPlan.Applied(number: try $0.get(0), checksum: try $0.get(1))
                }
            }
        } catch let error as StoreError where Self.meansNothingThere(error) {
            throw SchemaError.notMigrated
        }
        do {
            let pending = try MigrationPlan(Schema.migrations, applied: applied, dialect: store.dialect).pending
            if !pending.isEmpty { throw SchemaError.behind(missing: pending.map(\.number)) }
        } catch let error as MigrationError {
            throw SchemaError.other(error)
        }
    }

    /// No table or no right to it (SQLSTATE 42P01, 42501), or no such role to become: `entrepot migrate` makes all three.
    private static func meansNothingThere(_ error: StoreError) -> Bool {
        ["42P01", "42501", "22023"].contains(error.code)
    }
}

/// The database is not what this program works on.
public enum SchemaError: Error, Sendable, Hashable, Explained {
    case notMigrated
    case behind(missing: [Int])
    case other(MigrationError)

    public var code: String {
        switch self {
        case .notMigrated: "database.not-migrated"
        case .behind: "database.behind"
        case .other: "database.migration"
        }
    }

    public var sentence: String {
        switch self {
        case .notMigrated: "This database has no tables of Entrepot, or this role may not use them."
        case .behind(let missing):
            "This database lacks the migrations \(missing.map(String.init).joined(separator: ", "))."
        case .other(let error): error.description
        }
    }

    public var wayOut: String {
        switch self {
        case .notMigrated, .behind:
            "Run: entrepot migrate --owner-url postgres://OWNER@HOST/NAME, then connect as the role that it makes."
        case .other: "Start the program that last worked on this database, or restore a backup of it."
        }
    }
}
