import Commerce
import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("Changing the master key")
struct MasterKeyChangeTests {
    @Test("everything opens with the new key, and nothing is under the old one", arguments: Engine.available)
    func change(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let old = keys.master
        let done = try await RotateMasterKey().run(keys.hub)
        #expect(done.isNew && done.current != old && done.retired == [old])
        #expect(try await !keys.keysInUse().contains(old))
        try await keys.openAll()
        #expect(try String(contentsOfFile: keys.path, encoding: .utf8).split(separator: "\n").count == 1)
    }

    @Test("a process that runs meanwhile goes on, reading and writing", arguments: Engine.available)
    func neighbour(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        try await keys.openAll(keys.other)
        _ = try await RotateMasterKey().run(keys.hub)
        let made = try await CreateWorkspace(name: "Second", currency: .eur).run(keys.other)
        let tenant = try #require(UUID(uuidString: made.id))
        _ = try await TenantKeys(try KeyHall.process(keys.hall.hub, keys.path)).key(of: tenant)
        try await keys.openAll(keys.other)
    }

    @Test("nobody wraps under the old key once the new one is in use", arguments: Engine.available)
    func fence(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let old = keys.hub.masters.keys
        let fresh = MasterKey.generate()
        let (id, now) = (fresh.id.description, keys.hub.now())
        try await keys.hub.store.system { try MasterKeyRecords.change($0, to: id, at: now) }
        let both = keys.process(old.changing(to: fresh))
        _ = try await CreateWorkspace(name: "Second", currency: .eur).run(both)
        await #expect(throws: KeyTrouble.self) {
            try await CreateWorkspace(name: "Third", currency: .eur).run(keys.process(old))
        }
        #expect(try await ListWorkspaces().run(keys.hub).map(\.name).sorted() == ["Second", "Studio"])
    }

    @Test("a change that was stopped anywhere is finished by the next run", arguments: Engine.available)
    func stoppedAnywhere(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        for point in 1...8 {
            let old = keys.master
            let hub = keys.hub
            let wasStopped = await stopped(after: point) { progress in
                _ = try await RotateMasterKey(progress: progress).run(hub)
            }
            try await keys.openAll()
            if wasStopped {
                let done = try await RotateMasterKey().run(try KeyHall.process(keys.hall.hub, keys.path))
                #expect(done.retired == [old])
            }
            #expect(try await !keys.keysInUse().contains(old))
            try await keys.openAll()
            try keys.hub.masters.reload()
        }
    }

    @Test("a key that was made and not yet used is used by the next run", arguments: Engine.available)
    func prepared(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let old = keys.master
        let ready = try await RotateMasterKey(onlyPrepares: true).run(keys.hub)
        #expect(ready.current != old)
        #expect(try await ShowVault().run(keys.hub).masters.map(\.state) == ["current", "ready"])
        try await keys.openAll()
        let done = try await RotateMasterKey().run(keys.hub)
        #expect(done.current == ready.current && done.retired == [old])
        try await keys.openAll()
    }

    @Test("from a variable or a command the operator brings the new key", arguments: Engine.available)
    func variable(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let old = keys.hub.masters.keys
        var hub = keys.hub
        hub.masters = MasterKeys(old, source: .variable(old.text))
        await #expect(throws: KeyTrouble.newKeyMissing(source: "the variable ENTREPOT_MASTER_KEY")) {
            try await RotateMasterKey().run(hub)
        }
        let both = old.changing(to: .generate())
        hub.masters = MasterKeys(both, source: .variable(both.text))
        let done = try await RotateMasterKey().run(hub)
        #expect(done.current == both.current.id.description && done.retired == [keys.master])
        try await keys.openAll(keys.process(KeyRing(both.current)))
    }

    @Test("two at once: one changes the key, the other is told to wait", arguments: Engine.available)
    func twoAtOnce(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let lock = try #require(try KeyFileLock(beside: keys.path))
        await #expect(throws: KeyTrouble.underWay) { try await RotateMasterKey().run(keys.hub) }
        lock.release()
        _ = try await RotateMasterKey().run(keys.hub)
    }
}

