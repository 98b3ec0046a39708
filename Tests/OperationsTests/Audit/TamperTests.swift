import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

/// One change to a sealed log, as somebody makes it who has the whole database.
private struct Attack: Sendable, CustomStringConvertible {
    enum Kind: CaseIterable { case editDeed, editLink, editSeal, remove, swapDeeds, swapLinks, swapSeals, cut, slipIn }
    let description: String
    let statements: [String]

    /// - Parameter rows: Links there are, from 1; `seals` of `perSeal` each.
    init(_ random: inout SeededRandom, rows: Int, seals: Int, tenant: String, isSQLite: Bool) {
        let kind = Kind.allCases.randomElement(using: &random) ?? .editDeed
        func row() -> Int { Int.random(in: 1...rows, using: &random) }
        func two(_ range: ClosedRange<Int>) -> (Int, Int) {
            let one = Int.random(in: range, using: &random)
            let other = Int.random(in: range.lowerBound..<range.upperBound, using: &random)
            return (one, other >= one ? other + 1 : other)
        }
        let whose = "tenant_id = '\(tenant)'"
        func deed(_ position: Int) -> String {
            "\(whose) AND id = (SELECT deed_id FROM audit_link WHERE \(whose) AND position = \(position))"
        }
        let blob = isSQLite ? "x'00ff'" : "'\\x00ff'::bytea"
        let later = isSQLite ? "at + 1" : "at + interval '1 microsecond'"
        switch kind {
        case .editDeed:
            let sets = [
                "doer = doer || 'x'", "doer_id = coalesce(doer_id, '') || 'x'", "deed = 'plan.applied'",
                "object = NULL", "object_id = coalesce(object_id, '') || '1'", "detail = '{}'", "sealed = \(blob)",
                "sealed = NULL", "trace_id = 'x'", "at = \(later)",
            ]
            let set = sets.randomElement(using: &random) ?? ""
            let position = row()
            (self.description, self.statements) = (
                "row \(position): \(set)", ["UPDATE audit_deed SET \(set) WHERE \(deed(position))"]
            )
        case .editLink:
            let set = ["hash = \(blob)", "position = position + 100000"].randomElement(using: &random) ?? ""
            let position = row()
            (self.description, self.statements) = (
                "link \(position): \(set)", ["UPDATE audit_link SET \(set) WHERE \(whose) AND position = \(position)"]
            )
        case .editSeal:
            let sets = [
                "head = \(blob)", "signature = \(blob)", "public_key = \(blob)", "position = position + 1",
                "number = number + 1000", "sealed_at = \(later.replacing("at +", with: "sealed_at +"))",
            ]
            let set = sets.randomElement(using: &random) ?? ""
            let number = Int.random(in: 1...seals, using: &random)
            (self.description, self.statements) = (
                "seal \(number): \(set)", ["UPDATE audit_seal SET \(set) WHERE \(whose) AND number = \(number)"]
            )
        case .remove:
            let position = row()
            let number = Int.random(in: 1...seals, using: &random)
            let all = [
                "DELETE FROM audit_deed WHERE \(deed(position))",
                "DELETE FROM audit_link WHERE \(whose) AND position = \(position)",
                "DELETE FROM audit_seal WHERE \(whose) AND number = \(number)",
            ]
            let statement = all.randomElement(using: &random) ?? ""
            (self.description, self.statements) = ("remove: \(statement)", [statement])
        case .swapDeeds:
            // Two rows tell each other's story under their own ids.
            let (one, other) = two(1...rows)
            (self.description, self.statements) = (
                "swap rows \(one) and \(other)",
                [
                    "CREATE TEMP TABLE told AS SELECT id, detail FROM audit_deed WHERE \(deed(one))",
                    """
                    UPDATE audit_deed SET detail = (SELECT detail FROM audit_deed WHERE \(deed(other)))
                    WHERE \(deed(one))
                    """,
                    "UPDATE audit_deed SET detail = (SELECT detail FROM told) WHERE \(deed(other))",
                ]
            )
        case .swapLinks:
            let (one, other) = two(1...rows)
            (self.description, self.statements) = (
                "swap links \(one) and \(other)",
                [
                    "UPDATE audit_link SET position = -1 WHERE \(whose) AND position = \(one)",
                    "UPDATE audit_link SET position = \(one) WHERE \(whose) AND position = \(other)",
                    "UPDATE audit_link SET position = \(other) WHERE \(whose) AND position = -1",
                ]
            )
        case .swapSeals:
            let (one, other) = two(1...seals)
            (self.description, self.statements) = (
                "swap seals \(one) and \(other)",
                [
                    "UPDATE audit_seal SET number = -1 WHERE \(whose) AND number = \(one)",
                    "UPDATE audit_seal SET number = \(one) WHERE \(whose) AND number = \(other)",
                    "UPDATE audit_seal SET number = \(other) WHERE \(whose) AND number = -1",
                ]
            )
        case .cut:
            // Everything from a seal on, as if it had never been.
            let number = Int.random(in: 1...seals, using: &random)
            let from = "(SELECT coalesce(max(position), 0) FROM audit_seal WHERE \(whose) AND number < \(number))"
            (self.description, self.statements) = (
                "cut before seal \(number)",
                [
                    """
                    DELETE FROM audit_deed WHERE \(whose) AND id IN
                    (SELECT deed_id FROM audit_link WHERE \(whose) AND position > \(from))
                    """,
                    "DELETE FROM audit_link WHERE \(whose) AND position > \(from)",
                    "DELETE FROM audit_seal WHERE \(whose) AND number >= \(number)",
                ]
            )
        case .slipIn:
            let id =
                "0190a000-0000-7000-8000-" + String(Int.random(in: 100_000_000_000...999_999_999_999, using: &random))
            (self.description, self.statements) = (
                "slip a row in",
                [
                    """
                    INSERT INTO audit_deed (tenant_id, id, at, doer, deed, detail)
                    SELECT tenant_id, '\(id)', at, doer, deed, detail FROM audit_deed WHERE \(deed(row()))
                    """
                ]
            )
        }
    }
}

