import ArgumentParser
import Commerce
import Operations

struct WorkspaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workspace", abstract: "Workspaces: one business each.",
        subcommands: [
            Create.self, List.self, Policy.self, Authority.self, Suspend.self, Resume.self, Export.self,
        ])

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
                        ("AUTHORITY", .left), ("STATE", .left), ("ID", .left),
                    ], empty: "No workspace yet. Make one: entrepot workspace create NAME")
                for one in all {
                    table.add([
                        one.name, one.currency, one.policy, String(one.buffer), one.authority ?? "hub",
                        one.suspended == nil ? "open" : "suspended", one.id,
                    ])
                }
                out.table(table)
                for one in all {
                    guard let suspended = one.suspended else { continue }
                    out.line("\(one.name) is suspended since \(Words.time(suspended.since) ?? ""): \(suspended.reason)")
                    if let appeal = suspended.appeal { out.line("  Its people object: \(appeal)") }
                }
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

    struct Suspend: HubCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop a workspace: its people see why, may object and export, and no shop is called for it.",
            discussion: "Nothing is lost: what is sold meanwhile is read from the shops when it goes on.")
        @Argument(help: "The workspace, by name or id.") var name: String
        @Option(help: "Why, as its people read it: one line of 1 to 500 characters.") var reason: String
        @OptionGroup var settings: SettingFlags

        func run(_ hub: Installation, _ out: Output) async throws {
            let workspace = try await SuspendWorkspace(self.name, reason: self.reason).run(hub)
            out.line("\(workspace.name) is suspended. Its shops are not called any more, within seconds.")
            out.line("It goes on with: entrepot workspace resume \"\(workspace.name)\"")
        }
    }

    struct Resume: HubCommand {
        static let configuration = CommandConfiguration(abstract: "Let a suspended workspace go on.")
        @Argument(help: "The workspace, by name or id.") var name: String
        @OptionGroup var settings: SettingFlags

        func run(_ hub: Installation, _ out: Output) async throws {
            let workspace = try await ResumeWorkspace(self.name).run(hub)
            out.line("\(workspace.name) goes on; its shops are read for what happened meanwhile.")
        }
    }

    struct Export: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write everything of a workspace as JSON Lines, a line for each row; no secrets.")
        @OptionGroup var desk: DeskFlags
        var worksWhileSuspended: Bool { true }

        func run(at desk: Desk, _ out: Output) async throws {
            try await ExportWorkspace().run(desk) { out.piece($0) }
        }
    }
}
