import Foundation
import Logging
import Records
import Store
import Synchronization
import Testing
import Vault
import Workbench

@testable import Operations

/// A value behind a lock.
final class Guarded<Value: Sendable>: Sendable {
    private let state: Mutex<Value>
    init(_ value: Value) { self.state = Mutex(value) }
    var value: Value { self.state.withLock { $0 } }
    func change(_ body: @Sendable (inout sending Value) -> Void) { self.state.withLock { body(&$0) } }
}

@Suite("Sealing the audit log")
struct SealingTests {
    @Test("what was written is bound into one chain, and its end is anchored outside", arguments: Engine.available)
    func sealed(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(30)
        let verdict = try await place.verify()
        #expect(verdict.findings == [])
        #expect(verdict.rows == 31)
        #expect(verdict.anchoredRows == 31)
        #expect(verdict.waiting == 0)
        let anchors = try AuditAnchors.read(place.anchorFile).anchors
        #expect(anchors.map(\.number) == [1, 2, 3])
        #expect(try await place.seal() == 1, "that it was verified is a row of its own")
        #expect(try await place.seal() == 0)
        await place.close()
    }

    @Test("two processes that seal at once make one chain without a fork", arguments: Engine.available)
    func together(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        let (desk, hub) = (place.desk, place.hall.hub)
        for round in 0..<5 {
            try await desk.write { db in
                for index in 0..<20 { try desk.audit(db, .priceSet, ["number": "\(round * 20 + index)"]) }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { try await SealAudit(anchors: place.anchors).run(hub) } }
                try await group.waitForAll()
            }
        }
        try await place.seal()
        let verdict = try await place.verify()
        #expect(verdict.findings == [])
        #expect(verdict.rows == 101)
        await place.close()
    }

    @Test("a seal whose anchor was lost to a crash is anchored at the next start", arguments: Engine.available)
    func anchoredLater(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(10)
        try FileManager.default.removeItem(atPath: place.anchorFile)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        #expect(try await place.verify().findings.map(\.code) == ["anchors.none"])
        try await SealAudit(anchors: AuditAnchors(path: place.anchorFile, log: quiet)).anchorAll(place.hall.hub)
        #expect(try await place.verify().isSound)
        await place.close()
    }

    @Test("a row that waits and is taken away before it is sealed is missed", arguments: Engine.available)
    func lost(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(5)
        let (desk, gone) = (place.desk, place.hall.hub.id())
        _ = try await desk.write { db in
            try db.query("INSERT INTO audit_pending (tenant_id, deed_id) VALUES (\(db.tenant), \(gone))")
        }
        #expect(try await place.verify().findings.map(\.code) == ["row.lost"])
        await place.close()
    }

    @Test("anchors that nobody can read or write are said, not passed over")
    func unwritable() async throws {
        let place = try await AuditHall(.sqlite)
        let nowhere = AuditAnchors(
            path: "/nonexistent/anchors", log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await #expect(throws: AuditError.anchorsUnwritable(path: "/nonexistent/anchors")) {
            try await SealAudit(anchors: nowhere).run(place.hall.hub)
        }
        await place.close()
    }

    @Test("a changed tenant key signs on, and what the old one signed stays good once it is anchored")
    func rotated() async throws {
        let place = try await AuditHall(.sqlite)
        try await place.fill(10)
        let (hub, tenant) = (place.hall.hub, place.desk.tenant)
        try await hub.store.system { db in
            let wrapped = try TenantKey.generate().wrapped(for: tenant, under: try hub.masters.wrapping(db))
            try db.query("UPDATE tenant SET wrapped_key = \(wrapped) WHERE id = \(tenant)")
        }
        place.hall.clock.advance(by: 61)
        try await place.fill(10)
        #expect(try await place.verify().isSound)
        await place.close()
    }
}
