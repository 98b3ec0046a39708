import ArgumentParser
import Foundation

/// Plays the main job for a newcomer: shops of four channels, one stockroom, a crowd, faults, and a verdict.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play the main job with simulated shops, and judge it from the shops' own books.",
        discussion: """
            Starts WooCommerce, Etsy, Shopify, Amazon and eBay twins and the hub on this machine, imports one catalogue into one stockroom, goes live, lets a \
            crowd buy from all shops at once while faults are injected, and compares the shops' books of sales with ours. \
            Nothing leaves the machine. With ENTREPOT_DEMO_POSTGRES_OWNER set, the hub keeps its rows in PostgreSQL.
            """)

    @OptionGroup var options: DemoOptions

    func run() async throws {
        let play = try DemoPlay(self.options)
        let signals = DemoSignals { play.stage.abandon() }
        defer { signals.end() }
        let verdict: DemoVerdict
        do {
            verdict = try await play.run()
        } catch {
            await play.close()
            throw error
        }
        print(verdict.text)
        if let path = self.options.verdict {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(verdict).write(to: URL(fileURLWithPath: path))
        }
        if self.options.stay {
            print("\n  The live page stays open; this link signs its owner in once. Ctrl-C ends the demo.")
            print("  \(await play.entry())")
            await play.stayOpen()
        }
        await play.close()
        if !verdict.holds { throw ExitCode(1) }
    }
}
