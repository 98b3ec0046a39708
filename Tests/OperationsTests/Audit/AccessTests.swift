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
        "a whole review: each member and each token is kept or taken away, and what was taken is gone at once",
        arguments: Engine.available)
    func whole(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let desk = Desk(crew.hub, tenant: crew.tenant)
        _ = try await crew.member("ada@example.org")
        _ = try await crew.member("dan@example.org", .admin)
        let (bo, _) = try await crew.member("bo@example.org", .operator)
        _ = try await crew.member("cy@example.org", .support)
        let till = try await crew.token("till", of: bo.member)
        let cron = try await CreateToken(name: "cron", tenant: crew.tenant).run(crew.hub)
        let wide = try await CreateToken(name: "wide").run(crew.hub)
        crew.clock.advance(by: Self.quarter)
        let (ada, _) = try await crew.signIn("ada@example.org")
        let report = try await crew.token("report", of: ada.member)
        let (_, browser) = try await crew.signIn("bo@example.org")
        let before = try await ShowAccess().run(desk)
        #expect(before.lines.filter(\.isDue).count == 4)
        #expect(before.tokens.filter(\.isDue).map(\.name) == ["cron", "till"])
        #expect(before.tokens.filter { !$0.isDue }.map(\.name) == ["report", "wide"], "new, and not this workspace's")
        let line = try #require(before.lines.first { $0.address == "bo@example.org" })
        #expect(line.sessions == 1 && line.tokens == 1)

        let cy = try #require(before.lines.first { $0.address == "cy@example.org" }.flatMap { UUID(uuidString: $0.id) })
        let dan = try #require(
            before.lines.first { $0.address == "dan@example.org" }.flatMap { UUID(uuidString: $0.id) })
        #expect(try await KeepAccess([ada.member, dan], by: .member(ada)).run(desk) == 2)
        try await TakeAccess(bo.member, by: .member(ada)).run(desk)
        try await TakeAccess(cy, by: .member(ada)).run(desk)
        let shell = try #require(before.tokens.first { $0.name == "cron" })
        try await TakeAccess(token: shell.id, by: .member(ada)).run(desk)

        #expect(try await crew.visitor(browser) == nil)
        #expect(try await FindToken(till.token.reveal()).run(crew.hub) == nil)
        #expect(try await FindToken(cron.token.reveal()).run(crew.hub) == nil)
        #expect(try await FindToken(report.token.reveal()).run(crew.hub) != nil)
        #expect(try await FindToken(wide.token.reveal()).run(crew.hub) != nil)
        let after = try await ShowAccess().run(desk)
        #expect(after.due == 0)
        #expect(after.lines.map(\.address).sorted() == ["ada@example.org", "dan@example.org"])
        #expect(after.lines.allSatisfy { $0.answer == "kept" })

        let told = try await ListAudit(what: "access.reviewed").run(desk).lines
        #expect(told.map { $0.detail["answer"] ?? "" }.sorted() == ["kept", "kept", "removed", "removed", "removed"])
        #expect(told.allSatisfy { $0.doerID == ada.member.text && $0.detail["quarter"] == "2026-Q2" })
        #expect(told.filter { $0.object == "token" }.map(\.objectID) == [shell.id])
        #expect(try await ListAudit(what: "member.removed").run(desk).lines.count == 2)
        #expect(try await ListAudit(what: "token.revoked").run(desk).lines.count == 2)
        crew.clock.advance(by: Self.quarter)
        #expect(try await ShowAccess().run(desk).due == 3, "two members and a token, in the next quarter")
    }

    @Test(
        "it says when a token was last used and a member last here: what is stale is seen", arguments: Engine.available)
    func stale(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let desk = Desk(crew.hub, tenant: crew.tenant)
        let (ada, browser) = try await crew.member("ada@example.org")
        _ = try await CreateMember(address: "bo@example.org", name: "Bo", role: "analyst", tenant: crew.tenant).run(
            crew.hub)
        let used = try await crew.token("used", of: ada.member)
        _ = try await crew.token("stale", of: ada.member)
        let first = crew.clock.now
        for _ in 0..<3 {
            crew.clock.advance(by: 600)
            _ = try await FindToken(used.token.reveal()).run(crew.hub)
            _ = try await crew.visitor(browser)
        }
        let early = try await ShowAccess().run(desk)
        let seen = Dictionary(uniqueKeysWithValues: early.lines.map { ($0.address, $0.seenAt) })
        #expect(seen == ["ada@example.org": first, "bo@example.org": nil], "to the hour")
        #expect(early.tokens.map(\.usedAt) == [nil, first.addingTimeInterval(600)])
        crew.clock.advance(by: 2_000)
        _ = try await FindToken(used.token.reveal()).run(crew.hub)
        crew.clock.advance(by: 1_000)
        _ = try await FindToken(used.token.reveal()).run(crew.hub)
        #expect(try await ShowAccess().run(desk).tokens.last?.usedAt == first.addingTimeInterval(4_800))
    }

    @Test("an answer about a token ends when it is handed over, and is kept until then", arguments: Engine.available)
    func handedOver(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let desk = Desk(crew.hub, tenant: crew.tenant)
        let (ada, _) = try await crew.member("ada@example.org")
        let (bo, _) = try await crew.member("bo@example.org", .operator)
        _ = try await crew.token("till", of: bo.member)
        crew.clock.advance(by: Self.quarter)
        let till = try #require(try await ShowAccess().run(desk).tokens.first)
        #expect(try await KeepAccess(token: till.id, by: .machine).run(desk) == 1)
        #expect(try await ShowAccess().run(desk).tokens.map(\.answer) == ["kept"])
        _ = try await HandOverToken("till", to: ada.member, tenant: crew.tenant).run(crew.hub)
        #expect(try await ShowAccess().run(desk).tokens.map(\.isDue) == [true])
    }

    @Test("nobody takes away above themselves, nor the last owner, nor what is not this workspace's")
    func takingRefused() async throws {
        let crew = try await Crew(.sqlite)
        let desk = Desk(crew.hub, tenant: crew.tenant)
        let (ada, _) = try await crew.member("ada@example.org")
        let (dan, _) = try await crew.member("dan@example.org", .admin)
        let (bo, _) = try await crew.member("bo@example.org", .operator)
        _ = try await crew.token("hers", of: ada.member)
        _ = try await CreateToken(name: "cron", tenant: crew.tenant).run(crew.hub)
        _ = try await CreateToken(name: "wide").run(crew.hub)
        let tokens = try await ShowAccess().run(desk).tokens
        func id(_ name: String) throws -> String { try #require(tokens.first { $0.name == name }).id }
        let byOperator = await refusal { try await TakeAccess(dan.member, by: .member(bo)).run(desk) }
        #expect(byOperator == .forbidden(.manageMembers))
        #expect(await refusal { try await TakeAccess(ada.member, by: .member(dan)).run(desk) } == .roleAbove("owner"))
        let (hers, cron, wide) = (try id("hers"), try id("cron"), try id("wide"))
        for token in [hers, cron] {
            #expect(
                await refusal { try await TakeAccess(token: token, by: .member(dan)).run(desk) } == .roleAbove("owner"))
        }
        #expect(await refusal { try await TakeAccess(ada.member, by: .member(ada)).run(desk) } == .lastOwner)
        for (token, by) in [(wide, Inviter.member(ada)), (wide, .machine), ("tok_00000000", .machine)] {
            await #expect(throws: OperationError.unknownToken(token)) {
                try await TakeAccess(token: token, by: by).run(desk)
            }
        }
        await #expect(throws: OperationError.unknownToken("tok_00000000")) {
            try await KeepAccess(token: "tok_00000000", by: .machine).run(desk)
        }
        #expect(try await ListAudit(what: "access.reviewed").run(desk).lines.isEmpty)
        #expect(try await ShowAccess().run(desk).lines.count == 3)
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
