import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Vault

/// Who belongs to the workspace that is looked at.
struct MemberRoutes {
    let hub: Installation

    func add(to members: RouterGroup<SiteContext>) {
        members.get("members") { _, context in try await self.page(context) }
        members.post("members/invitations") { _, context in
            try await self.doing(context, "") { visitor, place in
                let form = context.form
                let link = try await InviteMember(
                    address: form["address"], role: form["role"], buyerData: form["buyer-data"] == "yes",
                    tenant: place.tenant, by: .member(visitor), byMail: form["by-hand"] != "yes"
                ).run(self.hub)
                return Outcome(notice: link == nil ? "The invitation is on its way." : nil, link: link)
            }
        }
        members.post("members/invitations/:id/withdraw") { _, context in
            try await self.doing(context, "The invitation is withdrawn.") { visitor, place in
                let id = try Self.id(context)
                try await WithdrawInvitation(id, tenant: place.tenant, by: .member(visitor)).run(self.hub)
                return nil
            }
        }
        members.post("members/:id/role") { _, context in
            try await self.doing(context, "The role is set. The member is signed out and comes back with it.") {
                visitor, place in
                let form = context.form
                try await ChangeRole(
                    try Self.id(context), to: form["role"], buyerData: form["buyer-data"] == "yes",
                    tenant: place.tenant, by: .member(visitor)
                ).run(self.hub)
                return nil
            }
        }
        members.post("members/:id/remove") { _, context in
            try await self.doing(context, "The member is removed.") { visitor, place in
                try await RemoveMember(try Self.id(context), tenant: place.tenant, by: .member(visitor)).run(self.hub)
                return nil
            }
        }
        members.post("members/leave") { _, context in
            let visitor = try context.member()
            guard let place = visitor.current else { throw OperationError.noWorkspace }
            do {
                try await RemoveMember(visitor.member, tenant: place.tenant, by: .member(visitor)).run(self.hub)
                return Response.see(Path.signIn)
            } catch let error as MemberError {
                guard place.may(.lookAtMembers) else { throw error }
                return try await self.page(context, problem: Refusal(error))
            }
        }
    }

    private struct Outcome {
        var notice: String?
        var link: Secret?
    }

    private func doing(
        _ context: SiteContext, _ notice: String,
        _ body: (Visitor, Visitor.Place) async throws -> Outcome?
    ) async throws -> Response {
        let visitor = try context.member()
        guard let place = visitor.current else { throw OperationError.noWorkspace }
        guard place.may(.manageMembers) else { throw MemberError.forbidden(.manageMembers) }
        do {
            let outcome = try await body(visitor, place) ?? Outcome(notice: notice)
            return try await self.page(context, notice: outcome.notice, link: outcome.link)
        } catch {
            guard let refusal = Refusal(error), refusal.status < 500 else { throw error }
            return try await self.page(context, problem: refusal)
        }
    }

    private func page(
        _ context: SiteContext, notice: String? = nil, problem: Refusal? = nil, link: Secret? = nil
    ) async throws -> Response {
        let visitor = try context.member()
        guard let place = visitor.current else { throw OperationError.noWorkspace }
        guard place.may(.lookAtMembers) else { throw MemberError.forbidden(.lookAtMembers) }
        let (members, invitations) = try await ListMembers(tenant: place.tenant).run(self.hub)
        let mayManage = place.may(.manageMembers)
        let gives = mayManage ? Role.all.filter { place.may(.own) || !$0.permissions.contains(.own) }.map(\.name) : []
        let view = MembersPage(
            workspace: place.name, now: self.hub.now(), notice: notice, problem: problem?.problem,
            link: link?.reveal(),
            members: members.map { member in
                MembersPage.Member(
                    id: member.id, name: member.name, address: member.address, role: member.role,
                    buyerData: member.buyerData, hasSecondFactor: member.hasSecondFactor, joined: member.joinedAt,
                    roles: gives.contains(member.role) ? gives : [], isViewer: member.id == visitor.member.text,
                    tokens: member.tokens)
            }, invitations: invitations.map(Self.line),
            invite: mayManage ? self.invite(gives, context, problem) : nil, mayManage: mayManage, csrf: context.csrf)
        return Response.html(
            Pages.members(view, for: context.viewer),
            status: problem.map { HTTPResponse.Status(code: $0.status) } ?? .ok)
    }

    private func invite(_ roles: [String], _ context: SiteContext, _ problem: Refusal?) -> FormView {
        var fields = [
            FieldView(
                "address", "E-mail address", .email, value: problem == nil ? "" : context.form["address"],
                autocomplete: "off"),
            FieldView("role", "Role", .choice(roles), value: Role.operator.name),
            FieldView(
                "buyer-data", "May see buyers' personal data", .check,
                hint: "Apart from every role; needs a second factor.", isRequired: false),
        ]
        if self.hub.people.mailer != nil {
            fields.append(
                FieldView("by-hand", "Send no mail: show me the link", .check, isRequired: false))
        }
        return FormView(
            title: "Invite somebody", action: Path.invitations, fields: fields, button: "Invite", csrf: context.csrf)
    }

    private static func line(_ invitation: InvitationLine) -> MembersPage.Invitation {
        let state: String =
            if invitation.isExpired {
                "its time is over: invite again"
            } else if let trouble = invitation.trouble {
                "the mail did not go out: \(trouble)"
            } else {
                invitation.isMailed ? "mailed" : "link handed over"
            }
        return MembersPage.Invitation(
            id: invitation.id.text, address: invitation.address, role: invitation.role, state: state,
            isTrouble: invitation.isExpired || invitation.trouble != nil, made: invitation.createdAt)
    }

    private static func id(_ context: SiteContext) throws -> UUID {
        guard let id = UUID(uuidString: try context.part("id")) else { throw MemberError.memberUnknown }
        return id
    }
}
