import Foundation
import Store
import Synchronization
import Workbench

/// A small schema that every suite here shares.
enum Fixture {
    static let globalTables: Set<String> = ["note"]

    static let migrations = [
        Migration(
            number: 1, name: "things",
            sqlite: """
                CREATE TABLE thing (
                    tenant_id TEXT NOT NULL, id TEXT NOT NULL, made_at INTEGER, amount INTEGER, weight REAL, name TEXT,
                    flag INTEGER, extra TEXT, raw BLOB,
                    PRIMARY KEY (tenant_id, id), CONSTRAINT positive CHECK (amount >= 0)) STRICT;
                CREATE TABLE part (
                    tenant_id TEXT NOT NULL, id TEXT NOT NULL, thing_id TEXT NOT NULL, PRIMARY KEY (tenant_id, id),
                    FOREIGN KEY (tenant_id, thing_id) REFERENCES thing (tenant_id, id)) STRICT;
                """,
            postgres: """
                CREATE TABLE thing (
                    tenant_id uuid NOT NULL, id uuid NOT NULL, made_at timestamptz, amount bigint, weight float8,
                    name text COLLATE "C", flag boolean, extra jsonb, raw bytea,
                    PRIMARY KEY (tenant_id, id), CONSTRAINT positive CHECK (amount >= 0));
                CREATE TABLE part (
                    tenant_id uuid NOT NULL, id uuid NOT NULL, thing_id uuid NOT NULL, PRIMARY KEY (tenant_id, id),
                    FOREIGN KEY (tenant_id, thing_id) REFERENCES thing (tenant_id, id));
                """),
        Migration(
            number: 2, name: "notes",
            sqlite: "CREATE TABLE note (name TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL DEFAULT 0) STRICT",
            postgres: "CREATE TABLE note (name text NOT NULL PRIMARY KEY, count bigint NOT NULL DEFAULT 0)"),
    ]

    static func makeStore(_ engine: Engine, poolSize: Int = 8) async throws -> any Store {
        try await engine.makeStore(migrations: self.migrations, globalTables: self.globalTables, poolSize: poolSize)
    }
}

let red = UUID(uuidString: "00000000-0000-7000-8000-00000000000a") ?? UUID()
let blue = UUID(uuidString: "00000000-0000-7000-8000-00000000000b") ?? UUID()

extension SQLConnection {
    /// Adds a thing of this transaction's tenant.
    func addThing(_ id: UUID, amount: Int? = nil, name: String? = nil) throws {
        try self.execute(
            "INSERT INTO thing (tenant_id, id, amount, name) VALUES (\(self.tenant), \(id), \(amount), \(name))")
    }

    func amount(of id: UUID) throws -> Int? {
        try self.query("SELECT amount FROM thing WHERE tenant_id = \(self.tenant) AND id = \(id)").first?.get(0)
    }
}

/// What happened, in order.
final class Record<Element: Sendable>: Sendable {
    private let list = Mutex<[Element]>([])
    var all: [Element] { self.list.withLock { $0 } }
    func add(_ element: Element) { self.list.withLock { $0.append(element) } }
}
