import Foundation
import Synchronization
import Testing

@testable import Bench

@Suite("A contest")
struct ContestTests {
    @Test("runs everybody once in each round, in an order that changes and that its seed repeats")
    func order() async throws {
        let first = try await Self.play(seed: 7)
        let again = try await Self.play(seed: 7)
        let rounds = (0..<5).map { Array(first[($0 * 3)..<($0 * 3 + 3)]) }
        #expect(first == again)
        #expect(rounds.allSatisfy { Set($0) == ["a", "b", "c"] })
        #expect(Set(rounds).count > 1)
    }

    private static func play(seed: UInt64) async throws -> [String] {
        let played = Mutex<[String]>([])
        _ = try await Contest(
            ["a", "b", "c"].map { name in
                .init(name) {
                    played.withLock { $0.append(name) }
                    return 1.0
                }
            }
        ).run(rounds: 5, seed: seed, warmUp: false)
        return played.withLock { $0 }
    }

    @Test("compares round by round and shows how far the ratios lie apart")
    func ratios() {
        let results = Results<Double>(readings: ["ours": [50, 80, 90], "limit": [100, 100, 100]])
        let ratio = results.ratios("ours", to: "limit")
        #expect(ratio.median == 0.8)
        #expect(ratio.least == 0.5)
        #expect(ratio.most == 0.9)
    }

    @Test(
        "the value that one in a hundred exceeds lies between its neighbours", arguments: [(0.5, 50.5), (0.99, 99.01)])
    func quantile(share: Double, value: Double) {
        #expect(abs((1...100).map(Double.init).quantile(share) - value) < 0.001)
    }
}

@Suite("What is missing")
struct NeedTests {
    @Test(
        "is said with the way to get it",
        arguments: [
            (Need.postgres, "bin/bench"), (.pgbench, "apt-get install"), (.cc, "apt-get install"),
            (.python, "apt-get install"), (.peer("pgqueuer"), "bin/bench"),
        ])
    func missing(need: Need, way: String) {
        let fault = need.fault(Tools(environment: ["PATH": "/nowhere"]))
        // A machine may have pgbench where Debian puts it.
        #expect(need == .pgbench || fault?.contains(way) == true)
    }
}

@Suite("The table in the documentation")
struct DocsTableTests {
    @Test("a run of one benchmark leaves the others' lines alone")
    func merging() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString).md").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try
            "before\n<!-- bin/bench writes from here -->\n| latency | kept |\n| jobs | gone |\n<!-- to here -->\nafter\n"
            .write(toFile: path, atomically: true, encoding: .utf8)
        var log = RunLog(machine: Self.machine, seed: 1, quick: false, command: "bin/bench jobs")
        let figure = Figure(title: "claims", bar: .atLeast(0.7), result: Spread([0.8, 0.6, 0.9]), detail: "x | y")
        log.add(JobsBenchmark(), [figure], took: .seconds(1))
        try DocsTable.update(path, with: log)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("before\n") && text.hasSuffix("after\n"))
        #expect(text.contains("| latency | kept |"))
        #expect(!text.contains("gone"))
        #expect(text.contains("| jobs | claims | ≥ 0.70 × | 0.80 × (0.60–0.90) | met | x / y | abc, 2026-11-22 |"))
    }

    private static let machine = Machine(
        processor: "P", cores: 2, memoryGB: 8, system: "S", flushMilliseconds: 0.1, postgres: "15", commit: "abc",
        day: "2026-11-22")
}
