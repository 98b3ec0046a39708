import Foundation
import Store
import StorePostgres
import StoreSQLite
import Testing
import Workbench

@Suite("Migrating")
struct MigratingTests {
    /// One database, migrated by whoever holds it.
    struct Bench: Sendable {
        var migrate: @Sendable ([Migration]) async throws -> [Int]
        var open: @Sendable () throws -> any Store
    }

    private func bench(_ engine: Engine) async throws -> Bench {
        switch engine {
        case .sqlite:
            let path = try await engine.makeDatabase(migrations: [], globalTables: [])
            return Bench(
                migrate: { try await SQLiteStore(path: path).migrate($0) }, open: { try SQLiteStore(path: path) })
        case .postgres:
            let url = try await engine.makeDatabase(migrations: [], globalTables: [])
            let owner = try OwnerSession.url(like: url)
            return Bench(
                migrate: {
                    try await PostgresStore.migrate(
                        ownerURL: owner, migrations: $0, globalTables: Fixture.globalTables)
                },
                open: { try PostgresStore(url: url) })
        }
    }

    @Test("runs each step once, in order", arguments: Engine.available)
    func idempotent(engine: Engine) async throws {
        let bench = try await self.bench(engine)
        #expect(try await bench.migrate([Fixture.migrations[0]]) == [1])
        #expect(try await bench.migrate(Fixture.migrations) == [2])
        #expect(try await bench.migrate(Fixture.migrations) == [])
    }

    @Test("refuses a text that was edited after it was applied", arguments: Engine.available)
    func edited(engine: Engine) async throws {
        let bench = try await self.bench(engine)
        _ = try await bench.migrate(Fixture.migrations)
        var migrations = Fixture.migrations
        migrations[0].sqlite += " "
        migrations[0].postgres += " "
        await #expect(throws: MigrationError.changed(number: 1, name: "things")) { try await bench.migrate(migrations) }
    }

    @Test("refuses a database that a newer program has changed", arguments: Engine.available)
    func newer(engine: Engine) async throws {
        let bench = try await self.bench(engine)
        _ = try await bench.migrate(Fixture.migrations)
        await #expect(throws: MigrationError.newerDatabase(database: 2, program: 1)) {
            try await bench.migrate([Fixture.migrations[0]])
        }
    }

    @Test("takes back all of a step that fails, and keeps those before it", arguments: Engine.available)
    func failing(engine: Engine) async throws {
        let bench = try await self.bench(engine)
        let broken = Migration(
            number: 3, name: "broken", sqlite: "CREATE TABLE half (tenant_id TEXT PRIMARY KEY) STRICT; SELECT nothing",
            postgres: "CREATE TABLE half (tenant_id uuid PRIMARY KEY); SELECT nothing")
        await #expect(throws: MigrationError.self) { try await bench.migrate(Fixture.migrations + [broken]) }
        let store = try bench.open()
        if engine == .sqlite {
            #expect(try await SchemaShape.read(from: store).tables.keys.sorted() == ["note", "part", "thing"])
        }
        await store.close()
        #expect(try await bench.migrate(Fixture.migrations) == [])
    }

    @Test("may be asked for by several at once", arguments: Engine.available)
    func concurrent(engine: Engine) async throws {
        let bench = try await self.bench(engine)
        let done = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<6 { group.addTask { try await bench.migrate(Fixture.migrations) } }
            return try await group.reduce(into: [Int]()) { $0 += $1 }
        }
        #expect(done.sorted() == [1, 2])
    }

    @Test("ends in the same schema on each engine", .enabled(if: Engine.available.count > 1))
    func shapes() async throws {
        var shapes: [SchemaShape] = []
        for engine in Engine.available {
            let store = try await Fixture.makeStore(engine)
            shapes.append(try await SchemaShape.read(from: store))
            await store.close()
        }
        #expect(shapes[0].differences(from: shapes[1]) == [])
        #expect(shapes[0].tenantTables() == ["thing", "part"])
        #expect(shapes[0].tables["thing"]?.primaryKey == ["tenant_id", "id"])
        var other = shapes[0]
        other.tables["note"]?.columns.removeLast()
        #expect(shapes[1].differences(from: other).count == 1)
    }

    @Test("numbers count from 1 without gaps", arguments: [[2], [1, 3], [1, 1]])
    func numbers(numbers: [Int]) {
        let migrations = numbers.map { Migration(number: $0, name: "", sqlite: "", postgres: "") }
        #expect(throws: MigrationError.self) { try MigrationPlan(migrations, applied: [], dialect: .sqlite) }
    }
}
