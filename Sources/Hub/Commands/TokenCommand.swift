import ArgumentParser
import Foundation
import Operations
import Vault

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Bearer tokens of the API.",
        subcommands: [Create.self, List.self, HandOver.self, Revoke.self])

    struct Create: HubCommand {
        static let configuration = CommandConfiguration(abstract: "Make a token. It is shown this once.")
        @Argument(help: "What it is for.") var name: String
        @Option(help: "For this workspace only; for all when left out.") var workspace: String?
        @Option(help: "The member whose it is, by address: it falls with their place in the workspace.")
        var owner: String?
        @Option(help: "What it may do at most; the owner's own role when left out.") var role: String?
        @OptionGroup var settings: SettingFlags

        func validate() throws {
            if self.role != nil, self.owner == nil { throw ValidationError("--role goes with --owner.") }
            if self.owner != nil, self.workspace == nil {
                throw ValidationError("A member's token is for one workspace: name it with --workspace.")
            }
        }

        func run(_ hub: Installation, _ out: Output) async throws {
            let tenant = self.workspace == nil ? nil : try await FindWorkspace(self.workspace).run(hub)
            var owner: CreateToken.Owner?
            if let address = self.owner, let tenant {
                owner = .init(try await MemberCommand.find(address, in: tenant, hub), role: self.role)
            }
            let created = try await CreateToken(name: self.name, tenant: tenant, owner: owner).run(hub)
            out.line(created.token.reveal())
        }
    }

    struct List: HubCommand {
        static let configuration = CommandConfiguration(abstract: "List the tokens that are good, never their text.")
        @OptionGroup var list: ListFlags
        @OptionGroup var settings: SettingFlags
        var isJSON: Bool { self.list.json }

        func run(_ hub: Installation, _ out: Output) async throws {
            try out.show(try await ListTokens().run(hub)) { tokens in
                var table = Table(
                    [
                        ("NAME", .left), ("TOKEN", .left), ("WORKSPACE", .left), ("OWNER", .left), ("ROLE", .left),
                        ("MADE", .left),
                    ], empty: "There is none. Make one: entrepot token create NAME")
                for token in tokens {
                    table.add([
                        token.name, token.id, token.workspace ?? "all", token.owner ?? "this machine",
                        token.role ?? "everything", Words.time(token.createdAt),
                    ])
                }
                out.table(table)
            }
        }
    }

    struct HandOver: DeskCommand {
        static let configuration = CommandConfiguration(
            commandName: "hand-over", abstract: "Give a workspace's token to another of its members.")
        @Argument(help: "Its name, or what `token list` calls it (tok_…).") var name: String
        @Argument(help: "The member's e-mail address.") var address: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let member = try await MemberCommand.find(self.address, in: desk.tenant, desk.hub)
            let count = try await HandOverToken(self.name, to: member, tenant: desk.tenant).run(desk.hub)
            guard count > 0 else { throw OperationError.unknownToken(self.name) }
            out.line("\(Words.count(count, "token is", "tokens are")) \(self.address)'s now.")
        }
    }

    struct Revoke: HubCommand {
        static let configuration = CommandConfiguration(abstract: "Make every token of a name useless.")
        @Argument(help: "The name it was made with, or what `token list` calls it (tok_…).") var name: String
        @OptionGroup var settings: SettingFlags

        func run(_ hub: Installation, _ out: Output) async throws {
            let number = try await RevokeToken(name: self.name).run(hub)
            guard number > 0 else { throw OperationError.unknownToken(self.name) }
            out.line("\(Words.count(number, "token", "tokens")) revoked.")
        }
    }
}
