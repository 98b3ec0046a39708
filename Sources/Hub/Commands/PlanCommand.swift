import ArgumentParser

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "See every change a decision would cause; apply it; undo it.",
        subcommands: [
            GoLive.self, Prices.self, Stock.self, List.self, Show.self, Apply.self, Undo.self, Discard.self,
        ])
}
