import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("Watching for what is unusual")
struct WatchTests {
    @Test("thirty refused calls of one person in ten minutes raise one alarm", arguments: Engine.available)
    func refused(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let doer = Doer.token("tok_1234")
        for _ in 0..<29 { hall.hub.saw(.refused, at: "GET /plans", tenant: desk.tenant, by: doer) }
        try await KeepWatch().run(hall.hub)
        #expect(try await ListAlarms().run(desk).isEmpty)
        for _ in 0..<40 { hall.hub.saw(.refused, at: "GET /plans", tenant: desk.tenant, by: doer) }
        try await KeepWatch().run(hall.hub)
        let alarms = try await ListAlarms().run(desk)
        #expect(alarms.map(\.kind) == ["calls.refused"])
        #expect(alarms.first?.who == "A program with the token tok_1234")
    }

    @Test("what several processes see is counted together, and told once", arguments: Engine.available)
    func together(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let clock = hall.clock
        let processes =
            [hall.hub]
            + (0..<2).map { _ in
                Installation(
                    store: hall.hub.store, channels: [], masters: hall.hub.masters, transport: NoNetwork(),
                    now: { clock.now }, log: hall.hub.log)
            }
        for round in 0..<5 {
            for (number, process) in processes.enumerated() {
                for _ in 0..<(3 + number % 2) {
                    process.saw(.refused, at: "GET /plans", tenant: desk.tenant, by: .token("tok_1234"))
                }
                try await KeepWatch().run(process)
            }
            let alarms = try await ListAlarms().run(desk)
            // Ten in each round: the third makes thirty.
            #expect(alarms.map(\.count) == (round < 2 ? [] : [30]))
        }
        // Ten minutes later it begins anew.
        clock.advance(by: 600)
        for process in processes {
            for _ in 0..<9 { process.saw(.refused, at: "GET /plans", tenant: desk.tenant, by: .token("tok_1234")) }
            try await KeepWatch().run(process)
        }
        #expect(try await ListAlarms().run(desk).count == 1)
        let left = try await hall.hub.store.system { try $0.query("SELECT slot FROM watch_count").count }
        #expect(left == 2, "the counts of this span and of the one before, and no older ones")
    }

    @Test("reading is counted for each person and each ten minutes anew")
    func volume() async throws {
        let hall = try await Hall(.sqlite)
        let desk = try await hall.workspace()
        for reader in ["tok_a", "tok_b"] {
            for _ in 0..<2_999 { hall.hub.saw(.read, at: "GET /", tenant: desk.tenant, by: .token(reader)) }
        }
        hall.clock.advance(by: 600)
        for _ in 0..<2_999 { hall.hub.saw(.read, at: "GET /", tenant: desk.tenant, by: .token("tok_a")) }
        try await KeepWatch().run(hall.hub)
        #expect(try await ListAlarms().run(desk).isEmpty)
        hall.hub.saw(.read, at: "GET /", tenant: desk.tenant, by: .token("tok_a"))
        try await KeepWatch().run(hall.hub)
        #expect(try await ListAlarms().run(desk).map(\.kind) == ["reads.many"])
    }

    @Test("the security log counts, names nobody, and is kept for its own time", arguments: Engine.available)
    func tally(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        for _ in 0..<3 { hall.hub.saw(.refused, at: "GET /plans/:id", tenant: desk.tenant, by: .member(hall.hub.id())) }
        try await KeepWatch().run(hall.hub)
        hall.hub.saw(.refused, at: "GET /plans/:id")
        try await KeepWatch().run(hall.hub)
        let all = try await hall.hub.store.system { try TallyRecords.latest($0, limit: 10) }
        #expect(all.map(\.kind) == ["call.refused"])
        #expect(all.map(\.place) == ["GET /plans/:id"])
        #expect(all.map(\.count) == [4])
        hall.clock.advance(by: 399 * 86_400)
        #expect(try await KeepWatch.forget(hall.hub) == 0)
        hall.clock.advance(by: 2 * 86_400)
        #expect(try await KeepWatch.forget(hall.hub) == 1)
    }

