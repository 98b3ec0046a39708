import Commerce
import Foundation
import Simulator
import Twins

/// What a run of the simulator comes to, for people and for programs.
struct SimulationReport: Encodable {
    struct Share: Encodable {
        var made: Int
        var possible: Int
        /// Of a hundred sales that an all-knowing hub makes.
        var percent: Double
    }

    struct Doubles: Encodable {
        var orders: Int
        /// What the hub let happen.
        var double: Int
        /// What shops made by themselves.
        var byShops: Int
        /// Of units that people took away while they were on offer.
        var byPeople: Int
    }

    var seeds: Int
    var scenes: Int
    var policy: String
    var holds: Bool
    var seconds: Double
    var seedsPerMinute: Double
    var orders: Int
    var fewestOrders: Int
    var faults: Int
    var fewestFaults: Int
    var crashes: Int
    var commits: Int
    /// Stands for all histories; equal on any machine.
    var hash: String
    /// By law, how often it was looked at.
    var checks: [String: Int]
    /// By fault and law, how often the law was looked at after the fault had struck.
    var coverage: [String: [String: Int]]
    var uncovered: [String]
    var usefulness: [String: Share]
    var doubleSales: [String: Doubles]
    var failedSeed: UInt64?
    var failedLaw: String?
    var failure: String?

    init(_ plan: CampaignPlan, _ result: CampaignResult) {
        self.seeds = result.seeds
        self.scenes = result.scenes
        self.policy = if case .all(let policy) = plan.policy { policy.rawValue } else { "mixed" }
        self.holds = result.failure == nil
        self.seconds = result.took
        self.seedsPerMinute = result.took > 0 ? Double(result.seeds) * 60 / result.took : 0
        self.orders = result.orders
        self.fewestOrders = result.scenes > 0 ? result.fewestOrders : 0
        self.faults = result.faults
        self.fewestFaults = result.scenes > 0 ? result.fewestFaults : 0
        self.crashes = result.crashes
        self.commits = result.commits
        self.hash = String(result.hash, radix: 16)
        self.checks = Dictionary(uniqueKeysWithValues: Law.allCases.map { ($0.rawValue, result.checks[$0] ?? 0) })
        self.coverage = Dictionary(
            uniqueKeysWithValues: FaultKind.allCases.map { kind in
                (
                    kind.rawValue,
                    Dictionary(
                        uniqueKeysWithValues: Law.allCases.map { ($0.rawValue, result.cover[kind]?[$0] ?? 0) })
                )
            })
        self.uncovered = result.uncovered
        self.usefulness = Dictionary(
            uniqueKeysWithValues: result.sales.map {
                (
                    $0.rawValue,
                    Share(
                        made: $1.made, possible: $1.possible,
                        percent: $1.possible > 0 ? Double($1.made) * 100 / Double($1.possible) : 100)
                )
            })
        self.doubleSales = Dictionary(
            uniqueKeysWithValues: result.doubleSales.map {
                (
                    $0.rawValue,
                    Doubles(
                        orders: $1.orders, double: $1.double, byShops: $1.byShops, byPeople: $1.byPeople)
                )
            })
        self.failedSeed = result.failure?.scene.seed
        self.failedLaw = result.failure?.result.breach?.law.rawValue
        self.failure = result.failure?.result.breach?.text
    }

    var text: String {
        var lines = [
            "",
            "\(self.seeds) seeds\(self.scenes > self.seeds ? " in \(self.scenes) scenes" : ""), policy \(self.policy): "
                + (self.holds ? "every law held" : "a law did not hold"),
            "  \(self.orders) orders (at least \(self.fewestOrders) each), \(self.faults) faults (at least \(self.fewestFaults)), "
                + "\(self.crashes) crashes of the hub, \(self.commits) commits",
            "  \(Self.number(self.seconds)) s, \(Self.number(self.seedsPerMinute)) seeds a minute, history \(self.hash)",
            "", "Laws, and how often each was looked at",
        ]
        for law in Law.allCases {
            let count = String(self.checks[law.rawValue] ?? 0)
            lines.append("  " + Self.padded(law.rawValue, 16) + Self.padded(count, 10) + law.sentence)
        }
        lines += ["", "Faults, how often each struck, and after how many of them each law was looked at"]
        lines.append(
            "  " + Self.padded("", 22) + Law.allCases.map { Self.padded(String($0.rawValue.prefix(9)), 10) }.joined())
        for kind in FaultKind.allCases {
            let cells = Law.allCases.map { Self.padded(String(self.coverage[kind.rawValue]?[$0.rawValue] ?? 0), 10) }
            lines.append("  " + Self.padded(kind.rawValue, 22) + cells.joined())
        }
        if self.uncovered.isEmpty {
            lines.append("  every fault met every law")
        } else {
            lines.append(
                "  never met: \(self.uncovered.prefix(12).joined(separator: ", "))\(self.uncovered.count > 12 ? " …" : "")"
            )
        }
        lines += ["", "Sales made, of those a hub that knows everything at once would have made"]
        for (policy, share) in self.usefulness.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "  \(Self.padded(policy, 12))\(share.made) of \(share.possible): \(Self.number(share.percent)) %")
        }
        lines += ["", "Double sales, by the policy of the SKU"]
        for (policy, count) in self.doubleSales.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "  \(Self.padded(policy, 12))\(count.double) in \(count.orders) orders; \(count.byShops) more that shops made by "
                    + "themselves, \(count.byPeople) of units that people took away while they were on offer")
        }
        return lines.joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
