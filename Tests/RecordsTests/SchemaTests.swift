import Records
import Store
import Testing
import Workbench

@Suite("The schema")
struct SchemaTests {
    @Test("every column has a label in the data map, and every label a column", arguments: Engine.available)
    func labelled(engine: Engine) async throws {
        let shape = try await Self.shape(engine)
        let labels = Dictionary(uniqueKeysWithValues: DataMap.tables.map { ($0.name, Set($0.columns.keys)) })
        #expect(Set(shape.tables.keys) == Set(labels.keys))
        for table in shape.tables.values {
            #expect(Set(table.columns.map(\.name)) == labels[table.name], "columns of \(table.name)")
        }
    }

    @Test("a tenant's table begins its primary key with the tenant", arguments: Engine.available)
    func tenantFirst(engine: Engine) async throws {
        let shape = try await Self.shape(engine)
        for table in shape.tables.values where !Schema.globalTables.contains(table.name) {
            #expect(table.primaryKey.first == "tenant_id", "primary key of \(table.name)")
        }
    }

    @Test("no column could hold a buyer's name, address, mail or phone", arguments: Engine.available)
    func noBuyer(engine: Engine) async throws {
        let shape = try await Self.shape(engine)
        let words = ["billing", "shipping_", "customer", "buyer", "email", "phone", "street", "postcode"]
        // Of members a phone is kept, and whether they may see buyers' data.
        let members = Set(DataMap.tables.filter { $0.subject == .member }.map(\.name))
        let found = shape.tables.values.filter { !members.contains($0.name) }.flatMap(\.columns).map(\.name).filter {
            name in
            words.contains { name.contains($0) }
        }
        #expect(found.isEmpty)
    }

    @Test("both engines have the same tables and columns", .enabled(if: Engine.available.count == 2))
    func equal() async throws {
        let differences = try await Self.shape(.sqlite).differences(from: Self.shape(.postgres))
        #expect(differences == [])
    }

    private static func shape(_ engine: Engine) async throws -> SchemaShape {
        let store = try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables)
        return try await SchemaShape.read(from: store)
    }
}
