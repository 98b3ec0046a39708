import Foundation

/// What whoever runs it sees while it runs.
enum Screen {
    static func list(_ benchmarks: [any Benchmark]) {
        let width = benchmarks.map(\.name.count).max() ?? 0
        for benchmark in benchmarks {
            let name = benchmark.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
            let needs = benchmark.needs.map(\.word).joined(separator: ", ")
            print("\(name)\(benchmark.summary)\(needs.isEmpty ? "" : " (needs \(needs))")")
        }
    }

    static func begin(_ machine: Machine, seed: UInt64, quick: Bool) {
        print(machine.sentence)
        print("seed \(seed)\(quick ? ", quick: not for the record" : "")")
    }

    static func started(_ benchmark: any Benchmark) { print("\n\(benchmark.name): \(benchmark.summary)") }

    static func show(_ figure: Figure) {
        let verdict = if case .none = figure.bar { " " } else { figure.isMet ? "✔" : "✘" }
        let bar = if case .none = figure.bar { "" } else { "  bar \(figure.bar.words)" }
        print("  \(verdict) \(figure.title): \(DocsTable.result(figure))\(bar)")
        print("      \(figure.detail)")
    }

    static func complain(_ sentence: String) { FileHandle.standardError.write(Data("error: \(sentence)\n".utf8)) }

    static func sum(_ log: RunLog) {
        let judged = log.figures.filter { if case .none = $0.bar { false } else { true } }
        let missed = judged.filter { !$0.isMet }
        print("\n\(judged.count - missed.count) of \(judged.count) bars met")
        for figure in missed {
            print("missed: \(figure.title): \(DocsTable.result(figure)), bar \(figure.bar.words)")
        }
        for failure in log.failures { print("not measured: \(failure.benchmark): \(failure.why)") }
    }
}
