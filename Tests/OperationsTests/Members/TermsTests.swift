import Commerce
import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("Terms, accepted by version")
struct TermsTests {
    private static let old = "Terms of January\nBe kind."
    private static let new = "Terms of March\nBe kind, and careful."

    private func crew(_ engine: Engine) async throws -> Crew {
        var hub = try await Crew(engine)
        hub.hub.people.terms = Terms(text: Self.old)
        return hub
    }

    @Test("another text is another version, and a text that says nothing is none")
    func versions() throws {
        let (old, new) = (try #require(Terms(text: Self.old)), try #require(Terms(text: Self.new)))
        #expect(old.version.hasPrefix("Terms of January ("))
        #expect(old.version != new.version)
        #expect(old.version == Terms(text: "\n" + Self.old + "\n\n")?.version)
        #expect(old.version != Terms(text: Self.old + "!")?.version)
        #expect(Terms(text: " \n ") == nil)
    }

    @Test(
        "nobody sets up or joins without accepting them, and what was accepted is recorded", arguments: Engine.available
    )
    func accepted(engine: Engine) async throws {
        let crew = try await self.crew(engine)
        let terms = try #require(crew.hub.people.terms)
        let link = try #require(try await PrepareSetup().run(crew.hub))
        func setUp(_ accepted: String) -> SetUp {
            SetUp(
                token: Crew.token(in: link.reveal()), address: "anna@example.org", name: "Anna",
                password: Crew.password,
                terms: accepted)
        }
        #expect(
            await refusal { try await setUp("").run(crew.hub, marks: Crew.browser) } == .termsNotAccepted(terms.version)
        )
        #expect(
            await refusal { try await setUp("Terms of old").run(crew.hub, marks: Crew.browser) }
                == .termsNotAccepted(terms.version))
        let signed = try await setUp(terms.version).run(crew.hub, marks: Crew.browser)
        let anna = try #require(try await crew.visitor(signed.token))
        #expect(anna.owesTerms == nil)
        let told = try await ListAudit(what: "account.terms-accepted").run(Desk(crew.hub, tenant: crew.tenant)).lines
        #expect(told.map(\.detail) == [["version": terms.version]])
        #expect(told.map(\.doerID) == [anna.member.text])

        let invited = try #require(
            try await InviteMember(
                address: "bert@example.org", role: "analyst", tenant: crew.tenant, by: .machine, byMail: false
            ).run(crew.hub))
        let token = Crew.token(in: invited.reveal())
        let stranger = AcceptInvitation.Who.stranger(name: "Bert", password: Crew.password)
        #expect(
            await refusal {
                try await AcceptInvitation(token: token, as: stranger).run(crew.hub, marks: Crew.browser)
            } == .termsNotAccepted(terms.version))
        _ = try await AcceptInvitation(token: token, as: stranger, terms: terms.version).run(
            crew.hub, marks: Crew.browser)
    }

    @Test("when they change everybody is asked again, once", arguments: Engine.available)
    func changed(engine: Engine) async throws {
        var crew = try await self.crew(engine)
        let (anna, token) = try await crew.member("anna@example.org")
        #expect(anna.owesTerms == crew.hub.people.terms?.version)
        try await AcceptTerms(version: try #require(anna.owesTerms)).run(anna, crew.hub)
        #expect(try await crew.visitor(token)?.owesTerms == nil)
        crew.hub.people.terms = Terms(text: Self.new)
        let owed = try #require(try await crew.visitor(token)?.owesTerms)
        #expect(owed.hasPrefix("Terms of March"))
        #expect(
            await refusal { try await AcceptTerms(version: anna.owesTerms ?? "").run(anna, crew.hub) }
                == .termsNotAccepted(owed))
        try await AcceptTerms(version: owed).run(anna, crew.hub)
        #expect(try await crew.visitor(token)?.owesTerms == nil)
    }

    @Test("an operator without terms asks for none", arguments: Engine.available)
    func none(engine: Engine) async throws {
        let crew = try await Crew(engine)
        #expect(try await crew.member("anna@example.org").visitor.owesTerms == nil)
    }
}
