import Foundation

/// What the simulator says of whole days of trading under faults: how many sales are made of those a hub that knows
/// everything at once would have made, how many are made twice, and how fast it plays.
struct SimulatorBenchmark: Benchmark {
    let name = "simulator"
    let summary = "sales made and made twice over simulated days, and seeds a minute"
    let needs: [Need] = [.program]

    private struct Report: Decodable {
        struct Share: Decodable {
            var made: Int
            var possible: Int
            var percent: Double { 100 * Double(self.made) / Double(max(1, self.possible)) }
        }
        struct Doubles: Decodable {
            var orders: Int
            var double: Int
        }
        var seeds: Int
        var holds: Bool
        var seedsPerMinute: Double
        var usefulness: [String: Share]
        var doubleSales: [String: Doubles]
        var failedSeed: UInt64?
        var failedLaw: String?

        mutating func add(_ other: Report) {
            self.seeds += other.seeds
            self.usefulness.merge(other.usefulness) {
                Share(made: $0.made + $1.made, possible: $0.possible + $1.possible)
            }
            self.doubleSales.merge(other.doubleSales) {
                Doubles(orders: $0.orders + $1.orders, double: $0.double + $1.double)
            }
        }
    }

    /// Seeds that are played in one go.
    private static let some = 4

    /// Both policies in turn, a few seeds each, until the time is over: as many as can be had, and the same of both.
    func run(_ stand: Stand) async throws -> [Figure] {
        guard let program = stand.tools.program else { throw BenchError("the program is not there") }
        let end = ContinuousClock.now + stand.either(quick: .seconds(1), full: .seconds(270))
        var found: [String: Report] = [:]
        var speeds: [Double] = []
        var first = 1
        repeat {
            for policy in ["adaptive", "guaranteed"] {
                Screen.step("\(policy), seeds \(first) to \(first + Self.some - 1)")
                let report = try await self.simulate(program, from: first, policy)
                speeds.append(report.seedsPerMinute)
                if found[policy] == nil { found[policy] = report } else { found[policy]?.add(report) }
            }
            first += Self.some
        } while ContinuousClock.now < end
        guard let adaptive = found["adaptive"], let guaranteed = found["guaranteed"] else { return [] }
        return try self.useful(adaptive) + self.double(guaranteed) + [self.speed(speeds)]
    }

    private func simulate(_ program: String, from first: Int, _ policy: String) async throws -> Report {
        let output = try await Shell.run(
            program,
            ["simulate", "--seed", "\(first)", "--seeds", "\(Self.some)", "--policy", policy, "--json"],
            limit: .seconds(180))
        guard let report = try? JSONDecoder().decode(Report.self, from: Data(output.out.utf8)) else {
            throw BenchError(
                "entrepot simulate said nothing that can be read: \((output.error + output.out).suffix(300))")
        }
        guard report.holds else {
            throw BenchError("a law did not hold at seed \(report.failedSeed ?? 0): \(report.failedLaw ?? "?")")
        }
        return report
    }

    private func useful(_ report: Report) throws -> [Figure] {
        guard let share = report.usefulness["adaptive"], let double = report.doubleSales["adaptive"] else {
            throw BenchError("the simulator says nothing about adaptive")
        }
        return [
            Figure(
                title: "adaptive: sales made of those an all-knowing hub makes", bar: .atLeast(95, unit: "%"),
                result: Spread(share.percent),
                detail: "\(share.made) of \(share.possible) over \(report.seeds) seeds"),
            Figure(
                title: "adaptive: double sales in 100,000 orders, tolerated 1", bar: .atMost(1, unit: "sales"),
                result: Spread(100_000 * Double(double.double) / Double(max(1, double.orders))),
                detail: "\(double.double) in \(Number.text(Double(double.orders))) orders; crowds come all at once"),
        ]
    }

    private func double(_ report: Report) throws -> [Figure] {
        guard let double = report.doubleSales["guaranteed"], let share = report.usefulness["guaranteed"] else {
            throw BenchError("the simulator says nothing about guaranteed")
        }
        return [
            Figure(
                title: "guaranteed: double sales over all seeds", bar: .atMost(0, unit: "sales"),
                result: Spread(Double(double.double)),
                detail: "in \(Number.text(Double(double.orders))) orders over \(report.seeds) seeds, with "
                    + "\(Number.text(share.percent)) % of the sales an all-knowing hub makes")
        ]
    }

    private func speed(_ rates: [Double]) -> Figure {
        Figure(
            title: "seeds a minute, two virtual days each", bar: .atLeast(30, unit: "seeds/min"),
            result: Spread(rates), detail: "SQLite in memory, two scenes side by side")
    }
}
