import ArgumentParser

struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Show every setting: its flag, variable, default and meaning.")

    func run() { Output().line(SettingsPage.text) }
}
