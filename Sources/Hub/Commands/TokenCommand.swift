import ArgumentParser
import Operations
import Vault

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Bearer tokens of the API.", subcommands: [Create.self, Revoke.self])

    struct Create: HubCommand {
        static let configuration = CommandConfiguration(abstract: "Make a token. It is shown this once.")
        @Argument(help: "What it is for.") var name: String
        @Option(help: "For this workspace only; for all when left out.") var workspace: String?
        @OptionGroup var settings: SettingFlags

        func run(_ hub: Installation, _ out: Output) async throws {
            let tenant = self.workspace == nil ? nil : try await FindWorkspace(self.workspace).run(hub)
            let created = try await CreateToken(name: self.name, tenant: tenant).run(hub)
            out.line(created.token.reveal())
        }
    }

    struct Revoke: HubCommand {
        static let configuration = CommandConfiguration(abstract: "Make every token of a name useless.")
        @Argument(help: "The name it was made with; that of the first start is first-start.") var name: String
        @OptionGroup var settings: SettingFlags

        func run(_ hub: Installation, _ out: Output) async throws {
            let number = try await RevokeToken(name: self.name).run(hub)
            out.line(
                number == 0 ? "There is no token of that name." : "\(Words.count(number, "token", "tokens")) revoked.")
        }
    }
}
