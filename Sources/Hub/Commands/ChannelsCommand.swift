import ArgumentParser
import Operations

struct ChannelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels", abstract: "What each channel can do, and whether a connection can do it.",
        subcommands: [List.self, Check.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what can be done at each channel, why something cannot, and its published limits.")
        @OptionGroup var list: ListFlags
        @OptionGroup var settings: SettingFlags

        func run() async throws {
            try await Failure.reporting {
                let settings = try Settings(flags: self.settings.given)
                let out = Output(isJSON: self.list.json)
                try out.show(try ListChannels().run(Opened.channels(settings))) { out.piece(ChannelsTable($0).text) }
            }
        }
    }

    struct Check: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try a connection's access, rights, clock and limits, and say what to mend.",
            discussion: "A few calls that only read. Ends with 0 where all is well, else with 1.")
        @Argument(help: "The connection.") var name: String
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let checked = try await CheckConnection(self.name).run(desk)
            try out.show(checked) { out.findings($0.findings) }
            if !checked.isWell { throw ExitCode(1) }
        }
    }
}
