import Commerce
import Foundation
import Testing
import Workbench

@testable import Operations
@testable import Vault

@Suite("Invitations")
struct InvitationTests {
    private static func invite(
        _ crew: Crew, _ address: String, _ role: Role = .operator, by inviter: Inviter = .machine
    ) async throws -> String {
        let link = try await InviteMember(
            address: address, role: role.name, tenant: crew.tenant, by: inviter, byMail: false
        ).run(crew.hub)
        return Crew.token(in: try #require(link).reveal())
    }

    private static func accept(_ crew: Crew, _ token: String, name: String = "Bo Lind") async throws -> Visitor? {
        let signed = try await AcceptInvitation(token: token, as: .stranger(name: name, password: Crew.other))
            .run(crew.hub, marks: Crew.browser)
        return try await crew.visitor(signed.token)
    }

    @Test("make an account with the invited address and the invited role", arguments: Engine.available)
    func accepted(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let bo = try await Self.accept(crew, try await Self.invite(crew, "Bo@Example.org"))
        #expect(bo?.address == "bo@example.org")
        #expect(bo?.places.map(\.role) == [.operator])
        #expect(bo?.isVerified == false, "a link that was handed over proves no mailbox")
    }

    @Test("are good once, however many use one at once", arguments: Engine.available)
    func once(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let token = try await Self.invite(crew, "bo@example.org")
        let came = await outcomes(of: 6) { _ in _ = try await Self.accept(crew, token) }
        #expect(came["done"] == 1 && came.values.reduce(0, +) == 6)
        #expect(await refusal { try await Self.accept(crew, token) } == .linkSpent)
        #expect(try await ListMembers(tenant: crew.tenant).run(crew.hub).members.count == 1)
    }

    @Test("of one person: the newer takes the older's place", arguments: Engine.available)
    func two(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let older = try await Self.invite(crew, "bo@example.org", .admin)
        let newer = try await Self.invite(crew, "BO@example.org", .analyst)
        #expect(try await ListMembers(tenant: crew.tenant).run(crew.hub).invitations.count == 1)
        #expect(await refusal { try await Self.accept(crew, older) } == .linkSpent)
        #expect(try await Self.accept(crew, newer)?.places.map(\.role) == [.analyst])
        #expect(await refusal { try await Self.invite(crew, "bo@example.org") } == .memberExists)
    }

    @Test("are not for somebody else who is signed in", arguments: Engine.available)
    func somebodyElse(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let other = try await CreateWorkspace(name: "Atelier", currency: .eur).run(crew.hub)
        let tenant = try #require(UUID(uuidString: other.id))
        let eve = try await crew.member("eve@example.org", .owner, in: tenant)
        let token = try await Self.invite(crew, "bo@example.org")
        let error = await refusal {
            try await AcceptInvitation(token: token, as: .visitor(eve.visitor)).run(crew.hub, marks: Crew.browser)
        }
        #expect(error == .invitationForAnother)
        #expect(try await crew.visitor(eve.token)?.place(crew.tenant) == nil)
        #expect(try await Self.accept(crew, token)?.address == "bo@example.org", "it is still good for who it is for")
    }

    @Test("of somebody with an account are accepted by signing in, with a new token", arguments: Engine.available)
    func account(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let other = try await CreateWorkspace(name: "Atelier", currency: .eur).run(crew.hub)
        let bo = try await crew.member("bo@example.org", .owner, in: UUID(uuidString: other.id))
        let token = try await Self.invite(crew, "bo@example.org", .support)
        #expect(await refusal { try await Self.accept(crew, token) } == .invitationNeedsSignIn)
        let signed = try await AcceptInvitation(token: token, as: .visitor(bo.visitor)).run(
            crew.hub, marks: Crew.browser)
        let visitor = try #require(try await crew.visitor(signed.token))
        #expect(visitor.place(crew.tenant)?.role == .support && visitor.current?.tenant == crew.tenant)
        #expect(try await crew.visitor(bo.token) == nil, "the session has another token now")
    }

    @Test("handed over by hand do not open an account that waits for its owner", arguments: Engine.available)
    func vacant(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let other = try await CreateWorkspace(name: "Atelier", currency: .eur).run(crew.hub)
        let tenant = try #require(UUID(uuidString: other.id))
        // Made at the command line, no password yet: an inviter elsewhere must not choose it.
        _ = try await CreateMember(address: "ada@example.org", name: "Ada", role: "owner", tenant: tenant).run(crew.hub)
        let token = try await Self.invite(crew, "ada@example.org")
        #expect(await refusal { try await Self.accept(crew, token) } == .invitationNeedsSignIn)
    }

    @Test("that came by mail verify the address", arguments: Engine.available)
    func byMail(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let link = try await InviteMember(
            address: "bo@example.org", role: "analyst", tenant: crew.tenant, by: .machine
        ).run(crew.hub)
        #expect(link == nil, "nobody but the mailbox sees it")
        try await SendLetters().run(crew.hub)
        let token = try #require(crew.post.link(to: "bo@example.org"))
        #expect(try await Self.accept(crew, token)?.isVerified == true)
    }

    @Test("end after a week, or when they are withdrawn", arguments: Engine.available)
    func ends(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let token = try await Self.invite(crew, "bo@example.org")
        let line = try #require(try await ListMembers(tenant: crew.tenant).run(crew.hub).invitations.first)
        try await WithdrawInvitation(line.id, tenant: crew.tenant, by: .machine).run(crew.hub)
        #expect(await refusal { try await Self.accept(crew, token) } == .linkSpent)
        let late = try await Self.invite(crew, "cy@example.org")
        crew.clock.advance(by: 7 * 86_400)
        #expect(await refusal { try await Self.accept(crew, late) } == .linkExpired)
        #expect(await refusal { try await Self.accept(crew, "eni_nonsense") } == .linkUnknown)
    }

    @Test("reach no higher than who invites", arguments: Engine.available)
    func reach(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let admin = Inviter.member(try await crew.member("admin@example.org", .admin).visitor)
        let worker = Inviter.member(try await crew.member("op@example.org", .operator).visitor)
        #expect(
            await refusal { try await Self.invite(crew, "a@example.org", .owner, by: admin) } == .roleAbove("owner"))
        #expect(
            await refusal { try await Self.invite(crew, "a@example.org", by: worker) } == .forbidden(.manageMembers))
        let withData = await refusal {
            try await InviteMember(
                address: "a@example.org", role: "support", buyerData: true, tenant: crew.tenant, by: admin
            ).run(crew.hub)
        }
        #expect(withData == .roleAbove("buyer-data"))
        _ = try await Self.invite(crew, "a@example.org", .admin, by: admin)
        // Into a workspace that one does not belong to, nobody.
        let other = try await CreateWorkspace(name: "Atelier", currency: .eur).run(crew.hub)
        let foreign = try #require(UUID(uuidString: other.id))
        let strange = await refusal {
            try await InviteMember(address: "b@example.org", role: "analyst", tenant: foreign, by: admin).run(crew.hub)
        }
        #expect(strange == .forbidden(.manageMembers))
    }
}
