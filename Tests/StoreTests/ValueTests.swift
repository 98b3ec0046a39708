import Foundation
import Store
import Testing
import Workbench

@Suite("Values go in and come out the same")
struct ValueTests {
    struct Row: Sendable, Equatable {
        var madeAt: Date?
        var amount: Int64?
        var weight: Double?
        var name: String?
        var flag: Bool?
        var extra: JSONText?
        var raw: [UInt8]?
    }

    static let rows: [Row] = [
        Row(),
        Row(
            madeAt: Date(microseconds: 1_795_000_000_123_457), amount: 7, weight: 0.5, name: "Ünïcödé 漢字 👩🏽‍🚀 \n\t'\"\\",
            flag: true, extra: JSONText(#"{"a": [1, null, "é"]}"#), raw: [0, 1, 255, 0]),
        Row(
            madeAt: Date(microseconds: -1), amount: .max, weight: -1.25e300, name: "", flag: false,
            extra: JSONText("[]"), raw: []),
        Row(
            madeAt: Date(timeIntervalSince1970: 0), amount: 0, weight: 3, name: "'; DROP TABLE thing; --", flag: true,
            extra: JSONText("null"), raw: [UInt8](repeating: 7, count: 100_000)),
    ]

    @Test("each type, NULL included", arguments: Engine.available, Self.rows)
    func roundTrip(engine: Engine, row: Row) async throws {
        let store = try await Fixture.makeStore(engine)
        let id = UUID()
        try await store.write(as: red) { db in
            try db.execute(
                """
                INSERT INTO thing (tenant_id, id, made_at, amount, weight, name, flag, extra, raw)
                VALUES (\(db.tenant), \(id), \(row.madeAt), \(row.amount), \(row.weight), \(row.name), \(row.flag),
                    \(row.extra), \(row.raw))
                """)
        }
        let (found, key) = try await store.read(as: red) { db in
            let cells = try db.query(
                """
                SELECT made_at, amount, weight, name, flag, extra, raw, id FROM thing
                WHERE tenant_id = \(db.tenant) AND id = \(id)
                """)
            let cell = try #require(cells.first)
            let found = try Row(
                madeAt: cell.optional(0), amount: cell.optional(1), weight: cell.optional(2), name: cell.optional(3),
                flag: cell.optional(4), extra: cell.optional(5), raw: cell.optional(6))
            return (found, try cell.get(7, as: UUID.self))
        }
        #expect(found == row)
        #expect(key == id)
        await store.close()
    }

    @Test("an instant is kept to the microsecond", arguments: Engine.available)
    func microseconds(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let date = Date(timeIntervalSince1970: 1_795_000_000.123_456_7)
        let found = try await store.system { db in
            try db.query(sqlite: "SELECT \(date)", postgres: "SELECT \(date)")[0].get(0, as: Date.self)
        }
        #expect(found.microseconds == date.microseconds)
        await store.close()
    }

    @Test("a sum, a count and an average are numbers", arguments: Engine.available)
    func aggregates(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let row = try await store.write(as: red) { db in
            for amount in [1, 2, 30_000_000_000] { try db.addThing(UUID(), amount: amount) }
            return try db.query(
                """
                SELECT count(*), sum(amount), avg(CASE WHEN amount < 3 THEN amount END), sum(amount) * 1000, min(amount) - 5
                FROM thing WHERE tenant_id = \(db.tenant)
                """)[0]
        }
        let (count, sum, average, large, negative) = try row.decode(
            Int.self, Int.self, Double.self, Int.self, Int.self)
        #expect(count == 3)
        #expect(sum == 30_000_000_003)
        #expect(large == 30_000_000_003_000)
        #expect(negative == -4)
        #expect(average == 1.5)
        await store.close()
    }

    @Test("text that would end a C string is refused, not cut", arguments: Engine.available)
    func zero(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let error = await #expect(throws: StoreError.self) {
            try await store.write(as: red) { try $0.addThing(UUID(), name: "a\u{0}b") }
        }
        #expect(error?.code == "22021")
        await store.close()
    }

    @Test("a cell of another type is an error", arguments: Engine.available)
    func wrongType(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let error = await #expect(throws: StoreError.self) {
            try await store.system { try $0.query("SELECT \("word")")[0].get(0, as: Int.self) }
        }
        #expect(error?.kind == .decoding)
        await store.close()
    }

