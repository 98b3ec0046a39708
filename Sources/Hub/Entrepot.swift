import ArgumentParser

/// The program.
@main
struct Entrepot: AsyncParsableCommand {
    /// Shown by `--version`.
    static let version = Program.version

    static let configuration = CommandConfiguration(
        commandName: "entrepot", abstract: "One stockroom, every marketplace.",
        discussion: "Settings come from flags, ENTREPOT_… variables and entrepot.json; see `entrepot settings`.",
        version: Self.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Running",
                subcommands: [
                    ServeCommand.self, WorkCommand.self, MigrateCommand.self, DoctorCommand.self, TwinsCommand.self,
                    DemoCommand.self, SimulateCommand.self,
                    SettingsCommand.self, VaultCommand.self,
                ]),
            CommandGroup(
                name: "Selling",
                subcommands: [
                    WorkspaceCommand.self, ChannelsCommand.self, ConnectionCommand.self, ImportCommand.self,
                    MappingCommand.self,
                    PlanCommand.self, StockCommand.self, PriceCommand.self, PolicyCommand.self, LocationCommand.self,
                    OrderCommand.self, FinanceCommand.self, OfferCommand.self, ListingCommand.self, BrakeCommand.self,
                    DiagnosticCommand.self, EventCommand.self,
                    TokenCommand.self, MemberCommand.self,
                ]),
            CommandGroup(
                name: "Watching",
                subcommands: [
                    AuditCommand.self, AlarmCommand.self, AccessCommand.self, CanaryCommand.self, PrivacyCommand.self,
                    PromisesCommand.self,
                ]),
        ])
}
