import Commerce
import Foundation
import Testing
import Workbench

@testable import Operations
@testable import Vault

@Suite("The first member")
struct FirstRunTests {
    private static func setUp(_ crew: Crew, _ token: String, address: String = "ada@example.org") async throws {
        _ = try await SetUp(token: token, address: address, name: "Ada Holm", password: Crew.password)
            .run(crew.hub, marks: Crew.browser)
    }

    private static func link(_ crew: Crew) async throws -> String {
        Crew.token(in: try #require(try await PrepareSetup().run(crew.hub)).reveal())
    }

    @Test("is made by the link of the first start, and owns the workspaces there are", arguments: Engine.available)
    func made(engine: Engine) async throws {
        let crew = try await Crew(engine)
        try await Self.setUp(crew, try await Self.link(crew))
        let visitor = try await crew.signIn("ada@example.org").visitor
        #expect(visitor.places.map(\.role) == [.owner])
        #expect(visitor.current?.tenant == crew.tenant)
        #expect(try await PrepareSetup().run(crew.hub) == nil)
    }

    @Test("is one, however many use the link at once", arguments: Engine.available)
    func once(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let link = try await Self.link(crew)
        let came = await outcomes(of: 8) { try await Self.setUp(crew, link, address: "person\($0)@example.org") }
        #expect(came == ["done": 1, "link.spent": 7])
    }

    @Test("needs the newest link, within a day", arguments: Engine.available)
    func newest(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let (first, second) = (try await Self.link(crew), try await Self.link(crew))
        #expect(await refusal { try await Self.setUp(crew, first) } == .linkSpent)
        crew.clock.advance(by: 86_400)
        #expect(await refusal { try await Self.setUp(crew, second) } == .linkExpired)
        #expect(await refusal { try await Self.setUp(crew, "enu_guess") } == .linkUnknown)
        #expect(try await !HasMembers().run(crew.hub))
    }

    @Test("is told what is wrong with the password, and may try again with the same link")
    func password() async throws {
        let crew = try await Crew(.sqlite)
        let link = try await Self.link(crew)
        for bad in ["short", "ada holm ada holm ada", "summer2026password", "\u{7}", ""] {
            let error = await refusal {
                try await SetUp(token: link, address: "ada@example.org", name: "Ada Holm", password: bad)
                    .run(crew.hub, marks: Crew.browser)
            }
            guard case .badPassword(let faults) = error else {
                Issue.record("“\(bad)” was not refused for itself: \(String(describing: error))")
                continue
            }
            #expect(!faults.isEmpty)
        }
        try await Self.setUp(crew, link)
    }

    @Test(
        "has an address that can do no harm in a mail",
        arguments: [
            "", "ada", "ada@", "@example.org", "a@b@c", "ada@example.org\r\nBcc: all@example.org", "ada @example.org",
            "ada@exam ple.org", "ada<b>@example.org", "ada@example..org", "ada@-example.org", "äda@example.org",
            ".ada@example.org", "ada@example.org,bo@example.org", "\"ada\"@example.org",
        ])
    func address(text: String) async throws {
        #expect(MailAddress(text) == nil)
    }

    @Test("is the same person in capitals and with blanks around")
    func folded() {
        #expect(MailAddress("  Ada.Holm+shop@Example.ORG ")?.text == "ada.holm+shop@example.org")
    }

    @Test("owns a workspace that is made later, while alone", arguments: Engine.available)
    func adopts(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org")
        let second = try await CreateWorkspace(name: "Second", currency: .eur).run(crew.hub)
        #expect(try await AdoptWorkspace(second).run(crew.hub) == "ada@example.org")
        #expect(try await crew.visitor(ada.token)?.places.map(\.name) == ["Second", "Studio"])
        _ = try await crew.member("bo@example.org", .analyst)
        let third = try await CreateWorkspace(name: "Third", currency: .eur).run(crew.hub)
        #expect(try await AdoptWorkspace(third).run(crew.hub) == nil)
    }
}
