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
}
