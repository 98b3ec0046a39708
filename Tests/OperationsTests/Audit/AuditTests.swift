import Commerce
import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("The audit log")
struct AuditTests {
    @Test("it tells who did what, and names nobody", arguments: Engine.available)
    func people(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let (owner, _) = try await crew.member("anna.secret@example.org")
        let (helper, _) = try await crew.member("bert.secret@example.org", .operator)
        try await ChangeRole(helper.member, to: "analyst", buyerData: true, tenant: crew.tenant, by: .member(owner))
            .run(crew.hub)
        _ = try await InviteMember(
            address: "carla.secret@example.org", role: "support", tenant: crew.tenant, by: .member(owner)
        ).run(crew.hub)
        await #expect(throws: MemberError.self) { try await crew.signIn("anna.secret@example.org", "wrong password") }
        crew.clock.advance(by: 1)
        try await RemoveMember(helper.member, tenant: crew.tenant, by: .member(owner)).run(crew.hub)

        let desk = Desk(crew.hub, tenant: crew.tenant)
        let lines = try await ListAudit().run(desk).lines
        let told = lines.map { "\($0.doer) \($0.deed)" }
        #expect(told.contains("machine workspace.made"))
        #expect(told.contains("member member.role-changed"))
        #expect(told.contains("member member.invited"))
        #expect(told.contains("member sign-in.done"))
        #expect(told.contains("nobody sign-in.failed"))
        #expect(told.first == "member member.removed")
        let changed = try #require(lines.first { $0.deed == "member.role-changed" })
        #expect(changed.doerID == owner.member.text)
        #expect(changed.objectID == helper.member.text)
        #expect(changed.detail == ["from": "operator", "to": "analyst", "buyer-data": "yes"])
        let stored = try await desk.read { db in
            try db.query(
                """
                SELECT d.doer, d.doer_id, d.deed, d.object, d.object_id, d.detail, d.trace_id FROM audit_deed d
                WHERE d.tenant_id = \(db.tenant)
                """
            ).flatMap(\.cells).map { "\($0)" }.joined()
        }
        #expect(!stored.contains("secret"))
        #expect(!stored.contains("example.org"))
        #expect(!stored.contains("Person"))
    }

