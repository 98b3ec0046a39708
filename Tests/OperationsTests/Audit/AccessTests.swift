import Foundation
import Records
import Store
import Testing
import Vault
import Wire
import Workbench

@testable import Operations

@Suite("The review of access, each quarter")
struct AccessTests {
    /// The clock of tests begins on the first of January.
    private static let quarter: TimeInterval = 91 * 86_400

    @Test(
        "the list is prepared: everybody who was there before the quarter is asked about", arguments: Engine.available)
    func prepared(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("anna@example.org")
        _ = try await crew.member("bert@example.org", .operator)
        let desk = Desk(crew.hub, tenant: crew.tenant)
        #expect(try await ShowAccess().run(desk).due == 0, "who joined within the quarter was just let in")
        crew.clock.advance(by: Self.quarter)
        _ = try await crew.member("carla@example.org", .support)
        let list = try await ShowAccess().run(desk)
        #expect(list.quarter == "2026-Q2")
        #expect(list.lines.filter(\.isDue).map(\.address).sorted() == ["anna@example.org", "bert@example.org"])
    }

    @Test(
        "an answer is recorded with who gave it, and asked for again in the next quarter", arguments: Engine.available)
    func answered(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let (owner, _) = try await crew.member("anna@example.org")
        let (helper, _) = try await crew.member("bert@example.org", .operator)
        let desk = Desk(crew.hub, tenant: crew.tenant)
        crew.clock.advance(by: Self.quarter)
        #expect(try await KeepAccess([helper.member], by: .member(owner)).run(desk) == 1)
        #expect(try await ShowAccess().run(desk).due == 1)
        #expect(try await KeepAccess(nil, by: .member(owner)).run(desk) == 2)
        #expect(try await ShowAccess().run(desk).due == 0)
        let told = try await ListAudit(what: "access.reviewed").run(desk).lines
        #expect(told.count == 3)
        #expect(told.allSatisfy { $0.doerID == owner.member.text })
        // Another role is another access.
        try await ChangeRole(helper.member, to: "admin", buyerData: false, tenant: crew.tenant, by: .machine)
            .run(crew.hub)
        #expect(try await ShowAccess().run(desk).lines.filter(\.isDue).map(\.address) == ["bert@example.org"])
        crew.clock.advance(by: Self.quarter)
        #expect(try await ShowAccess().run(desk).due == 2)
    }

    @Test("only who manages members answers, and only for those who belong", arguments: Engine.available)
    func refused(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let (helper, _) = try await crew.member("bert@example.org", .operator)
        let desk = Desk(crew.hub, tenant: crew.tenant)
        #expect(
            await refusal { try await KeepAccess(nil, by: .member(helper)).run(desk) } == .forbidden(.manageMembers))
        #expect(await refusal { try await KeepAccess([crew.hub.id()], by: .machine).run(desk) } == .memberUnknown)
    }

    @Test(
        "owners are reminded when the quarter begins, and every two weeks until it is done", arguments: Engine.available
    )
    func reminded(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("anna@example.org")
        _ = try await crew.member("bert@example.org", .operator)
        try await SendLetters().run(crew.hub)
        #expect(try await RemindOfAccess().run(crew.hub) == 0)
        crew.clock.advance(by: Self.quarter)
        #expect(try await RemindOfAccess().run(crew.hub) == 1)
        #expect(try await RemindOfAccess().run(crew.hub) == 0)
        try await SendLetters().run(crew.hub)
        let letter = try #require(crew.post.letters.last)
        #expect(letter.to == "anna@example.org")
        #expect(letter.subject.contains("Who still needs access"))
        crew.clock.advance(by: 15 * 86_400)
        #expect(try await RemindOfAccess().run(crew.hub) == 1)
        _ = try await KeepAccess(nil, by: .machine).run(Desk(crew.hub, tenant: crew.tenant))
        crew.clock.advance(by: 15 * 86_400)
        #expect(try await RemindOfAccess().run(crew.hub) == 0)
    }
}

@Suite("A password's age where Amazon asks for one")
struct PasswordAgeTests {
    /// A shop at Amazon, as connecting one will claim it.
    private func connectAmazon(_ crew: Crew) async throws {
        let (tenant, connection) = (crew.tenant, crew.hub.id())
        try await crew.hub.store.write(as: tenant) { db in
            try ClaimedShopRecords.insert(
                db, channel: "amazon", address: "https://sellingpartnerapi-eu.amazon.com", remoteID: "A1",
                tenant: tenant,
                connection: connection)
        }
    }

    @Test(
        "who may see buyers' data from Amazon chooses another each year, nobody else does", arguments: Engine.available)
    func year(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("anna@example.org", buyerData: true)
        _ = try await crew.member("bert@example.org", .operator)
        try await self.connectAmazon(crew)
        crew.clock.advance(by: 364 * 86_400)
        #expect(try await crew.signIn("anna@example.org").visitor.owesPassword == nil)
        crew.clock.advance(by: 2 * 86_400)
        let (anna, _) = try await crew.signIn("anna@example.org")
        #expect(anna.owesPassword == 365)
        #expect(try await crew.signIn("bert@example.org").visitor.owesPassword == nil)
        let four = "Quarry lantern 42 Mosaic-violin"
        #expect(
            await refusal {
                try await ChangePassword(from: Crew.password, to: "harbour thicket oyster ninety cello").run(
                    anna, crew.hub)
            } == .badPassword([.needsFourClasses]))
        let token = try await ChangePassword(from: Crew.password, to: four).run(anna, crew.hub)
        #expect(try await crew.visitor(token)?.owesPassword == nil)
    }

    @Test("without a shop at Amazon no password grows old", arguments: Engine.available)
    func never(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("anna@example.org", buyerData: true)
        crew.clock.advance(by: 900 * 86_400)
        #expect(try await crew.signIn("anna@example.org").visitor.owesPassword == nil)
    }
}