    @Test("ten wrong passwords lock the account, are told, and raise an alarm", arguments: Engine.available)
    func lockedOut(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let (owner, _) = try await crew.member("anna@example.org")
        for _ in 0..<12 {
            await #expect(throws: MemberError.self) { try await crew.signIn("anna@example.org", "no such password") }
        }
        let desk = Desk(crew.hub, tenant: crew.tenant)
        #expect(try await ListAudit(what: "sign-in.failed").run(desk).lines.count == 10)
        #expect(try await ListAudit(what: "sign-in.locked-out").run(desk).lines.count == 1)
        let alarms = try await ListAlarms().run(desk)
        #expect(alarms.map(\.kind) == ["sign-in.locked-out"])
        #expect(alarms.first?.who == "Person")
        #expect(owner.address == "anna@example.org")
    }

    @Test("what was found of an alarm is recorded, by whom and when, and never changed", arguments: Engine.available)
    func review(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let (owner, _) = try await crew.member("anna@example.org")
        let desk = Desk(crew.hub, tenant: crew.tenant).by(.member(owner.member))
        for _ in 0..<30 { crew.hub.saw(.refused, at: "GET /", tenant: crew.tenant, by: .token("tok_1")) }
        try await KeepWatch().run(crew.hub)
        let alarm = try #require(try await ListAlarms().run(desk).first)
        await #expect(throws: AuditError.findingMissing) { try await ReviewAlarm(alarm.id, finding: " ").run(desk) }
        await #expect(throws: AuditError.alarmUnknown) {
            try await ReviewAlarm(UUID().uuidString, finding: "x").run(desk)
        }
        try await ReviewAlarm(alarm.id, finding: "Our own test.").run(desk)
        let reviewed = try #require(try await ListAlarms().run(desk).first)
        #expect(reviewed.reviews.map(\.finding) == ["Our own test."])
        #expect(reviewed.reviews.map(\.who) == ["Person"])
        #expect(try await ListAudit(what: "audit.alarm-reviewed").run(desk).lines.count == 1)
    }

    @Test("another workspace's alarm cannot be seen or reviewed", arguments: Engine.available)
    func apart(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let (one, other) = (try await hall.workspace("One"), try await hall.workspace("Other"))
        for _ in 0..<30 { hall.hub.saw(.refused, at: "GET /", tenant: one.tenant, by: .token("tok_1")) }
        try await KeepWatch().run(hall.hub)
        let alarm = try #require(try await ListAlarms().run(one).first)
        #expect(try await ListAlarms().run(other).isEmpty)
        await #expect(throws: AuditError.alarmUnknown) { try await ReviewAlarm(alarm.id, finding: "x").run(other) }
    }

    @Test("every workspace has canaries, and touching one raises its alarm", arguments: Engine.available)
    func canaries(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let (one, other) = (try await hall.workspace("One"), try await hall.workspace("Other"))
        try await EnsureCanaries().run(hall.hub)
        try await EnsureCanaries().run(hall.hub)
        let canaries = try await ListCanaries().run(one)
        #expect(canaries.count == 5)
        #expect(try await ListCanaries().run(other).count == 5)
        let id = try #require(UUID(uuidString: canaries[0].id))
        let touched = try await TouchCanary(.ids([hall.hub.id(), id]), at: "GET /orders/:id", by: .token("tok_1"))
            .run(hall.hub)
        #expect(touched)
        #expect(try await ListAlarms().run(one).map(\.kind) == ["canary.touched"])
        #expect(try await ListAlarms().run(other).isEmpty)
        #expect(try await !TouchCanary(.ids([hall.hub.id()]), at: "x", by: .nobody).run(hall.hub))
    }

    @Test("a planted token opens nothing and raises an alarm", arguments: Engine.available)
    func planted(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let token = try await PlantCanary().run(desk).reveal()
        #expect(try await FindToken(token).run(hall.hub) == nil)
        #expect(try await TouchCanary(.token(token), at: "GET /api/v0/orders", by: .nobody).run(hall.hub))
        #expect(try await ListAlarms().run(desk).map(\.kind) == ["canary.touched"])
    }
}