    @Test("settings, prices, stock, shops and plans stand in it with what they were", arguments: Engine.available)
    func settings(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let person = desk.by(.member(hall.hub.id()))
        try await hall.catalogue(desk, ["MUG,Mug,10.00,5,"])
        _ = try await SetStock(sku: "MUG", onHand: 9).run(person)
        hall.clock.advance(by: 1)
        _ = try await AdjustStock(sku: "MUG", by: -2).run(person)
        hall.clock.advance(by: 1)
        _ = try await SetPrice(sku: "MUG", price: Money(minor: 1_250, currency: .eur)).run(person)
        hall.clock.advance(by: 1)
        _ = try await SetPolicy(.workspace(policy: .guaranteed)).run(person)
        hall.clock.advance(by: 1)
        let shop = try await hall.connect(person, "Etsy")
        hall.clock.advance(by: 1)
        _ = try await PauseConnection(shop.connection.name).run(person)
        let lines = try await ListAudit(who: "member").run(desk).lines.map(\.deed)
        #expect(
            lines == [
                "connection.steered", "connection.made", "policy.set", "price.set", "stock.adjusted", "stock.counted",
            ])
        let counted = try #require(try await ListAudit(what: "stock.counted").run(desk).lines.first)
        #expect(counted.detail["from"] == "5")
        #expect(counted.detail["to"] == "9")
        #expect(counted.detail["sku"] == "MUG")
    }

    @Test("a deed that fails leaves no row, and one that is done leaves exactly one", arguments: Engine.available)
    func together(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["MUG,Mug,10.00,5,"])
        await #expect(throws: OperationError.self) { try await AdjustStock(sku: "MUG", by: -50).run(desk) }
        #expect(try await ListAudit(what: "stock").run(desk).lines.isEmpty)
        _ = try await AdjustStock(sku: "MUG", by: -1).run(desk)
        #expect(try await ListAudit(what: "stock").run(desk).lines.count == 1)
    }

    @Test("what a shop sells is no deed of a person: no row is written for it", arguments: Engine.available)
    func orders(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["MUG,Mug,10.00,5,"])
        let shop = try await hall.shop(desk, "Etsy", [.of("1", sku: "MUG")])
        let before = try await ListAudit().run(desk).lines.count
        try await desk.takeIn(.of("7", "1", at: hall.clock.now), of: shop)
        #expect(try await ListAudit().run(desk).lines.count == before)
    }

    @Test("pages follow one another without a gap, narrowed to who, what and when", arguments: Engine.available)
    func paging(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(25)
        var (seen, after): ([String], String?) = ([], nil)
        repeat {
            let page = try await ListAudit(after: after, limit: 7).run(place.desk)
            seen += page.lines.map(\.id)
            after = page.next
        } while after != nil
        #expect(seen.count == 26)
        #expect(Set(seen).count == 26)
        #expect(try await place.lines(what: "price").count == 9)
        #expect(try await place.lines(what: "price.set").count == 9)
        #expect(try await place.lines(who: "tok_4").count == 1)
        #expect(try await ListAudit(from: "2026-01-01", until: "2026-01-01").run(place.desk).lines.count == 26)
        #expect(try await ListAudit(from: "2026-01-02").run(place.desk).lines.isEmpty)
        #expect(throws: AuditError.dayUnreadable("yesterday")) { try ListAudit(from: "yesterday") }
        #expect(throws: AuditError.deedUnknown("nonsense")) { try ListAudit(what: "nonsense") }
        await place.close()
    }

    @Test("it is exported as one object a line, in the order of its chain", arguments: Engine.available)
    func export(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        try await place.fill(12)
        let sink = LineSink()
        let rows = try await ExportAudit().run(place.desk) { sink.add($0) }
        let objects = try sink.lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(rows == 13)
        #expect(objects.compactMap { $0["deed"] as? String }.count == 13)
        #expect(objects.prefix(13).compactMap { $0["position"] as? Int } == Array(1...13))
        #expect(objects.filter { $0["signature"] != nil }.count == 2)
        await place.close()
    }

    @Test("why somebody read a buyer’s data is kept under the reader’s own key", arguments: Engine.available)
    func buyerData(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let (reader, _) = try await crew.member("anna@example.org", buyerData: true)
        let (other, _) = try await crew.member("bert@example.org", .admin)
        let desk = Desk(crew.hub, tenant: crew.tenant)
        let read = try await ReadBuyerData(reader, of: "order", "42", why: "Mrs Smith asked where it is").run(desk) {
            _ in 7
        }
        #expect(read == 7)
        await #expect(throws: AuditError.notAllowed) {
            try await ReadBuyerData(other, of: "order", "42", why: "curious").run(desk) { _ in 7 }
        }
        await #expect(throws: AuditError.purposeMissing) {
            try await ReadBuyerData(reader, of: "order", "42", why: " ").run(desk) { _ in 7 }
        }
        let row = try #require(
            try await desk.read { try AuditRecords.page($0, .init(what: "buyer-data"), after: nil, limit: 9) }.first)
        #expect(row.doerID == reader.member.text)
        #expect(row.objectID == "42")
        let sealed = try #require(row.sealed)
        #expect(!String(decoding: sealed, as: UTF8.self).contains("Smith"))
        #expect(!row.detail.contains("Smith"))
    }
}

/// Lines that an export wrote.
final class LineSink: Sendable {
    private let text = Guarded("")
    func add(_ line: String) { self.text.change { $0 += line } }
    var lines: [String] { self.text.value.split(separator: "\n").map(String.init) }
}
