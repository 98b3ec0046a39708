import ArgumentParser
import Foundation
import Operations
import Vault

struct MemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "People: who may sign in, and what they may do in which workspace.",
        discussion: "Roles: \(Role.all.map { "\($0.name) (\($0.sentence))" }.joined(separator: "; "))",
        subcommands: [Setup.self, Create.self, Invite.self, List.self, SetRole.self, Remove.self, Reset.self])

    struct Setup: HubCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a new link that makes the first member, while there is none.")
        @OptionGroup var settings: SettingFlags

        func run(_ hub: Installation, _ out: Output) async throws {
            guard let link = try await PrepareSetup().run(hub) else { throw MemberError.alreadySetUp }
            out.line(link.reveal())
        }
    }

    struct Create: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a member of a workspace; prints the link at which a password is chosen.")
        @Argument(help: "The e-mail address.") var address: String
        @Option(help: "What the person is called.") var name = ""
        @Option(help: "owner, admin, operator, analyst or support.") var role = Role.operator.name
        @Flag(help: "May see buyers' personal data.") var buyerData = false
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let link = try await CreateMember(
                address: self.address, name: self.name, role: self.role, tenant: desk.tenant,
                buyerData: self.buyerData
            ).run(desk.hub)
            out.line(link?.reveal() ?? "The member has an account already, and belongs to the workspace now.")
        }
    }

    struct Invite: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Invite somebody: by mail where mail is set, else the link is printed.")
        @Argument(help: "The e-mail address.") var address: String
        @Option(help: "owner, admin, operator, analyst or support.") var role = Role.operator.name
        @Flag(help: "May see buyers' personal data.") var buyerData = false
        @Flag(help: "Send no mail: print the link.") var byHand = false
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let link = try await InviteMember(
                address: self.address, role: self.role, buyerData: self.buyerData, tenant: desk.tenant, by: .machine,
                byMail: !self.byHand
            ).run(desk.hub)
            out.line(link?.reveal() ?? "The mail goes out as soon as `entrepot serve` runs.")
        }
    }

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Who belongs to the workspace.")
        @OptionGroup var desk: DeskFlags
        @OptionGroup var list: ListFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let (members, invitations) = try await ListMembers(tenant: desk.tenant).run(desk.hub)
            try out.show(members) { members in
                var table = Table(
                    [
                        ("ADDRESS", .left), ("NAME", .left), ("ROLE", .left), ("SECOND FACTOR", .left),
                        ("JOINED", .left),
                    ],
                    empty: "Nobody yet: entrepot member create ADDRESS --role owner")
                for member in members {
                    table.add([
                        member.address, member.name, member.role + (member.buyerData ? " + buyer-data" : ""),
                        member.hasSecondFactor ? "on" : "off", Words.time(member.joinedAt),
                    ])
                }
                out.table(table)
                for invitation in invitations {
                    out.line("Invited: \(invitation.address) as \(invitation.role)")
                }
            }
        }
    }

    struct SetRole: DeskCommand {
        static let configuration = CommandConfiguration(
            commandName: "role", abstract: "Give a member another role; the member is signed out.")
        @Argument(help: "The e-mail address.") var address: String
        @Argument(help: "owner, admin, operator, analyst or support.") var role: String
        @Flag(help: "May see buyers' personal data.") var buyerData = false
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let member = try await MemberCommand.find(self.address, in: desk.tenant, desk.hub)
            try await ChangeRole(
                member, to: self.role, buyerData: self.buyerData, tenant: desk.tenant, by: .machine
            ).run(desk.hub)
            out.line("\(self.address) is \(self.role) now.")
        }
    }

    struct Remove: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Take a member out of the workspace, at once.")
        @Argument(help: "The e-mail address.") var address: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let member = try await MemberCommand.find(self.address, in: desk.tenant, desk.hub)
            try await RemoveMember(member, tenant: desk.tenant, by: .machine).run(desk.hub)
            out.line("\(self.address) does not belong to the workspace any more.")
        }
    }

    struct Reset: HubCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a link at which a member chooses another password; good once, for half an hour.")
        @Argument(help: "The e-mail address.") var address: String
        @Flag(help: "Also turn the second factor off, for a member without phone and recovery codes.")
        var withoutSecondFactor = false
        @OptionGroup var settings: SettingFlags

        func run(_ hub: Installation, _ out: Output) async throws {
            let link = try await MakeReset(address: self.address, endsSecondFactor: self.withoutSecondFactor).run(hub)
            out.line(link.reveal())
        }
    }

    static func find(_ address: String, in tenant: UUID, _ hub: Installation) async throws -> UUID {
        let (members, _) = try await ListMembers(tenant: tenant).run(hub)
        guard let id = members.first(where: { $0.address == address.lowercased() }).flatMap({ UUID(uuidString: $0.id) })
        else { throw MemberError.memberUnknown }
        return id
    }
}
