import ArgumentParser
import Foundation

/// `entrepot-bench`, which `bin/bench` builds and starts with a server to measure on.
@main
struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entrepot-bench",
        abstract: "Measures Entrepot against the limits of what it stands on, and against what people use today.",
        discussion: """
            Each figure is a ratio: ours and the other are run in turn, in shuffled order, and the median of the ratios \
            is what counts. Run it through bin/bench, which brings the server and the tools.
            """)

    @Argument(help: "Which benchmarks; all when none is named.")
    var names: [String] = []

    @Flag(help: "Fewer and shorter rounds: for a first look, never for the record.")
    var quick = false

    @Flag(help: "Names the benchmarks and what each needs.")
    var list = false

    @Option(help: ArgumentHelp("Writes every reading as JSON.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Puts the figures into this file's table. A quick run never does.", valueName: "file"))
    var docs: String?

    @Option(help: ArgumentHelp("Shuffles in the same order as an earlier run.", valueName: "number"))
    var seed: UInt64?

    func run() async throws {
        if self.list { return Screen.list(Benchmarks.all) }
        let chosen = try self.chosen()
        let tools = Tools(environment: ProcessInfo.processInfo.environment)
        let missing = chosen.flatMap { $0.needs }.uniqued().compactMap { $0.fault(tools) }
        for sentence in missing { Screen.complain(sentence) }
        if !missing.isEmpty { throw ExitCode(2) }

        let seed = self.seed ?? UInt64.random(in: 1...999_999)
        let machine = await Machine.look(tools)
        Screen.begin(machine, seed: seed, quick: self.quick)
        var log = RunLog(machine: machine, seed: seed, quick: self.quick, command: self.command)
        var order = Order(seed: seed)
        for benchmark in chosen {
            let stand = Stand(tools: tools, quick: self.quick, seed: order.next())
            Screen.started(benchmark)
            let start = ContinuousClock.now
            do {
                let figures = try await benchmark.run(stand)
                log.add(benchmark, figures, took: start.duration(to: .now))
                for figure in figures { Screen.show(figure) }
                // At once: what was measured stands there even if the run is broken off later.
                if let docs, !self.quick { try DocsTable.update(docs, with: log) }
            } catch {
                log.fail(benchmark, error)
                Screen.complain("\(benchmark.name) could not be run: \(error)")
            }
        }
        if let json { try log.json().write(to: URL(filePath: json)) }
        if let docs, !self.quick { try DocsTable.update(docs, with: log) }
        Screen.sum(log)
        if log.hasFailed { throw ExitCode(1) }
    }

    private func chosen() throws -> [any Benchmark] {
        if self.names.isEmpty { return Benchmarks.all }
        return try self.names.map { name in
            guard let found = Benchmarks.all.first(where: { $0.name == name }) else {
                let known = Benchmarks.all.map(\.name).joined(separator: ", ")
                throw ValidationError("There is no benchmark \(name). There are: \(known)")
            }
            return found
        }
    }

    private var command: String {
        (["bin/bench"] + self.names + (self.quick ? ["--quick"] : [])).joined(separator: " ")
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, where it first stands.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return self.filter { seen.insert($0).inserted }
    }
}
