import Foundation

/// What whoever runs it sees while it runs.
enum Screen {
    static func list(_ benchmarks: [any Benchmark]) {
        let width = benchmarks.map(\.name.count).max() ?? 0
        for benchmark in benchmarks {
            let name = benchmark.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
            let needs = benchmark.needs.map(\.word).joined(separator: ", ")
            self.say("\(name)\(benchmark.summary)\(needs.isEmpty ? "" : " (needs \(needs))")")
        }
    }

    static func begin(_ machine: Machine, seed: UInt64, quick: Bool) {
        self.say(machine.sentence)
        self.say("seed \(seed)\(quick ? ", quick: not for the record" : "")")
    }

    static func started(_ benchmark: any Benchmark) { self.say("\n\(benchmark.name): \(benchmark.summary)") }

    /// What is being done, with the time of day: the next line may take minutes.
    static func step(_ words: String) {
        self.say("    \(Date().formatted(.iso8601.time(includingFractionalSeconds: false))) \(words)")
    }

    static func show(_ figure: Figure) {
        let verdict = if case .none = figure.bar { " " } else { figure.isMet ? "✔" : "✘" }
        let bar = if case .none = figure.bar { "" } else { "  bar \(figure.bar.words)" }
        self.say("  \(verdict) \(figure.title): \(DocsTable.result(figure))\(bar)")
        self.say("      \(figure.detail)")
    }

    /// At once: what a pipe holds back is lost when the run is broken off.
    private static func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

    static func complain(_ sentence: String) { FileHandle.standardError.write(Data("error: \(sentence)\n".utf8)) }

    static func sum(_ log: RunLog) {
        let judged = log.figures.filter { if case .none = $0.bar { false } else { true } }
        let missed = judged.filter { !$0.isMet }
        self.say("\n\(judged.count - missed.count) of \(judged.count) bars met")
        for figure in missed {
            self.say("missed: \(figure.title): \(DocsTable.result(figure)), bar \(figure.bar.words)")
        }
        for failure in log.failures { self.say("not measured: \(failure.benchmark): \(failure.why)") }
    }
}
