import Foundation

/// The table of `docs/benchmarks.md` between its two markers. A run of some benchmarks replaces their lines only.
enum DocsTable {
    private static let begin = "<!-- bin/bench writes from here -->"
    private static let end = "<!-- to here -->"
    private static let head = [
        "| benchmark | what | bar | result (spread) | | for information | commit, day |",
        "|---|---|---|---|---|---|---|",
    ]

    /// - Throws: `BenchError` when the file lacks the markers.
    static func update(_ path: String, with log: RunLog) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let from = text.range(of: self.begin), let to = text.range(of: self.end) else {
            throw BenchError("\(path) has no place for the figures: \(self.begin) and \(self.end)")
        }
        let before = text[from.upperBound..<to.lowerBound]
        let block = self.block(kept: before.split(separator: "\n").map(String.init), log)
        try (text[..<from.upperBound] + "\n" + block + "\n" + text[to.lowerBound...])
            .write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static func block(kept before: [String], _ log: RunLog) -> String {
        var rows: [String: [String]] = [:]
        for line in before where line.hasPrefix("| ") {
            guard let name = line.split(separator: "|").first?.trimmingCharacters(in: .whitespaces) else { continue }
            rows[name, default: []].append(line)
        }
        for entry in log.entries {
            rows[entry.benchmark] = entry.figures.map { self.row(entry.benchmark, $0, log.machine) }
        }
        for failure in log.failures {
            rows[failure.benchmark] = [
                "| \(failure.benchmark) | not measured: \(self.cell(failure.why)) | | | | | \(log.machine.stamp) |"
            ]
        }
        let lines = Benchmarks.all.flatMap { rows[$0.name] ?? [] }
        let origin = "`\(log.command)` (seed \(log.seed)) on \(log.machine.sentence)"
        return (["", "Last run: " + origin, ""] + self.head + lines + [""]).joined(separator: "\n")
    }

    private static func row(_ benchmark: String, _ figure: Figure, _ machine: Machine) -> String {
        let verdict = if case .none = figure.bar { "" } else { figure.isMet ? "met" : "**missed**" }
        let cells = [
            benchmark, figure.title, figure.bar.words, self.result(figure), verdict, figure.detail, machine.stamp,
        ]
        return "| " + cells.map(self.cell).joined(separator: " | ") + " |"
    }

    /// The median, its unit, and the spread where there is one.
    static func result(_ figure: Figure) -> String {
        let result = figure.result
        let middle = Number.text(result.median) + Number.unit(figure.bar.unit)
        guard result.values.count > 1 else { return middle }
        return "\(middle) (\(Number.text(result.least))–\(Number.text(result.most)))"
    }

    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "/").replacing("\n", with: " ")
    }
}
