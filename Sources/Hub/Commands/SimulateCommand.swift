import ArgumentParser
import Commerce
import Connectors
import Foundation
import Simulator

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "simulate", abstract: "Play days of trading under faults in seconds, and check the laws after every step.")
    @Option var seeds = 10
    @Option var seed: UInt64?
    @Flag var verbose = false

    func run() async throws {
        if getenv("SWIFT_DETERMINISTIC_HASHING") == nil {
            setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
            let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
            var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
            execv(path, &arguments)
        }
        var player = ScenePlayer(channels: [WooCommerce.channel])
        player.keeps = 60
        if self.verbose { player.says = { print($0) } }
        for seed in self.seed.map({ $0...$0 }) ?? 1...UInt64(self.seeds) {
            let begun = Date()
            let result = player.play(.make(seed: seed, channels: ["woocommerce"]))
            print("seed \(seed): \(String(result.hash, radix: 16)) steps \(result.steps) orders \(result.orders) faults \(result.faults) commits \(result.commits) boundaries \(result.boundaries) \(Date().timeIntervalSince(begun)) s")
            print(result.sales, result.doubleSales, result.checks)
            if let breach = result.breach {
                print(result.lines.joined(separator: "\n"))
                print("BREACH \(breach.law.rawValue) at \(breach.at): \(breach.text)")
            }
        }
    }
}
