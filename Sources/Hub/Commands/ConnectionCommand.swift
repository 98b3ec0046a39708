import ArgumentParser

struct ConnectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection", abstract: "Shops: connect, watch, steer.",
        subcommands: [
            Add.self, Authorize.self, List.self, Pause.self, Resume.self, Reconnect.self, Import.self, Sync.self,
            PriceRuleCommand.self, SetWebhookSecretCommand.self, Location.self,
        ])
}
