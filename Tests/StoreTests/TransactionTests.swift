import Foundation
import Store
import Testing
import Workbench

@Suite("A transaction")
struct TransactionTests {
    struct Refusal: Error {}

    @Test("rolls back and rethrows what its body throws", arguments: Engine.available)
    func rollback(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let id = UUID()
        await #expect(throws: Refusal.self) {
            try await store.write(as: red) { db in
                try db.addThing(id)
                throw Refusal()
            }
        }
        #expect(
            try await store.read(as: red) { try $0.query("SELECT 1 FROM thing WHERE tenant_id = \($0.tenant)") }.isEmpty
        )
        await store.close()
    }

    @Test("is over after a failed statement, even if its body swallows that", arguments: Engine.available)
    func swallowed(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let id = UUID()
        let error = await #expect(throws: StoreError.self) {
            try await store.write(as: red) { db in
                try db.addThing(id)
                try? db.addThing(id)
            }
        }
        #expect(error?.kind == .duplicate)
        #expect(
            try await store.read(as: red) { try $0.query("SELECT 1 FROM thing WHERE tenant_id = \($0.tenant)") }.isEmpty
        )
        await store.close()
    }

    enum Breach: String, CaseIterable, Sendable { case duplicate, check, foreignKey, missing, unknownTable }

    @Test("sorts a refused row by what happens next", arguments: Engine.available, Breach.allCases)
    func kinds(engine: Engine, breach: Breach) async throws {
        let store = try await Fixture.makeStore(engine)
        let error = await #expect(throws: StoreError.self) {
            try await store.write(as: red) { db in
                let id = UUID()
                switch breach {
                case .duplicate:
                    try db.addThing(id)
                    try db.addThing(id)
                case .check: try db.addThing(id, amount: -1)
                case .foreignKey:
                    try db.execute("INSERT INTO part (tenant_id, id, thing_id) VALUES (\(db.tenant), \(id), \(UUID()))")
                case .missing:
                    try db.execute("INSERT INTO thing (tenant_id, id) VALUES (\(db.tenant), \(UUID?.none))")
                case .unknownTable: try db.query("SELECT secret FROM nowhere WHERE x = \("value")")
                }
            }
        }
        let kind: StoreError.Kind =
            switch breach {
            case .duplicate: .duplicate
            case .check, .foreignKey, .missing: .constraint
            case .unknownTable: .failed
            }
        #expect(error?.kind == kind)
        #expect(breach != .check || error?.constraint == "positive")
        #expect(error?.description.contains("value") == false)
        #expect(breach != .unknownTable || error?.description.contains("nowhere") == true)
        await store.close()
    }

    @Test("tells how many rows it changed", arguments: Engine.available)
    func counts(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let counts = try await store.write(as: red) { db in
            for _ in 1...3 { try db.addThing(UUID(), amount: 1) }
            return [
                try db.execute("UPDATE thing SET amount = 2 WHERE tenant_id = \(db.tenant)"),
                try db.execute("UPDATE thing SET amount = 2 WHERE tenant_id = \(db.tenant) AND amount = 9"),
                try db.execute("DELETE FROM thing WHERE tenant_id = \(db.tenant) AND amount = 2"),
            ]
        }
        #expect(counts == [3, 0, 3])
        await store.close()
    }

    @Test("pipelines answers in order", arguments: Engine.available)
    func pipeline(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let found = try await store.system { db in
            let queries = (0..<500).map { number -> SQLQuery in
                number % 2 == 0
                    ? "INSERT INTO note (name, count) VALUES (\("n\(number)"), \(number)) RETURNING count"
                    : "SELECT count FROM note WHERE name = \("n\(number - 1)")"
            }
            return try db.pipeline(queries).map { try $0.first?.get(0, as: Int.self) }
        }
        #expect(found == (0..<500).map { $0 - $0 % 2 })
        await store.close()
    }

    @Test("pipelines more than a socket holds, both ways", arguments: Engine.available)
    func largePipeline(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let text = String(repeating: "x", count: 1_000_000)
        let lengths = try await store.system { db in
            try db.pipeline((0..<24).map { _ in "SELECT \(text)" }).map { try $0[0].get(0, as: String.self).utf8.count }
        }
        #expect(lengths == Array(repeating: 1_000_000, count: 24))
        await store.close()
    }

    @Test("a pipeline ends at its first failure and nothing of it stays", arguments: Engine.available)
    func pipelineFailure(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let error = await #expect(throws: StoreError.self) {
            try await store.system { db in
                try db.pipeline([
                    "INSERT INTO note (name) VALUES ('a')", "INSERT INTO note (name) VALUES ('a')",
                    "INSERT INTO note (name) VALUES ('b')", "SELECT 1 FROM nowhere",
                ])
            }
        }
        #expect(error?.kind == .duplicate)
        #expect(try await store.system { try $0.query("SELECT name FROM note") }.isEmpty)
        await store.close()
    }

    @Test("that reads sees one moment and cannot write", arguments: Engine.available)
    func snapshot(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let id = UUID()
        try await store.write(as: red) { try $0.addThing(id, amount: 1) }
        let error = await #expect(throws: StoreError.self) {
            try await store.read(as: red) { try $0.addThing(UUID()) }
        }
        #expect(error?.kind == .forbidden)

        let (begun, go) = (Gate(), Gate())
        async let seen = store.read(as: red) { db in
            let before = try db.amount(of: id)
            begun.open()
            go.wait()
            return [before, try db.amount(of: id)]
        }
        await begun.passed()
        try await store.write(as: red) { db in
            try db.execute("UPDATE thing SET amount = 2 WHERE tenant_id = \(db.tenant) AND id = \(id)")
        }
        go.open()
        #expect(try await seen == [1, 1])
        #expect(try await store.read(as: red) { try $0.amount(of: id) } == 2)
        await store.close()
    }

    @Test("is run again when another was in its way", arguments: Engine.available)
    func crossing(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine, poolSize: 3)
        let (one, two) = (UUID(), UUID())
        try await store.write(as: red) { db in
            for id in [one, two] { try db.addThing(id, amount: 0) }
        }
        // Each takes the rows in its own order, so that on PostgreSQL they deadlock.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    try await store.write(as: red) { db in
                        for id in number.isMultiple(of: 2) ? [one, two] : [two, one] {
                            try db.execute(
                                "UPDATE thing SET amount = amount + 1 WHERE tenant_id = \(db.tenant) AND id = \(id)")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let amounts = try await store.read(as: red) { [try $0.amount(of: one), try $0.amount(of: two)] }
        #expect(amounts == [12, 12])
        await store.close()
    }

    @Test("wakes those who listen once it has committed, not when it rolled back", arguments: Engine.available)
    func hints(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        var woken = store.hints(on: "Odd \"channel\"").makeAsyncIterator()
        if engine == .postgres { _ = await woken.next() }  // LISTEN has taken effect
        try await store.write(as: red) { db in
            try db.addThing(UUID())
            try db.hint("Odd \"channel\"")
        }
        #expect(await woken.next() != nil)
        await store.close()
        #expect(await woken.next() == nil)
    }

    @Test("cannot begin once the store is closed", arguments: Engine.available)
    func closed(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        await store.close()
        let error = await #expect(throws: StoreError.self) {
            try await store.read(as: red) { try $0.query("SELECT 1") }
        }
        #expect(error?.kind == .unavailable)
    }
}
