import Foundation
import Records
import Store
import Testing
import Wire
import Workbench

@testable import Operations
@testable import Vault

@Suite("Choosing a new password by mail")
struct ResetTests {
    private static func ask(_ crew: Crew, _ address: String = "ada@example.org") async throws -> String {
        try await AskForReset(address: address).run(crew.hub)
        try await SendLetters().run(crew.hub)
        return try #require(crew.post.link(to: address))
    }

    @Test("signs everybody out, forgives wrong guesses, and signs nobody in", arguments: Engine.available)
    func reset(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org")
        for _ in 0..<10 { _ = await refusal { try await crew.signIn("ada@example.org", "wrong") } }
        try await ResetPassword(token: try await Self.ask(crew), password: Crew.other).run(crew.hub)
        #expect(try await crew.visitor(ada.token) == nil)
        _ = try await crew.signIn("ada@example.org", Crew.other)
    }

    @Test("is good once, for half an hour, and only the newest", arguments: Engine.available)
    func once(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("ada@example.org")
        let older = try await Self.ask(crew)
        crew.clock.advance(by: 61)
        let newer = try await Self.ask(crew)
        #expect(
            await refusal { try await ResetPassword(token: older, password: Crew.other).run(crew.hub) } == .linkSpent)
        let came = await outcomes(of: 5) { _ in
            try await ResetPassword(token: newer, password: Crew.other).run(crew.hub)
        }
        #expect(came["done"] == 1 && came.values.reduce(0, +) == 5)
        crew.clock.advance(by: 61)
        let late = try await Self.ask(crew)
        crew.clock.advance(by: 1_800)
        #expect(
            await refusal { try await ResetPassword(token: late, password: Crew.other).run(crew.hub) } == .linkExpired)
    }

    @Test("still asks for the second factor", arguments: Engine.available)
    func secondFactor(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org")
        _ = try await crew.secondFactor(ada.visitor)
        try await ResetPassword(token: try await Self.ask(crew), password: Crew.other).run(crew.hub)
        #expect(try await crew.signIn("ada@example.org", Crew.other).visitor.isHalf)
    }

    @Test("writes as many rows for nobody as for a member, and mails nobody", arguments: Engine.available)
    func enumeration(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("ada@example.org")
        try await SendLetters().run(crew.hub)
        let before = crew.post.letters.count
        for address in ["nobody@example.org", "no address", "ada@example.org", "ada@example.org"] {
            try await AskForReset(address: address).run(crew.hub)
        }
        #expect(try await crew.system { try LetterRecords.counts($0).waiting } == 4)
        try await SendLetters().run(crew.hub)
        #expect(crew.post.letters.count == before + 1, "one mail a minute, and to the member only")
        #expect(try await crew.system { try LetterRecords.counts($0).waiting } == 0)
    }

    @Test("is refused to everybody alike where no mail is sent")
    func noMail() async throws {
        let crew = try await Crew(.sqlite, mails: false)
        _ = try await crew.member("ada@example.org")
        #expect(await refusal { try await AskForReset(address: "ada@example.org").run(crew.hub) } == .mailMissing)
        #expect(await refusal { try await AskForReset(address: "nobody@example.org").run(crew.hub) } == .mailMissing)
        let link = try await MakeReset(address: "ada@example.org", endsSecondFactor: true).run(crew.hub)
        try await ResetPassword(token: Crew.token(in: link.reveal()), password: Crew.other).run(crew.hub)
        _ = try await crew.signIn("ada@example.org", Crew.other)
    }

    @Test("a link of one kind opens no other door")
    func kinds() async throws {
        let crew = try await Crew(.sqlite)
        _ = try await crew.member("ada@example.org")
        let reset = try await Self.ask(crew)
        #expect(await refusal { try await VerifyAddress(token: reset).run(crew.hub) } == .linkUnknown)
        #expect(await refusal { try await Enter(token: reset).run(crew.hub, marks: Crew.browser) } == .linkUnknown)
        #expect(await refusal { try await ShowInvitation(token: reset).run(crew.hub) } == .linkUnknown)
    }

    @Test("an entry link signs in once, and owes the second factor all the same", arguments: Engine.available)
    func entry(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org")
        let link = Crew.token(in: try await MakeEntry(address: "ada@example.org").run(crew.hub).reveal())
        #expect(try await !Enter(token: link).run(crew.hub, marks: Crew.browser).isHalf)
        #expect(await refusal { try await Enter(token: link).run(crew.hub, marks: Crew.browser) } == .linkSpent)
        _ = try await crew.secondFactor(ada.visitor)
        let second = Crew.token(in: try await MakeEntry(address: "ada@example.org").run(crew.hub).reveal())
        #expect(try await Enter(token: second).run(crew.hub, marks: Crew.browser).isHalf)
    }
}