@Suite("A master key that does not fit")
struct MasterKeyTroubleTests {
    @Test("another installation's key is refused by name", arguments: Engine.available)
    func wrong(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let stranger = MasterKey.generate()
        await #expect(throws: KeyTrouble.missing(keys.master, held: [stranger.id.description])) {
            try await CheckMasterKeys().run(keys.process(KeyRing(stranger)))
        }
    }

    @Test("a key that was changed for another is refused for good", arguments: Engine.available)
    func retired(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let old = keys.hub.masters.keys
        let done = try await RotateMasterKey().run(keys.hub)
        await #expect(throws: KeyTrouble.retired(old.current.id.description, current: done.current)) {
            try await CheckMasterKeys().run(keys.process(old))
        }
    }

    @Test("a row that was put back from a backup does not open with the old key", arguments: Engine.available)
    func restoredRow(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let tenant = keys.desk.tenant
        let before = try #require(try await keys.hub.store.system { try TenantRecords.find($0, id: tenant) })
        let old = keys.hub.masters.keys.current
        _ = try await RotateMasterKey().run(keys.hub)
        try await keys.hub.store.system {
            try TenantRecords.setKeys($0, tenant, wrapped: before.wrappedKey, former: nil, madeAt: nil)
        }
        // Even a process that still has both: the old one is forgotten when the database says that it was retired.
        let both = keys.process(KeyRing(keys.hub.masters.keys.current, earlier: [old]))
        try await CheckMasterKeys().run(both)
        await #expect(throws: KeyTrouble.self) { try await TenantKeys(both).key(of: tenant) }
    }

    @Test("in the middle of a change both keys are needed, and the missing one is named", arguments: Engine.available)
    func halfChanged(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let old = keys.hub.masters.keys.current
        let hub = keys.hub
        _ = await stopped(after: 1) { _ = try await RotateMasterKey(progress: $0).run(hub) }
        let fresh = try KeyHall.process(keys.hall.hub, keys.path).masters.keys.current
        await #expect(
            throws: KeyTrouble.halfChanged(missing: fresh.id.description, held: [old.id.description])
        ) { try await CheckMasterKeys().run(keys.process(KeyRing(old))) }
        await #expect(
            throws: KeyTrouble.halfChanged(missing: old.id.description, held: [fresh.id.description])
        ) { try await CheckMasterKeys().run(keys.process(KeyRing(fresh))) }
        try await CheckMasterKeys().run(keys.process(KeyRing(fresh, earlier: [old])))
    }

    @Test("a database from before there were names takes the key in hand, if it opens what is there")
    func adopted() async throws {
        let hall = try await Hall(.sqlite)
        _ = try await hall.workspace()
        var stranger = hall.hub
        stranger.masters = MasterKeys(MasterKey.generate())
        await #expect(throws: KeyTrouble.self) { try await CheckMasterKeys().run(stranger) }
        try await CheckMasterKeys().run(hall.hub)
        #expect(try await ShowVault().run(hall.hub).masters.map(\.state) == ["current"])
    }

    @Test("what does not open keeps the old key, until that is given up", arguments: Engine.available)
    func unreadable(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let old = keys.master
        let strange = try TenantKey.generate().wrapped(for: UUID(), under: .generate())
        let broken = TenantRecord(id: UUID(), name: "Broken", wrappedKey: strange, createdAt: keys.hub.now())
        try await keys.hub.store.system { try TenantRecords.insert($0, broken) }
        await #expect(throws: KeyTrouble.unreadable(1, example: "tenant.wrapped_key \(broken.id.text)")) {
            try await RotateMasterKey().run(keys.hub)
        }
        #expect(try await ShowVault().run(keys.hub).masters.contains { $0.id == old && $0.state == "earlier" })
        let done = try await RotateMasterKey(leavesUnreadable: true).run(keys.hub)
        #expect(done.retired == [old])
        try await keys.openAll()
    }
}
