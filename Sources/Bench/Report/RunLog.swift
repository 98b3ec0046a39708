import Foundation

/// Everything one run found out.
struct RunLog: Sendable, Codable {
    struct Entry: Sendable, Codable {
        var benchmark: String
        var figures: [Figure]
        var seconds: Double
    }
    struct Failure: Sendable, Codable {
        var benchmark: String
        var why: String
    }

    var machine: Machine
    var seed: UInt64
    var quick: Bool
    var command: String
    var entries: [Entry] = []
    var failures: [Failure] = []

    init(machine: Machine, seed: UInt64, quick: Bool, command: String) {
        self.machine = machine
        self.seed = seed
        self.quick = quick
        self.command = command
    }

    var figures: [Figure] { self.entries.flatMap(\.figures) }
    var hasFailed: Bool { !self.failures.isEmpty }

    mutating func add(_ benchmark: any Benchmark, _ figures: [Figure], took: Duration) {
        self.entries.append(Entry(benchmark: benchmark.name, figures: figures, seconds: took / .seconds(1)))
    }

    mutating func fail(_ benchmark: any Benchmark, _ error: any Error) {
        self.failures.append(Failure(benchmark: benchmark.name, why: "\(error)"))
    }

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(self)
    }
}