@Suite("Mail on its way")
struct LetterTests {
    @Test("is sealed until it leaves, and gone afterwards", arguments: Engine.available)
    func sealed(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await InviteMember(address: "bo@example.org", role: "analyst", tenant: crew.tenant, by: .machine)
            .run(crew.hub)
        let stored = try await crew.system { db in
            try db.query("SELECT sealed FROM letter").map { try $0.get(0, as: [UInt8].self) }
        }
        #expect(stored.count == 1)
        let text = stored.map { String(decoding: $0, as: UTF8.self) }.joined()
        #expect(!text.contains("bo@example") && !text.contains("eni_") && !text.contains("Studio"))
        #expect(try await SendLetters().run(crew.hub) == 1)
        #expect(try await crew.system { try LetterRecords.counts($0).waiting } == 0)
        #expect(try await SendLetters().run(crew.hub) == 0)
    }

    @Test("is tried again for a day where the server cannot be reached", arguments: Engine.available)
    func unreachable(engine: Engine) async throws {
        let crew = try await Crew(engine)
        crew.post.says(.unreachable("no connection"))
        _ = try await InviteMember(address: "bo@example.org", role: "analyst", tenant: crew.tenant, by: .machine)
            .run(crew.hub)
        #expect(try await SendLetters().run(crew.hub) == 0)
        let line = try await ListMembers(tenant: crew.tenant).run(crew.hub).invitations.first
        #expect(line?.trouble == "unreachable (no connection)")
        crew.post.says(nil)
        #expect(try await SendLetters().run(crew.hub) == 0, "not at once")
        crew.clock.advance(by: 31)
        #expect(try await SendLetters().run(crew.hub) == 1)
        crew.post.says(.unreachable("no connection"))
        _ = try await InviteMember(address: "cy@example.org", role: "analyst", tenant: crew.tenant, by: .machine)
            .run(crew.hub)
        for _ in 0..<60 {
            try await SendLetters().run(crew.hub)
            crew.clock.advance(by: 3_600)
        }
        #expect(try await crew.system { try LetterRecords.counts($0).givenUp } == 1)
    }

    @Test("is given up where the server says no, and the list says why", arguments: Engine.available)
    func refused(engine: Engine) async throws {
        let crew = try await Crew(engine)
        crew.post.says(.refused(status: 550))
        _ = try await InviteMember(address: "bo@example.org", role: "analyst", tenant: crew.tenant, by: .machine)
            .run(crew.hub)
        try await SendLetters().run(crew.hub)
        crew.post.says(nil)
        crew.clock.advance(by: 7_200)
        #expect(try await SendLetters().run(crew.hub) == 0)
        let line = try await ListMembers(tenant: crew.tenant).run(crew.hub).invitations.first
        #expect(line?.trouble == "refused (550)")
    }

    @Test("tells a member of what happened to the account", arguments: Engine.available)
    func notices(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org").visitor
        let bo = try await crew.member("bo@example.org", .analyst)
        let factor = try await crew.secondFactor(bo.visitor)
        let visitor = try #require(try await crew.visitor(factor.token))
        _ = try await ChangePassword(from: Crew.password, to: Crew.other).run(visitor, crew.hub)
        try await RemoveMember(bo.visitor.member, tenant: crew.tenant, by: .member(ada)).run(crew.hub)
        try await SendLetters().run(crew.hub)
        let told = crew.post.letters.filter { $0.to == "bo@example.org" }.map(\.text).joined()
        #expect(told.contains("turned on") && told.contains("password of your account was changed"))
        #expect(told.contains("do not belong to the workspace “Studio”"))
    }

    @Test("a verification shows that the address is the member's, once", arguments: Engine.available)
    func verification(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org")
        #expect(!ada.visitor.isVerified)
        try await VerifyAgain().run(ada.visitor, crew.hub)
        try await SendLetters().run(crew.hub)
        let token = try #require(crew.post.link(to: "ada@example.org"))
        try await VerifyAddress(token: token).run(crew.hub)
        #expect(try await crew.visitor(ada.token)?.isVerified == true)
        #expect(await refusal { try await VerifyAddress(token: token).run(crew.hub) } == .linkSpent)
    }
}
