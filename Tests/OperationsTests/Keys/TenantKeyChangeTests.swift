import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("Changing workspaces' keys")
struct TenantKeyChangeTests {
    @Test("everything is sealed under the new key, and the old one is destroyed", arguments: Engine.available)
    func change(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let old = try await TenantKeys(keys.hub).key(of: keys.desk.tenant).id.description
        let done = try await RotateTenantKeys().run(keys.hub)
        #expect(done == TenantKeyChange(workspaces: 1, changed: keys.shops.count * 2))
        #expect(try await !keys.keysInUse().contains(old))
        let tenant = keys.desk.tenant
        #expect(try await keys.hub.store.system { try TenantRecords.find($0, id: tenant)?.formerKey } == nil)
        try await keys.openAll()
    }

    @Test("a process that knew the old key reads and writes on", arguments: Engine.available)
    func neighbour(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        try await keys.openAll(keys.other)
        _ = try await RotateTenantKeys().run(keys.hub)
        try await keys.openAll(keys.other)
        _ = try await SetWebhookSecret(connection: "Shop 0", secret: Secret("whsec_0123456789abcdef"))
            .run(Desk(keys.other, tenant: keys.desk.tenant))
        try await keys.openAll()
    }

    @Test("a change that was stopped anywhere is finished by the next run", arguments: Engine.available)
    func stoppedAnywhere(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        for point in 1...6 {
            keys.hall.clock.advance(by: 1)
            let old = try await TenantKeys(keys.hub).key(of: keys.desk.tenant).id.description
            let hub = keys.hub
            let wasStopped = await stopped(after: point) { _ = try await RotateTenantKeys(progress: $0).run(hub) }
            try await keys.openAll()
            if wasStopped { _ = try await RotateTenantKeys().run(keys.hub) }
            #expect(try await !keys.keysInUse().contains(old))
            try await keys.openAll()
            #expect(try await keys.hub.store.system { try KeyChangeRecords.underWay($0) } == [])
        }
    }

    @Test("what is written while keys change is never under a key that is gone", arguments: Engine.available)
    func underLoad(engine: Engine) async throws {
        let keys = try await KeyHall(engine, shops: 6)
        let desk = Desk(keys.other, tenant: keys.desk.tenant)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<3 {
                group.addTask {
                    for turn in 0..<20 {
                        _ = try await SetWebhookSecret(
                            connection: "Shop \(writer)", secret: Secret("whsec_0123456789 \(writer) \(turn)")
                        ).run(desk)
                        try await keys.openAll(keys.other)
                    }
                }
            }
            group.addTask {
                for _ in 0..<5 {
                    _ = try await RotateTenantKeys().run(keys.hub)
                    keys.hall.clock.advance(by: 1)
                    _ = try await RotateMasterKey().run(keys.hub)
                }
            }
            try await group.waitForAll()
        }
        try await keys.openAll()
        #expect(try await keys.keysInUse().count == 2)
    }

    @Test("both ciphers open what the other sealed, and a change of keys seals all anew", arguments: Engine.available)
    func fernet(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        var hub = keys.hub
        hub.cipher = .fernet
        _ = try await RotateTenantKeys().run(hub)
        let shop = keys.shops[0]
        let record = try #require(try await keys.desk.read { try ConnectionRecords.load($0, shop) })
        #expect(SealedHeader(of: record.credentials)?.kind == .fernet)
        try await keys.openAll()
    }

    @Test(
        "a person's key is wrapped anew, and what it sealed stays; a destroyed one stays so",
        arguments: Engine.available)
    func people(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let tenant = keys.desk.tenant
        for number in 0..<2 {
            let ask = SubjectAsk(
                .erasure, person: .init(customer: "\(number)"), digest: [UInt8(number)], days: 30)
            try await EnterWebhook(connection: keys.shops[0], notice: .subject(ask)).run(keys.desk)
        }
        let before = try await keys.desk.read { try SubjectRequestRecords.all($0) }
        let destroyed = before[1].id
        _ = try await keys.desk.write { db in
            try db.query(
                "UPDATE subject_request SET wrapped_key = NULL WHERE tenant_id = \(tenant) AND id = \(destroyed)")
        }
        let old = try await TenantKeys(keys.hub).key(of: tenant).id.description
        let done = try await RotateTenantKeys().run(keys.hub)
        #expect(done.changed == keys.shops.count * 2 + 1)
        #expect(try await !keys.keysInUse().contains(old))
        let after = try await keys.desk.read { try SubjectRequestRecords.all($0) }
        #expect(after.map(\.sealed) == before.map(\.sealed) && after[1].wrappedKey == nil)
        let ring = try await TenantKeys(keys.hub).keys(of: tenant)
        let subject = SubjectID(after[0].id)
        let key = try SubjectKey.unwrap(
            try #require(after[0].wrappedKey), for: subject, tenant: tenant, under: ring)
        let plain = try key.open(
            after[0].sealed, of: subject, tenant: tenant, context: TakeSubjectRequest.place(subject))
        #expect(String(decoding: plain, as: UTF8.self).contains("\"customer\":\"\(after[0].digest[0])\""))
    }

    @Test("every column that holds a secret is sealed anew, or is said why not")
    func columns() {
        // A digest is no secret; what is under a key of its own follows that key's column.
        let others: Set<String> = [
            "api_token.digest", "consent.state_digest", "invitation.digest", "member.password",
            "member.former_passwords", "member.recovery_codes", "member.totp_secret", "member.totp_pending",
            "member_session.digest", "member_device.digest", "one_time_token.digest", "letter.sealed", "canary.digest",
            "audit_deed.sealed", "subject_request.sealed",
        ]
        let labelled = Set(
            DataMap.tables.flatMap { table in
                table.columns.filter { $0.value == .credential }.keys.map { "\(table.name).\($0)" }
            })
        let changed = Set(WrappedColumn.allCases.map(\.place) + SealedColumn.allCases.map(\.place))
        #expect(labelled == changed.union(others))
    }
}

@Suite("Credentials in a file")
struct CredentialFileTests {
    @Test("go out as Fernet tokens and come back in", arguments: Engine.available)
    func roundTrip(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let key = FernetKey.generate()
        let (lines, count) = try await ExportCredentials(key: key).run(keys.desk)
        #expect(count == keys.shops.count * 2)
        #expect(!String(decoding: lines, as: UTF8.self).contains("cs_0"))
        _ = try await Reconnect("Shop 0", credentials: ["key": Secret("x"), "secret": Secret("other")]).run(keys.desk)
        let done = try await ImportCredentials(key: key, bytes: lines).run(keys.desk)
        #expect(done == ImportedCredentials(taken: count, unknown: []))
        try await keys.openAll()
    }

    @Test("another key opens none of them, and nothing is changed", arguments: Engine.available)
    func otherKey(engine: Engine) async throws {
        let keys = try await KeyHall(engine)
        let (lines, _) = try await ExportCredentials(key: .generate()).run(keys.desk)
        await #expect(throws: FernetError.notAuthentic) {
            try await ImportCredentials(key: .generate(), bytes: lines).run(keys.desk)
        }
        try await keys.openAll()
    }

    @Test("a connection that is not here is named")
    func unknown() async throws {
        let (here, there) = (try await KeyHall(.sqlite, shops: 1), try await KeyHall(.sqlite, shops: 2))
        let key = FernetKey.generate()
        let (lines, _) = try await ExportCredentials(key: key).run(there.desk)
        let done = try await ImportCredentials(key: key, bytes: lines).run(here.desk)
        #expect(done == ImportedCredentials(taken: 2, unknown: ["Shop 1"]))
    }
}
