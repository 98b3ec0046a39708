import Foundation
import Testing

@testable import Vault

/// A table of sealed values as a store would have it, with what goes wrong between a step and its commit.
struct SealedTable {
    typealias Rotation = KeyRotation<Int>

    var rows: [Int: [UInt8]]

    /// - Parameter count: Rows 1, 2, 3 and so on, the content of each its own number.
    init(count: Int, under key: TenantKey) throws {
        self.rows = [:]
        for id in 1...max(1, count) where id <= count { self.rows[id] = try Self.seal(id, under: key) }
    }

    static func seal(_ id: Int, under key: TenantKey) throws(VaultError) -> [UInt8] {
        try Vault.seal(Array("\(id)".utf8), tenant: Fixed.tenant, context: "row/\(id)", key: key)
    }

    func batch(beyond cursor: Int?, limit: Int) -> [Rotation.Row] {
        self.rows.keys.filter { $0 > cursor ?? .min }.sorted().prefix(limit)
            .map { Rotation.Row(id: $0, sealed: self.rows[$0] ?? []) }
    }

    mutating func write(_ changes: [Rotation.Change]) {
        for change in changes where self.rows[change.id] == change.old { self.rows[change.id] = change.new }
    }

    func opens(_ id: Int, with keys: KeyRing<TenantKey>) -> Bool {
        (try? keys.open(self.rows[id] ?? [], tenant: Fixed.tenant, context: "row/\(id)")) == Array("\(id)".utf8)
    }
}

@Suite("Changing a key while the product runs")
struct KeyRotationTests {
    typealias Rotation = KeyRotation<Int>
    static let ring = KeyRing(Fixed.tenantKey).changing(to: Fixed.otherTenantKey)
    static let after = Self.ring.retiring(Fixed.tenantKey.id)

    static func renew(_ row: Rotation.Row) throws(VaultError) -> [UInt8] {
        try Self.ring.reseal(row.sealed, tenant: Fixed.tenant, context: "row/\(row.id)", now: .distantPast)
    }

    @Test("leaves nothing under the old key", arguments: [0, 1, 6, 7, 8, 100], [1, 7, 1000])
    func all(count: Int, batch: Int) throws {
        var table = try SealedTable(count: count, under: Fixed.tenantKey)
        var rotation = Rotation(to: Fixed.otherTenantKey.id)
        while rotation.outcome == .running {
            table.write(rotation.step(table.batch(beyond: rotation.cursor, limit: batch), renew: Self.renew))
        }
        #expect(rotation.outcome == .finished)
        #expect(rotation.changed == count)
        #expect(table.rows.keys.allSatisfy { table.opens($0, with: Self.after) })
    }

    @Test("reads every value at every moment, and goes on where it was killed")
    func killed() throws {
        var table = try SealedTable(count: 200, under: Fixed.tenantKey)
        var stored = try JSONEncoder().encode(Rotation(to: Fixed.otherTenantKey.id))
        var steps = 0
        while true {
            // Each step is a process of its own that knows only what was committed.
            var rotation = try JSONDecoder().decode(Rotation.self, from: stored)
            guard rotation.outcome == .running else { break }
            let changes = rotation.step(table.batch(beyond: rotation.cursor, limit: 10), renew: Self.renew)
            steps += 1
            // Every third is killed before it commits.
            if !steps.isMultiple(of: 3) {
                table.write(changes)
                stored = try JSONEncoder().encode(rotation)
            }
            #expect(table.rows.keys.allSatisfy { table.opens($0, with: Self.ring) })
        }
        #expect(table.rows.keys.allSatisfy { table.opens($0, with: Self.after) })
    }

    @Test("comes back for what was written behind its back under the old key")
    func straggler() throws {
        var table = try SealedTable(count: 20, under: Fixed.tenantKey)
        var rotation = Rotation(to: Fixed.otherTenantKey.id)
        table.write(rotation.step(table.batch(beyond: rotation.cursor, limit: 10), renew: Self.renew))
        table.rows[3] = try SealedTable.seal(3, under: Fixed.tenantKey)
        while rotation.outcome == .running {
            table.write(rotation.step(table.batch(beyond: rotation.cursor, limit: 10), renew: Self.renew))
        }
        #expect(rotation.pass == 3)
        #expect(rotation.changed == 21)
        #expect(table.opens(3, with: Self.after))
    }

    @Test("does not undo what somebody wrote between the read and the write")
    func raced() throws {
        var table = try SealedTable(count: 1, under: Fixed.tenantKey)
        var rotation = Rotation(to: Fixed.otherTenantKey.id)
        let changes = rotation.step(table.batch(beyond: rotation.cursor, limit: 10), renew: Self.renew)
        let newer = try SealedTable.seal(1, under: Fixed.otherTenantKey)
        table.rows[1] = newer
        table.write(changes)
        #expect(table.rows[1] == newer)
    }

    @Test("goes past a row that does not open, names it, and does not call itself finished")
    func unreadable() throws {
        var table = try SealedTable(count: 150, under: Fixed.tenantKey)
        for id in 1...120 { table.rows[id]?[20] ^= 1 }
        table.rows[130] = []
        var rotation = Rotation(to: Fixed.otherTenantKey.id)
        while rotation.outcome == .running {
            table.write(rotation.step(table.batch(beyond: rotation.cursor, limit: 7), renew: Self.renew))
        }
        #expect(rotation.outcome == .finishedExcept)
        #expect(rotation.unreadableCount == 121)
        #expect(rotation.unreadable == Array(1...100))
        #expect((121...150).allSatisfy { $0 == 130 || table.opens($0, with: Self.after) })
    }

    @Test("changes the cipher of a value with its key when the workspace chose another")
    func cipher() throws {
        let sealed = try SealedTable.seal(1, under: Fixed.tenantKey)
        let again = try Self.ring.reseal(
            sealed, tenant: Fixed.tenant, context: "row/1", cipher: .fernet, now: FernetTests.now)
        #expect(SealedHeader(of: again)?.kind == .fernet)
        #expect(try Self.after.open(again, tenant: Fixed.tenant, context: "row/1") == Array("1".utf8))
    }

    @Test("leaves alone what is under the new key already, and asks nobody to open it")
    func done() throws {
        let table = try SealedTable(count: 10, under: Fixed.otherTenantKey)
        var rotation = Rotation(to: Fixed.otherTenantKey.id)
        let changes = rotation.step(table.batch(beyond: nil, limit: 100)) { _ throws(VaultError) in throw .notAuthentic
        }
        #expect(changes.isEmpty)
        #expect(rotation.unreadableCount == 0)
    }
}
