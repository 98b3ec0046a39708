import ArgumentParser

@main
struct Hub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "entrepot")
}