/// Ends a transaction without a trace.
private struct Undone: Error { var verdict: AuditVerdict }

@Suite("An audit log that somebody changes")
struct TamperTests {
    @Test("a thousand single changes of the database are all found", arguments: Engine.available)
    func thousand(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(60)
        let vandal = try place.vandal()
        let anchors = try AuditAnchors.read(place.anchorFile).anchors
        let key = try ChainSigner(
            try await TenantKeys(place.hall.hub).key(of: place.desk.tenant), tenant: place.desk.tenant
        ).publicKey
        let tenant = place.desk.tenant
        let (rows, seals) = try await place.desk.read { db in
            (try SealRecords.lastLink(db)?.position ?? 0, try SealRecords.lastSeal(db)?.number ?? 0)
        }
        var random = SeededRandom(seed: 4)
        var unseen: [String] = []
        for _ in 0..<1_000 {
            let attack = Attack(
                &random, rows: rows, seals: seals, tenant: tenant.text, isSQLite: engine == .sqlite)
            do {
                try await vandal.write(as: tenant) { db in
                    try Self.disarm(db)
                    for statement in attack.statements { try db.query(SQLQuery(stringLiteral: statement)) }
                    throw Undone(verdict: try AuditCheck(tenant: tenant, anchors: anchors, ownKey: key).run(db))
                }
            } catch let undone as Undone where undone.verdict.isSound {
                unseen.append(attack.description)
            } catch is Undone {}
        }
        #expect(unseen == [])
        #expect(try await place.verify().isSound)
        await vandal.close()
        await place.close()
    }

    /// As `VerifyAudit` reads it, in pieces of seven rows, with something done before the piece of that number.
    private static func pieces(
        _ place: AuditHall, _ then: [Int: @Sendable () async throws -> Void] = [:]
    ) async throws -> (verdict: AuditVerdict, pieces: Int) {
        let key = try ChainSigner(
            try await TenantKeys(place.hall.hub).key(of: place.desk.tenant), tenant: place.desk.tenant
        ).publicKey
        let anchors = try AuditAnchors.read(place.anchorFile).anchors
        var check = AuditCheck(tenant: place.desk.tenant, anchors: anchors, ownKey: key, page: 7)
        var number = 0
        while !check.isDone {
            try await then[number]?()
            let now = check
            check = try await place.desk.read { db in
                var next = now
                try next.step(db)
                return next
            }
            number += 1
        }
        return (check.verdict, number)
    }

    @Test("it is read in pieces that make one chain, while rows are added and sealed", arguments: Engine.available)
    func inPieces(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(60)
        let quiet = try await Self.pieces(place)
        #expect(quiet.verdict == (try await place.verify()))
        #expect(quiet.verdict.isSound && quiet.pieces > 15)
        let more: @Sendable () async throws -> Void = { try await place.fill(11, perSeal: 4) }
        let unsealed: @Sendable () async throws -> Void = {
            try await place.desk.write { try place.desk.audit($0, .priceSet) }
        }
        let busy = try await Self.pieces(place, [1: more, 4: unsealed, 6: more, 14: more, 20: unsealed])
        #expect(busy.verdict.findings.isEmpty)
        #expect(busy.verdict.rows >= quiet.verdict.rows)
        await place.close()
    }

