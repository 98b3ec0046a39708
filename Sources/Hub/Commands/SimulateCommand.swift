import ArgumentParser
import Commerce
import ConnectorKit
import Connectors
import Foundation
import Simulator

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Play days of trading under faults in seconds, and check every law after each step.",
        discussion: """
            Hub, shops, database and workers in one process, on virtual time and without sockets. The same seed plays the \
            same history on any machine. A law that does not hold ends the run with the seed, the law and the shortest \
            history found, and exit code 1. --plant shows that a given mistake would be found.
            """)

    @Option(help: "How many seeds, from 1.")
    var seeds: Int?
    @Option(help: "The first seed, or the only one where --seeds is not given.")
    var seed: UInt64?
    @Option(help: "mixed, or one for all workspaces: guaranteed, adaptive, shared, buffered.")
    var policy = "mixed"
    @Option(help: "Plant a mistake, which must be found; exit code 0 when it is. See --list-plants.")
    var plant: String?
    @Flag(help: "Plant every mistake, one to each thread, each over at most --seeds seeds (200).")
    var allPlants = false
    @Flag(help: "List the mistakes that can be planted.")
    var listPlants = false
    @Flag(help: "Short scenes, each once for each store and call boundary, with the hub restarted there.")
    var crashEveryBoundary = false
    @Flag(help: "Short scenes: a quarter of an hour with a dozen buyers.")
    var brief = false
    @Option(help: "Scenes played side by side; as many as the machine has cores unless told.")
    var threads = max(1, min(64, ProcessInfo.processInfo.activeProcessorCount))
    @Option(
        help: """
            Play on this PostgreSQL server instead of SQLite in memory; the role in the URL makes a database for each scene \
            and drops it. Some ten times slower.
            """)
    var postgres: String?
    @Flag(help: "Print what happens, line by line. One seed only.")
    var verbose = false
    @Flag(help: "Results as JSON.")
    var json = false

    func validate() throws {
        if let seeds = self.seeds, seeds < 1 {
            throw ValidationError("--seeds is a number from 1. Leave it out for 10, or give --seed N for one.")
        }
        guard (1...64).contains(self.threads) else { throw ValidationError("--threads is a number from 1 to 64.") }
        _ = try self.mix()
        if let plant = self.plant, Plant(rawValue: plant) == nil {
            throw ValidationError("There is no plant “\(plant)”. Run: entrepot simulate --list-plants")
        }
        if let postgres, !postgres.hasPrefix("postgres://"), !postgres.hasPrefix("postgresql://") {
            throw ValidationError("--postgres is a URL such as postgres://owner@127.0.0.1:5432/postgres.")
        }
        if self.postgres != nil, self.plant != nil || self.allPlants {
            throw ValidationError("Plants are looked for on SQLite in memory: leave out --postgres.")
        }
        if self.verbose, self.seeds ?? 1 != 1 || self.seed == nil {
            throw ValidationError("--verbose shows one seed: give --seed N without --seeds.")
        }
    }

    private func mix() throws -> PolicyMix {
        if self.policy == "mixed" { return .mixed }
        guard let policy = SellingPolicy(rawValue: self.policy) else {
            throw ValidationError(
                "There is no policy “\(self.policy)”. Give mixed, \(SellingPolicy.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        return .all(policy)
    }

    func run() async throws {
        let out = Output(isJSON: self.json)
        if self.listPlants { return try self.list(out) }
        Self.startAnew()
        let planted = self.allPlants ? Plant.allCases : self.plant.flatMap(Plant.init(rawValue:)).map { [$0] } ?? []
        guard planted.isEmpty else {
            guard try await self.find(planted, out) else { throw ExitCode(1) }
            return
        }
        try await Failure.reporting { try await self.database.probe() }
        try await self.play(out)
    }

    /// Sets and dictionaries have one order in all processes: the program starts itself anew where they have not.
    /// And glibc keeps the memory that each answer takes for a moment: handing it back to the system each time costs a
    /// quarter of all.
    private static func startAnew() {
        guard ProcessInfo.processInfo.environment["SWIFT_DETERMINISTIC_HASHING"] == nil else { return }
        setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
        for (name, bytes) in [("TRIM_THRESHOLD", 256 << 20), ("MMAP_THRESHOLD", 64 << 20), ("TOP_PAD", 16 << 20)] {
            setenv("MALLOC_\(name)_", "\(bytes)", 0)
        }
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        execv(Bundle.main.executablePath ?? CommandLine.arguments[0], &arguments)
        // It goes on here only where it could not be started anew; then histories differ in what has no order.
    }

    private var database: SceneDatabase { self.postgres.map { .postgres(owner: $0) } ?? .memory }

    private static let channels = [WooCommerce.channel, Etsy.channel, Shopify.channel, Amazon.channel]

    private func plan(plant: Plant? = nil) throws -> CampaignPlan {
        let first = self.seed ?? 1
        let count = UInt64(self.seeds ?? (self.seed == nil ? 10 : 1))
        var plan = CampaignPlan(seeds: first...(first + count - 1))
        plan.policy = try self.mix()
        plan.plant = plant
        plan.threads = self.verbose ? 1 : self.threads
        plan.database = self.database
        if self.brief || self.crashEveryBoundary { plan.size = .brief }
        plan.crashesAtEveryBoundary = self.crashEveryBoundary
        return plan
    }

    // MARK: Playing

    private func play(_ out: Output) async throws {
        let plan = try self.plan()
        if self.verbose {
            var player = ScenePlayer(channels: Self.channels, database: self.database)
            player.says = { out.line($0) }
            let scene = Scene.make(
                seed: plan.seeds.lowerBound, size: plan.size, policy: plan.policy,
                channels: Self.channels.map(\.manifest.id))
            _ = player.play(scene)
        }
        let result = await Campaign(plan, channels: Self.channels).run { [json] result in
            guard !json, !plan.crashesAtEveryBoundary else { return }
            let verdict = result.breach.map { "✘ \($0.law.rawValue)" } ?? "✓"
            out.line(
                "seed \(result.seed)  \(verdict)  \(result.orders) orders  \(result.faults) faults  \(result.commits) commits  \(String(result.hash, radix: 16))"
            )
        }
        let report = SimulationReport(plan, result)
        try out.show(report) { out.line($0.text) }
        if let failure = result.failure {
            self.explain(failure, plan, out)
            throw ExitCode(1)
        }
        // As many whole scenes as this bring every fault before every law; if not, the scenes miss something.
        guard result.seeds < Coverage.seeds || plan.size == .brief || result.uncovered.isEmpty else {
            out.line("")
            out.line(
                "Some faults were never followed by some laws, in \(result.seeds) seeds. The scenes must be mended.")
            throw ExitCode(1)
        }
    }

    private func explain(_ failure: (scene: Scene, result: SceneResult), _ plan: CampaignPlan, _ out: Output) {
        guard !self.json, let breach = failure.result.breach else { return }
        out.line("")
        out.line("seed \(failure.scene.seed): \(breach.law.rawValue) does not hold (\(breach.law.sentence)).")
        out.line("  \(breach.text)")
        if let boundary = failure.scene.crashAtBoundary { out.line("  The hub was restarted at boundary \(boundary).") }
        out.line("Looking for a shorter history …")
        var player = ScenePlayer(channels: Self.channels, plant: plan.plant, database: self.database)
        player.keeps = 40
        let short = Shrinker(player).shorten(failure.scene, failure.result)
        let shown = short.result.lines.isEmpty ? player.play(short.scene) : short.result
        out.line("The shortest found has \(short.scene.events.count) of \(failure.scene.events.count) events:")
        for event in short.scene.events { out.line("  \(Int(event.at)) s  \(event.deed)") }
        out.line("How it ends:")
        for line in shown.lines { out.line("  \(line)") }
        out.line("  ✘ \(shown.breach?.text ?? breach.text)")
        let size =
            (self.brief || self.crashEveryBoundary ? " --brief" : "") + (self.postgres == nil ? "" : " --postgres URL")
        out.line("Again: entrepot simulate --seed \(failure.scene.seed) --policy \(self.policy)\(size)")
    }

    // MARK: Planting

    private func list(_ out: Output) throws {
        try out.show(Plant.allCases.map(\.rawValue)) { for plant in $0 { out.line(plant) } }
    }

    /// - Returns: Whether all of them were found.
    private func find(_ plants: [Plant], _ out: Output) async throws -> Bool {
        var plan = try self.plan()
        if self.seeds == nil { plan.seeds = plan.seeds.lowerBound...(plan.seeds.lowerBound + 199) }
        var search = PlantSearch(plants, seeds: plan.seeds, channels: Self.channels)
        (search.size, search.policy, search.threads) = (plan.size, plan.policy, self.threads)
        let finds = await search.run { [json] find in if !json { out.line(PlantRow(find).text) } }
        if self.json { try out.json(finds.map(PlantRow.init)) }
        let missed = finds.filter { $0.seed == nil }
        guard !self.json, plants.count > 1 else { return missed.isEmpty }
        out.line(
            missed.isEmpty
                ? "all \(plants.count) planted mistakes were found"
                : "not found: \(missed.map(\.plant.rawValue).joined(separator: ", "))")
        return missed.isEmpty
    }
}

/// What came of one planted mistake, for people and for programs.
private struct PlantRow: Encodable {
    var plant: String
    var seed: UInt64?
    var law: String?
    var problem: String?
    var seeds: Int
    /// Wall seconds.
    var seconds: Double

    init(_ find: PlantSearch.Find) {
        self.plant = find.plant.rawValue
        self.seed = find.seed
        self.law = find.breach?.law.rawValue
        self.problem = find.breach?.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        self.seeds = find.seeds
        self.seconds = (find.took * 10).rounded() / 10
    }

    var text: String {
        func cell(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        guard let seed = self.seed else {
            return "✘ \(cell(self.plant, 24))not found in \(self.seeds) seeds (\(self.seconds) s)"
        }
        return
            "✓ \(cell(self.plant, 24))\(cell("seed \(seed)", 10))\(cell(self.law ?? "", 16))\(cell("\(self.seconds) s", 10))"
            + (self.problem ?? "")
    }
}
