import Commerce
import Foundation
import Testing
import Workbench

@testable import Operations

@Suite("Members of a workspace")
struct MembersTests {
    @Test("a workspace never loses its last owner", arguments: Engine.available)
    func lastOwner(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org").visitor
        _ = try await crew.member("bo@example.org", .admin)
        let leaving = await refusal {
            try await RemoveMember(ada.member, tenant: crew.tenant, by: .member(ada)).run(crew.hub)
        }
        let stepping = await refusal {
            try await ChangeRole(ada.member, to: "admin", buyerData: false, tenant: crew.tenant, by: .member(ada))
                .run(crew.hub)
        }
        #expect(leaving == .lastOwner && stepping == .lastOwner)
    }

    @Test("two owners who leave at once leave one", arguments: Engine.available)
    func bothLeave(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let owners = [
            try await crew.member("ada@example.org").visitor, try await crew.member("bo@example.org").visitor,
        ]
        let came = await outcomes(of: 2) { index in
            try await RemoveMember(owners[index].member, tenant: crew.tenant, by: .member(owners[index])).run(crew.hub)
        }
        #expect(came == ["done": 1, "member.last-owner": 1])
        #expect(try await ListMembers(tenant: crew.tenant).run(crew.hub).members.map(\.role) == ["owner"])
    }

    @Test("a role taken in mid-session is gone with the next request", arguments: Engine.available)
    func midSession(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org").visitor
        let bo = try await crew.member("bo@example.org", .admin)
        try await ChangeRole(bo.visitor.member, to: "analyst", buyerData: false, tenant: crew.tenant, by: .member(ada))
            .run(crew.hub)
        #expect(try await crew.visitor(bo.token) == nil)
        let again = try await crew.signIn("bo@example.org")
        #expect(again.visitor.current?.may(.manageMembers) == false && again.visitor.current?.may(.look) == true)
        try await RemoveMember(bo.visitor.member, tenant: crew.tenant, by: .member(ada)).run(crew.hub)
        #expect(try await crew.visitor(again.token) == nil)
        #expect(try await crew.signIn("bo@example.org").visitor.places.isEmpty)
    }

    @Test("an admin touches no owner, and gives nothing above an admin", arguments: Engine.available)
    func admin(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org").visitor
        let bo = try await crew.member("bo@example.org", .admin).visitor
        let removal = await refusal {
            try await RemoveMember(ada.member, tenant: crew.tenant, by: .member(bo)).run(crew.hub)
        }
        let demotion = await refusal {
            try await ChangeRole(ada.member, to: "admin", buyerData: false, tenant: crew.tenant, by: .member(bo))
                .run(crew.hub)
        }
        let rise = await refusal {
            try await ChangeRole(bo.member, to: "owner", buyerData: false, tenant: crew.tenant, by: .member(bo))
                .run(crew.hub)
        }
        #expect([removal, demotion, rise] == [.roleAbove("owner"), .roleAbove("owner"), .roleAbove("owner")])
    }

    @Test("a member of another workspace is one that is not there", arguments: Engine.available)
    func foreign(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org").visitor
        let other = try await CreateWorkspace(name: "Atelier", currency: .eur).run(crew.hub)
        let eve = try await crew.member("eve@example.org", .analyst, in: UUID(uuidString: other.id))
        let error = await refusal {
            try await RemoveMember(eve.visitor.member, tenant: crew.tenant, by: .member(ada)).run(crew.hub)
        }
        #expect(error == .memberUnknown)
        #expect(try await crew.visitor(eve.token) != nil)
    }

    @Test("buyers' data is in no role", arguments: Role.all)
    func buyerData(role: Role) {
        #expect(!role.permissions.contains(.buyerData))
        let place = Visitor.Place(tenant: UUID(), name: "Studio", role: role, buyerData: false)
        #expect(!place.may(.buyerData))
    }

    @Test("who has a role that this program does not know may do nothing")
    func unknownRole() {
        let place = Visitor.Place(tenant: UUID(), name: "Studio", role: Role.named("superuser"), buyerData: false)
        #expect(Permission.allCases.allSatisfy { !place.may($0) })
    }
}