    @Test("what is changed between two pieces is found where it was not read yet", arguments: Engine.available)
    func betweenPieces(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(60)
        let vandal = try place.vandal()
        let tenant = place.desk.tenant
        let found = try await Self.pieces(
            place,
            [
                // By then the seals and the first rows are read.
                5: {
                    try await vandal.write(as: tenant) { db in
                        try Self.disarm(db)
                        try db.query(
                            "UPDATE audit_deed SET detail = '{}' WHERE tenant_id = \(tenant) AND id = (SELECT deed_id FROM audit_link WHERE tenant_id = \(tenant) AND position = 55)"
                        )
                    }
                }
            ])
        #expect(found.verdict.findings.map(\.code) == ["row.changed"])
        await vandal.close()
        await place.close()
    }

    @Test("whoever writes the whole chain anew cannot sign it", arguments: Engine.available)
    func forger(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(20)
        let vandal = try place.vandal()
        let (tenant, now) = (place.desk.tenant, place.hall.clock.now)
        let other = try ChainSigner(.generate(), tenant: tenant)
        try await vandal.write(as: tenant) { db in
            try Self.disarm(db)
            let deeds = try SealRecords.chain(db, after: 0, limit: 1_000).compactMap(\.deed).dropFirst()
            for table in ["audit_link", "audit_seal"] {
                try db.query(SQLQuery(stringLiteral: "DELETE FROM \(table) WHERE tenant_id = '\(tenant.text)'"))
            }
            let (links, seal) = try AuditChain.seal(Array(deeds), after: nil, nil, of: tenant, at: now, by: other)
            try SealRecords.add(db, links)
            try SealRecords.add(db, seal)
        }
        await vandal.close()
        let codes = Set(try await place.verify().findings.map(\.code))
        #expect(codes.contains("seal.key"))
        #expect(codes.contains("seal.changed"))
        #expect(codes.contains("seal.gone"))
        await place.close()
    }

    @Test("the program itself can neither change nor remove a row", arguments: Engine.available)
    func refused(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(3)
        let tenant = place.desk.tenant
        for table in ["audit_deed", "audit_link", "audit_seal", "alarm", "alarm_review"] {
            for statement in ["DELETE FROM \(table)", "UPDATE \(table) SET tenant_id = tenant_id"] {
                let text = "\(statement) WHERE tenant_id = '\(tenant.text)'"
                // SQLite asks its triggers row by row; a table without rows has none to refuse.
                let isEmpty = try await place.desk.read { db in
                    try db.query(SQLQuery(stringLiteral: "SELECT 1 FROM \(table) LIMIT 1")).isEmpty
                }
                if isEmpty, engine == .sqlite { continue }
                await #expect(throws: StoreError.self, "\(text)") {
                    try await place.hall.hub.store.write(as: tenant) { try $0.query(SQLQuery(stringLiteral: text)) }
                }
            }
        }
        #expect(try await place.verify().isSound)
        await place.close()
    }

    @Test("rows taken from the end are found by the anchor alone", arguments: Engine.available)
    func truncated(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(30)
        let vandal = try place.vandal()
        let tenant = place.desk.tenant
        try await vandal.write(as: tenant) { db in
            try Self.disarm(db)
            let from = "(SELECT max(position) FROM audit_seal WHERE number < 3)"
            for statement in [
                "DELETE FROM audit_deed WHERE id IN (SELECT deed_id FROM audit_link WHERE position > \(from))",
                "DELETE FROM audit_link WHERE position > \(from)", "DELETE FROM audit_seal WHERE number >= 3",
            ] { try db.query(SQLQuery(stringLiteral: statement)) }
        }
        await vandal.close()
        #expect(Set(try await place.verify().findings.map(\.code)) == ["seal.gone"])
        let without = try await VerifyAudit(anchors: []).run(place.desk)
        #expect(without.findings.map(\.code) == ["anchors.none"])
        await place.close()
    }

    /// Takes the triggers out of the way.
    private static func disarm(_ db: any SQLConnection) throws {
        guard db.dialect == .sqlite else {
            try db.query("SET LOCAL session_replication_role = replica")
            return
        }
        for row in try db.query("SELECT name FROM sqlite_master WHERE type = 'trigger'") {
            try db.query(SQLQuery(stringLiteral: "DROP TRIGGER \(try row.get(0, as: String.self))"))
        }
    }
}
