import Commerce
import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("A token that belongs to a member")
struct TokenOwnerTests {
    private static func grant(_ token: CreatedToken, _ crew: Crew) async throws -> TokenGrant? {
        try await FindToken(token.token.reveal()).run(crew.hub)
    }

    @Test("may do what its role may, and at most what its owner may at that moment", arguments: Engine.available)
    func reach(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("ada@example.org")
        let (visitor, _) = try await crew.member("bo@example.org", .admin)
        let wide = try await CreateToken(
            name: "till", tenant: crew.tenant, owner: .init(visitor.member), by: .member(visitor.member)
        ).run(crew.hub)
        let narrow = try await CreateToken(
            name: "report", tenant: crew.tenant, owner: .init(visitor.member, role: "analyst")
        ).run(crew.hub)
        let before = try #require(try await Self.grant(wide, crew))
        #expect(before.may(.connect) && before.may(.audit) && !before.may(.own) && !before.may(.buyerData))
        let least = try #require(try await Self.grant(narrow, crew))
        #expect(least.may(.look) && !least.may(.change) && !least.may(.audit))
        try await ChangeRole(visitor.member, to: "support", buyerData: true, tenant: crew.tenant, by: .machine)
            .run(crew.hub)
        let after = try #require(try await Self.grant(wide, crew))
        #expect(after.permissions == [.look, .ship])
        // And back: what was made for an admin was made for an admin.
        try await ChangeRole(visitor.member, to: "admin", buyerData: false, tenant: crew.tenant, by: .machine)
            .run(crew.hub)
        #expect(try await Self.grant(wide, crew)?.permissions == before.permissions)
    }

    @Test("falls with its owner's place, unless it was handed over before", arguments: Engine.available)
    func falls(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let (ada, _) = try await crew.member("ada@example.org")
        let (bo, _) = try await crew.member("bo@example.org", .operator)
        let other = try await CreateWorkspace(name: "Atelier", currency: .eur).run(crew.hub)
        let second = try #require(UUID(uuidString: other.id))
        _ = try await crew.member("bo@example.org", .operator, in: second)
        let own = CreateToken.Owner(bo.member)
        let goes = try await CreateToken(name: "goes", tenant: crew.tenant, owner: own).run(crew.hub)
        let stays = try await CreateToken(name: "stays", tenant: crew.tenant, owner: own).run(crew.hub)
        let elsewhere = try await CreateToken(name: "elsewhere", tenant: second, owner: own).run(crew.hub)
        let members = try await ListMembers(tenant: crew.tenant).run(crew.hub).members
        #expect(members.first { $0.address == "bo@example.org" }?.tokens == 2)
        #expect(members.first { $0.address == "ada@example.org" }?.tokens == 0)
        #expect(try await HandOverToken("stays", to: ada.member, tenant: crew.tenant).run(crew.hub) == 1)
        try await RemoveMember(bo.member, tenant: crew.tenant, by: .machine).run(crew.hub)
        #expect(try await Self.grant(goes, crew) == nil)
        #expect(try await Self.grant(stays, crew)?.member == ada.member)
        #expect(try await Self.grant(stays, crew)?.may(.change) == true)
        #expect(try await Self.grant(elsewhere, crew) != nil)
        // Whoever is let in again has to make a new one.
        _ = try await crew.member("bo@example.org", .operator)
        #expect(try await Self.grant(goes, crew) == nil)
        let desk = Desk(crew.hub, tenant: crew.tenant)
        let deeds = try await ListAudit(what: "token").run(desk).lines.map(\.deed)
        #expect(deeds.count { $0 == "token.revoked" } == 1 && deeds.count { $0 == "token.handed-over" } == 1)
    }

    @Test("is not made for more than its owner is, nor for who does not belong, nor for all workspaces")
    func refused() async throws {
        let crew = try await Crew(.sqlite)
        _ = try await crew.member("ada@example.org")
        let (bo, _) = try await crew.member("bo@example.org", .operator)
        let above = await refusal {
            try await CreateToken(name: "x", tenant: crew.tenant, owner: .init(bo.member, role: "owner")).run(crew.hub)
        }
        #expect(above == .roleAbove("owner"))
        let odd = await refusal {
            try await CreateToken(name: "x", tenant: crew.tenant, owner: .init(bo.member, role: "boss")).run(crew.hub)
        }
        #expect(odd == .roleUnknown("boss"))
        let stranger = await refusal {
            try await CreateToken(name: "x", tenant: crew.tenant, owner: .init(crew.hub.id())).run(crew.hub)
        }
        #expect(stranger == .memberUnknown)
        await #expect(throws: OperationError.self) {
            try await CreateToken(name: "x", tenant: nil, owner: .init(bo.member)).run(crew.hub)
        }
        // One's own alone can be taken back from the page.
        let made = try await CreateToken(name: "mine", tenant: crew.tenant, owner: .init(bo.member)).run(crew.hub)
        let id = try #require(try await ListTokens(.ofMember(bo.member)).run(crew.hub).first?.id)
        #expect(try await RevokeToken(own: id, of: crew.hub.id()).run(crew.hub) == 0)
        #expect(try await Self.grant(made, crew) != nil)
        #expect(try await RevokeToken(own: id, of: bo.member).run(crew.hub) == 1)
        #expect(try await Self.grant(made, crew) == nil)
    }
}
