import ArgumentParser
import Logging
import Operations

/// A command that works on the whole installation. It opens the store itself: no server is needed.
protocol HubCommand: AsyncParsableCommand {
    var settings: SettingFlags { get }
    /// Whether `--json` was given, on commands that list.
    var isJSON: Bool { get }
    /// Whether it begins an installation where there is none.
    var mayBegin: Bool { get }
    func run(_ hub: Installation, _ out: Output) async throws
}

extension HubCommand {
    var isJSON: Bool { false }
    var mayBegin: Bool { true }

    func run() async throws {
        try await Failure.reporting {
            var settings = try Settings(flags: self.settings.given)
            // A command answers on standard output; its log is for what goes wrong, unless more was asked for.
            if self.settings.logLevel == nil { settings.logLevel = max(settings.logLevel, .warning) }
            if !self.mayBegin { try settings.checkExists() }
            try await Opened.with(settings) { opened in
                try await self.run(opened.installation, Output(isJSON: self.isJSON))
            }
        }
    }
}

/// Flags of commands that work in one workspace.
struct DeskFlags: ParsableArguments {
    @Option(help: "The workspace, by name or id; not needed while there is only one.")
    var workspace: String?
    @OptionGroup var settings: SettingFlags
}

/// A command that works in one workspace.
protocol DeskCommand: HubCommand {
    var desk: DeskFlags { get }
    /// Whether it is done in a suspended workspace too: what only looks, or takes along.
    var worksWhileSuspended: Bool { get }
    func run(at desk: Desk, _ out: Output) async throws
}

extension DeskCommand {
    var settings: SettingFlags { self.desk.settings }
    var worksWhileSuspended: Bool { false }
    var mayBegin: Bool { false }

    func run(_ hub: Installation, _ out: Output) async throws {
        let tenant = try await FindWorkspace(self.desk.workspace).run(hub)
        if !self.worksWhileSuspended { try await Suspension.check(tenant, hub) }
        try await self.run(at: Desk(hub, tenant: tenant), out)
    }
}

/// On every command that lists.
struct ListFlags: ParsableArguments {
    @Flag(help: "JSON instead of a table.")
    var json = false
}

/// A long list in pieces.
struct PageFlags: ParsableArguments {
    @Option(help: "Go on after this: what the piece before says as its next.")
    var after: String?
    @Option(help: "Rows at most, 1 to 1000.")
    var limit = 100

    func validate() throws {
        guard (1...1_000).contains(self.limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
    }
}
