import ArgumentParser
import Commerce

/// How the demo is played.
struct DemoOptions: ParsableArguments {
    enum Policy: String, ExpressibleByArgument, CaseIterable {
        /// Every other SKU guaranteed, the rest shared: both promises side by side.
        case mixed, shared, buffered, guaranteed, adaptive
    }

    @Option(
        help:
            "What channels are shown: mixed (every other SKU guaranteed, the rest shared), shared, buffered, guaranteed or adaptive."
    )
    var policy: Policy = .mixed

    @Option(help: "How long the crowd buys, in seconds.")
    var seconds: Int = 45

    @Option(help: "How many WooCommerce shops there are.")
    var shops: Int = 2

    @Option(
        help:
            "How many Etsy shops there are beside them, all behind one app with its ten calls a second."
    )
    var etsy: Int = 1

    @Option(help: "How many Shopify shops there are.")
    var shopify: Int = 1

    @Option(help: "How many Amazon sellers there are.")
    var amazon: Int = 1

    @Option(help: "How many eBay sellers there are.")
    var ebay: Int = 1

    @Option(help: "Buyers' attempts per second, over all shops.")
    var rate: Double = 5

    @Option(help: "What the shops' catalogue, crowd and faults are drawn from. The same word, the same play.")
    var seed: String = "demo"

    @Option(help: "Where the live page is. 0 takes a free port.")
    var port: Int = 8484

    @Option(help: "How often the hub is killed (kill -9) and started again while the crowd buys.")
    var kills: Int = 0

    @Option(
        help: ArgumentHelp(
            "A shell command that has the database server fall and come back. It runs at each kill, at every other one while the hub lives on.",
            visibility: .hidden))
    var databaseFall: String?

    @Flag(inversion: .prefixedNo, help: "Inject every fault the twins know.")
    var faults = true

    @Flag(inversion: .prefixedNo, help: "Leave the live page open afterwards, until Ctrl-C.")
    var stay = true

    @Option(help: "Write the verdict as JSON to this file, too.")
    var verdict: String?

    @Option(help: "A folder for the demo's database; by default a new temporary one, removed at the end.")
    var folder: String?
}