    @Test("a list is bound value by value, and an empty one matches nothing", arguments: Engine.available)
    func lists(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let found = try await store.system { db in
            try db.execute("INSERT INTO note (name) VALUES \(joined: ["a", "b", "c"].map { "(\($0))" })")
            let some = try db.query(
                "SELECT name FROM note WHERE name IN (\(list: ["a", "c", "x'); --"])) ORDER BY name")
            let none = try db.query("SELECT name FROM note WHERE name IN (\(list: [String]()))")
            return try [some, none].map { try $0.map { try $0.get(0, as: String.self) } }
        }
        #expect(found == [["a", "c"], []])
        await store.close()
    }

    @Test("a list bound as one value finds the same, whatever stands in it", arguments: Engine.available)
    func anyOf(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let names = ["a", "c", "x\"); --", "tab\t", "back\\slash", "é 漢字", "\u{1}", ""]
        let found = try await store.system { db in
            try db.execute("INSERT INTO note (name) VALUES \(joined: (names + ["other"]).map { "(\($0))" })")
            let some = try db.query("SELECT name FROM note WHERE name \(any: names)")
            let none = try db.query("SELECT name FROM note WHERE name \(any: [String]())")
            return try [some, none].map { Set(try $0.map { try $0.get(0, as: String.self) }) }
        }
        #expect(found[0] == Set(names))
        #expect(found[1].isEmpty)
        await store.close()
    }

    @Test(
        "many rows go in and are changed with one statement, NULL and odd texts included", arguments: Engine.available)
    func bulk(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let insert = BulkStatement(
            insertInto: "thing",
            [
                ("id", .uuid), ("made_at", .instant), ("amount", .integer), ("weight", .real), ("name", .text),
                ("flag", .boolean), ("extra", .json), ("raw", .bytes),
            ], "ON CONFLICT (tenant_id, id) DO UPDATE SET name = excluded.name")
        let rename = BulkStatement(update: "thing", keys: [("id", .uuid)], [("name", .text), ("amount", .integer)])
        let ids = (0..<Self.rows.count).map { _ in UUID() }
        let found = try await store.write(as: red) { db in
            var cells = BulkCells()
            for (id, row) in zip(ids, Self.rows) {
                cells.add(id)
                cells.add(row.madeAt)
                cells.add(row.amount)
                cells.add(row.weight)
                cells.add(row.name)
                cells.add(row.flag)
                cells.add(row.extra)
                cells.add(row.raw)
            }
            try db.post([insert.query(db, cells.cells)].compactMap { $0 })
            let before = try ids.map { id in
                let cell = try #require(
                    try db.query(
                        """
                        SELECT made_at, amount, weight, name, flag, extra, raw FROM thing
                        WHERE tenant_id = \(db.tenant) AND id = \(id)
                        """
                    ).first)
                return try Row(
                    madeAt: cell.optional(0), amount: cell.optional(1), weight: cell.optional(2),
                    name: cell.optional(3),
                    flag: cell.optional(4), extra: cell.optional(5), raw: cell.optional(6))
            }
            var changes = BulkCells()
            for id in ids[..<2] {
                changes.add(id)
                changes.add("new")
                changes.add(String?.none.map { $0.count })
            }
            let changed = try db.execute(try #require(rename.query(db, changes.cells)))
            let names = try db.query("SELECT count(*) FROM thing WHERE tenant_id = \(db.tenant) AND name = 'new'")[0]
            return (before, changed, try names.get(0, as: Int.self), rename.query(db, []) == nil)
        }
        #expect(found.0 == Self.rows)
        #expect(found.1 == 2)
        #expect(found.2 == 2)
        #expect(found.3)
        await store.close()
    }

    @Test("what was posted and fails, fails the transaction", arguments: Engine.available)
    func posted(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let error = await #expect(throws: StoreError.self) {
            try await store.system { db in
                try db.post(["INSERT INTO note (name) VALUES ('a')", "INSERT INTO note (name) VALUES ('a')"])
            }
        }
        #expect(error?.kind == .duplicate)
        let count = try await store.system { try $0.query("SELECT count(*) FROM note")[0].get(0, as: Int.self) }
        #expect(count == 0)
        await store.close()
    }

    @Test("an id is the same text that Foundation writes, and is read in either case")
    func ids() {
        for _ in 0..<100 {
            let id = UUID()
            #expect(IDText.text(of: id) == id.uuidString.lowercased())
            #expect(IDText.id(id.uuidString) == id)
            #expect(IDText.id(IDText.text(of: id)) == id)
        }
        #expect(IDText.id("no id") == nil)
    }
}
