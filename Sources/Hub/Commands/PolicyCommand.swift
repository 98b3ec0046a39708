import ArgumentParser
import Commerce
import Operations

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "What channels are shown of one SKU, where it differs from the workspace.",
        subcommands: [Set.self])

    struct Set: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Choose one SKU's policy.", discussion: "For the whole workspace: entrepot workspace policy …")
        @Argument(help: "The SKU.") var sku: String
        @Argument(help: "shared, buffered, guaranteed, adaptive, or `inherit` for the workspace's.") var policy: String
        @OptionGroup var desk: DeskFlags

        func validate() throws {
            guard self.policy == "inherit" || SellingPolicy(rawValue: self.policy) != nil else {
                throw ValidationError("The policy is shared, buffered, guaranteed, adaptive or inherit.")
            }
        }

        func run(at desk: Desk, _ out: Output) async throws {
            let decided = try await SetPolicy(.sku(self.sku, policy: SellingPolicy(rawValue: self.policy))).run(desk)
            out.line(
                "\(self.sku): \(self.policy); \(Words.count(decided.variants, "variant", "variants")) decided anew.")
        }
    }
}
