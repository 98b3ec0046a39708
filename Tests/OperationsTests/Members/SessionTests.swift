import Commerce
import Foundation
import Store
import Testing
import Workbench

@testable import Operations
@testable import Vault

@Suite("Sessions")
struct SessionTests {
    @Test("end after an hour in which nothing was done, and after a day whatever is done", arguments: Engine.available)
    func limits(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let idle = try await crew.member("ada@example.org").token
        crew.clock.advance(by: 3_600)
        #expect(try await crew.visitor(idle) == nil)
        let busy = try await crew.signIn("ada@example.org").token
        for _ in 0..<47 {
            crew.clock.advance(by: 1_800)
            #expect(try await crew.visitor(busy) != nil)
        }
        crew.clock.advance(by: 1_800)
        #expect(try await crew.visitor(busy) == nil)
    }

    @Test("are not kept alive by a page that only listens", arguments: Engine.available)
    func listening(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let token = try await crew.member("ada@example.org").token
        for _ in 0..<3 {
            crew.clock.advance(by: 1_000)
            #expect(try await FindVisitor(token, isSeen: false).run(crew.hub) != nil)
        }
        crew.clock.advance(by: 1_000)
        #expect(try await FindVisitor(token, isSeen: false).run(crew.hub) == nil)
    }

    @Test("are listed, and ended one by one or all but this", arguments: Engine.available)
    func ended(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let first = try await crew.member("ada@example.org")
        let (second, third) = (try await crew.signIn("ada@example.org"), try await crew.signIn("ada@example.org"))
        let bo = try await crew.member("bo@example.org", .analyst)
        let lines = try await ListSessions().run(first.visitor, crew.hub)
        #expect(lines.count == 3 && lines.filter(\.isThis).map(\.id) == [first.visitor.session])
        try await EndSession(.one(second.visitor.session)).run(first.visitor, crew.hub)
        // Of somebody else's session a member can end none.
        try await EndSession(.one(bo.visitor.session)).run(first.visitor, crew.hub)
        #expect(try await crew.visitor(second.token) == nil)
        #expect(try await crew.visitor(bo.token) != nil)
        try await EndSession(.others).run(first.visitor, crew.hub)
        #expect(try await crew.visitor(third.token) == nil)
        #expect(try await crew.visitor(first.token) != nil)
        try await EndSession(.this).run(first.visitor, crew.hub)
        #expect(try await crew.visitor(first.token) == nil)
    }

    @Test("have another token after the password was changed, and the others end", arguments: Engine.available)
    func passwordChanged(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let (first, second) = (try await crew.member("ada@example.org"), try await crew.signIn("ada@example.org"))
        #expect(
            await refusal { try await ChangePassword(from: "wrong", to: Crew.other).run(first.visitor, crew.hub) }
                == .wrongPassword)
        let renewed = try await ChangePassword(from: Crew.password, to: Crew.other).run(first.visitor, crew.hub)
        #expect(try await crew.visitor(renewed)?.session == first.visitor.session)
        #expect(try await crew.visitor(first.token) == nil)
        #expect(try await crew.visitor(second.token) == nil)
        #expect(await refusal { try await crew.signIn("ada@example.org") } == .wrongPassword)
        let back = await refusal {
            try await ChangePassword(from: Crew.other, to: Crew.password).run(first.visitor, crew.hub)
        }
        #expect(back == .badPassword([.used]))
    }

    @Test("that were stolen cannot guess the password for ever")
    func stolen() async throws {
        let crew = try await Crew(.sqlite)
        let ada = try await crew.member("ada@example.org")
        for _ in 0..<10 {
            _ = await refusal { try await ChangePassword(from: "wrong", to: Crew.other).run(ada.visitor, crew.hub) }
        }
        let error = await refusal {
            try await ChangePassword(from: Crew.password, to: Crew.other).run(ada.visitor, crew.hub)
        }
        #expect(error?.code == "sign-in.wait")
        // The member's own way in is not touched by it.
        _ = try await crew.signIn("ada@example.org")
    }

    @Test("look at one's own workspaces only", arguments: Engine.available)
    func workspaces(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org")
        let other = try await CreateWorkspace(name: "Atelier", currency: .eur).run(crew.hub)
        let tenant = try #require(UUID(uuidString: other.id))
        await #expect(throws: OperationError.unknownWorkspace(other.id)) {
            try await SwitchWorkspace(tenant).run(ada.visitor, crew.hub)
        }
        _ = try await CreateMember(address: "ada@example.org", name: "", role: "analyst", tenant: tenant).run(crew.hub)
        #expect(try await crew.visitor(ada.token) == nil, "a new place is a new session")
        let again = try await crew.signIn("ada@example.org")
        #expect(again.visitor.current?.name == "Atelier")
        try await SwitchWorkspace(crew.tenant).run(again.visitor, crew.hub)
        #expect(try await crew.visitor(again.token)?.current?.name == "Studio")
    }

    @Test("and all else that ended by itself is let go of", arguments: Engine.available)
    func purged(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("ada@example.org")
        _ = await refusal { try await crew.signIn("nobody@example.org", "wrong") }
        try await AskForReset(address: "ada@example.org").run(crew.hub)
        crew.clock.advance(by: 181 * 86_400)
        try await PurgePeople().run(crew.hub)
        let left = try await crew.system { db in
            try ["member_session", "member_device", "sign_in_patience", "one_time_token", "letter"].map { table in
                switch table {
                case "member_session": try db.query("SELECT id FROM member_session").count
                case "member_device": try db.query("SELECT created_at FROM member_device").count
                case "sign_in_patience": try db.query("SELECT failures FROM sign_in_patience").count
                case "one_time_token": try db.query("SELECT kind FROM one_time_token").count
                default: try db.query("SELECT id FROM letter").count
                }
            }
        }
        #expect(left == [0, 0, 0, 0, 0])
    }
}
