import ArgumentParser
import Commerce
import Operations

struct WorkspaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workspace", abstract: "Workspaces: one business each.",
        subcommands: [Create.self, List.self, Policy.self, Authority.self])

    struct Create: HubCommand {
        static let configuration = CommandConfiguration(abstract: "Make a workspace.")
        @Argument(help: "What people call it.") var name: String
        @Option(help: "Its currency, ISO 4217.") var currency: Currency = .eur
        @Option(help: "What channels are shown: shared, buffered, guaranteed or adaptive.")
        var policy: SellingPolicy = .adaptive
        @OptionGroup var list: ListFlags
        @OptionGroup var settings: SettingFlags
        var isJSON: Bool { self.list.json }

        func run(_ hub: Installation, _ out: Output) async throws {
            let made = try await CreateWorkspace(name: self.name, currency: self.currency, policy: self.policy).run(hub)
            let owner = try await AdoptWorkspace(made).run(hub)
            try out.show(made) {
                out.line("Made workspace \($0.name) (\($0.currency), \($0.policy)).")
                if let owner { out.line("Its owner is \(owner).") }
            }
        }
    }

    struct List: HubCommand {
        static let configuration = CommandConfiguration(abstract: "List workspaces.")
        @OptionGroup var list: ListFlags
        @OptionGroup var settings: SettingFlags
        var isJSON: Bool { self.list.json }

        func run(_ hub: Installation, _ out: Output) async throws {
            try out.show(try await ListWorkspaces().run(hub)) { all in
                var table = Table(
                    [
                        ("NAME", .left), ("CURRENCY", .left), ("POLICY", .left), ("BUFFER", .right),
                        ("AUTHORITY", .left),
                        ("ID", .left),
                    ], empty: "No workspace yet. Make one: entrepot workspace create NAME")
                for one in all {
                    table.add([one.name, one.currency, one.policy, String(one.buffer), one.authority ?? "hub", one.id])
                }
                out.table(table)
            }
        }
    }

    struct Policy: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Choose what channels are shown.")
        @Argument(help: "shared, buffered, guaranteed or adaptive.") var policy: SellingPolicy
        @Option(help: "Units that buffered hides, from 0.") var buffer: Int?
        @Option(help: "Expected double sales per order that adaptive accepts, such as 0.00001.") var tolerance: Double?
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let decided = try await SetPolicy(
                .workspace(policy: self.policy, buffer: self.buffer, tolerance: self.tolerance)
            ).run(desk)
            out.line(
                "Policy \(self.policy.rawValue); \(Words.count(decided.variants, "variant", "variants")) decided anew.")
        }
    }

    struct Authority: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Say who counts the stock: hub, or one connection.")
        @Argument(help: "A connection, or `hub`.") var who: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let workspace = try await SetAuthority(connection: self.who == "hub" ? nil : self.who).run(desk)
            out.line("Stock is counted by \(workspace.authority ?? "the hub").")
        }
    }
}
