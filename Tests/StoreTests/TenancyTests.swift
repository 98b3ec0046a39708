import Foundation
import Store
import Testing
import Workbench

@Suite("A tenant sees its own rows only")
struct TenancyTests {
    static let careless: [SQLQuery] = [
        "SELECT id FROM thing",
        "SELECT t.id FROM thing t JOIN part p ON p.thing_id = t.id",
        "UPDATE thing SET amount = 9 RETURNING id",
        "DELETE FROM part RETURNING id",
        "SELECT id FROM thing WHERE tenant_id = \(blue)",
    ]

    @Test("a statement without its predicate gives no foreign row", arguments: Engine.available, Self.careless.indices)
    func dropped(engine: Engine, index: Int) async throws {
        let store = try await Fixture.makeStore(engine)
        let id = UUID()
        try await store.write(as: blue) { db in
            try db.addThing(id, amount: 1)
            try db.execute("INSERT INTO part (tenant_id, id, thing_id) VALUES (\(db.tenant), \(UUID()), \(id))")
        }
        let query = Self.careless[index]
        switch engine {
        case .postgres: #expect(try await store.write(as: red) { try $0.query(query) }.isEmpty)
        case .sqlite:
            await #expect(throws: TenantViolation.self) { try await store.write(as: red) { try $0.query(query) } }
        }
        #expect(try await store.read(as: blue) { try $0.amount(of: id) } == 1)
        await store.close()
    }

    @Test("a row for another tenant is refused", arguments: Engine.available)
    func foreignInsert(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        await #expect(throws: (any Error).self) {
            try await store.write(as: red) { db in
                try db.execute("INSERT INTO thing (tenant_id, id) VALUES (\(blue), \(UUID()))")
            }
        }
        await store.close()
    }

    @Test("system does not see tenants' tables", arguments: Engine.available)
    func system(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let error = await #expect(throws: (any Error).self) {
            try await store.system { try $0.query("SELECT id FROM thing WHERE tenant_id = \(red)") }
        }
        switch engine {
        case .postgres: #expect((error as? StoreError)?.kind == .forbidden)
        case .sqlite: #expect(error is TenantViolation)
        }
        await store.close()
    }

    @Test("a tenant's transaction may write a global table", arguments: Engine.available)
    func global(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.write(as: red) { try $0.execute("INSERT INTO note (name) VALUES ('from red')") }
        let notes = try await store.system { try $0.query("SELECT name FROM note") }
        #expect(notes.count == 1)
        await store.close()
    }
}
