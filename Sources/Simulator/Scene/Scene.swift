public import Commerce
import Foundation
public import Twins

/// One seed, written out: who sells what where, and everything that will happen to them. Which history follows from it
/// is decided by nothing else, so a scene with events left out is a scene too: that is how a failure is made short.
public struct Scene: Sendable {
    public struct Workspace: Sendable {
        public var name: String
        public var policy: SellingPolicy
        public var goods: [TwinProduct]
        /// Units of other SKUs that one unit of a SKU takes.
        public var bundles: [String: [String: Int]]
        public var shops: [Shop]
        /// SKUs with a policy of their own.
        public var exceptions: [String: SellingPolicy]

        /// What one sold unit of a SKU takes.
        func draws(of sku: String) -> [String: Int] { self.bundles[sku] ?? [sku: 1] }

        /// The SKUs that take units of a part, itself among them, and how many one sold unit of each takes.
        func drawing(on part: String) -> [(sku: String, each: Int)] {
            let sets = self.bundles.sorted { $0.key < $1.key }.compactMap { sku, parts in parts[part].map { (sku, $0) }
            }
            return (self.bundles[part] == nil ? [(part, 1)] : []) + sets
        }

        func policy(of sku: String) -> SellingPolicy { self.exceptions[sku] ?? self.policy }
    }

    public struct Shop: Sendable, Hashable {
        public var name: String
        public var channel: String
        /// Seconds its clock is ahead.
        public var skew: Double

        /// Whether its owner lets the market's one app in by consent; else by keys.
        var isLetIn: Bool { self.channel != "woocommerce" }
    }

    public enum Deed: Sendable {
        case buy(shop: String, sku: String, units: Int, paid: Bool, cancels: Bool)
        case fault(shop: String, FaultRule)
        case crash(Crash)
        /// A process stops for a while and knows nothing of it.
        case pause(process: Int, seconds: Double)
        case adjust(workspace: Int, sku: String, by: Int)
        case count(workspace: Int, sku: String)
        case price(workspace: Int, sku: String, minor: Int64)
        case ship(workspace: Int)
        /// A file with penny prices for everything: the brake must hold it.
        case mistake(workspace: Int)
        case policy(workspace: Int, sku: String, SellingPolicy)
    }

    /// A process of the hub ends between two steps.
    public struct Crash: Sendable, Hashable {
        public enum Boundary: String, Sendable, CaseIterable {
            case beforeCommit = "before-commit"
            case afterCommit = "after-commit"
            case beforeCall = "before-call"
            case afterCall = "after-call"
            /// Only calls that write to a listing.
            case beforeWrite = "before-write"
            case afterWrite = "after-write"
        }
        public var process: Int
        public var boundary: Boundary
        /// Boundaries of that kind passed before it strikes, from when it is due.
        public var skip: Int
        /// Seconds until its successor starts.
        public var away: Double
        /// Whether the successor knows that it is dead; else its leases run out.
        public var isKnown: Bool
    }

    public struct Event: Sendable {
        /// Seconds of trading.
        public var at: Double
        public var deed: Deed
    }

    public var seed: UInt64
    public var workspaces: [Workspace]
    /// In order of time.
    public var events: [Event]
    /// Seconds of trading.
    public var length: Double
    /// Where fewer orders were placed by the end of trading, some buyers more come.
    public var fewestOrders = 0
    /// Where every process is ended once, counted over the whole trading; `nil` for no such crash.
    public var crashAtBoundary: Int?
    /// Processes with workers.
    public var processes: Int

    func workspace(of shop: String) -> Int {
        self.workspaces.firstIndex { $0.shops.contains { $0.name == shop } } ?? 0
    }
}

extension Scene.Deed {
    /// Which workspace it concerns; `nil` for the hub itself.
    func workspace(in scene: Scene) -> Int? {
        switch self {
        case .buy(let shop, _, _, _, _), .fault(let shop, _): scene.workspace(of: shop)
        case .adjust(let workspace, _, _), .count(let workspace, _), .price(let workspace, _, _), .ship(let workspace),
            .mistake(let workspace), .policy(let workspace, _, _):
            workspace
        case .crash, .pause: nil
        }
    }
}

extension Scene.Deed: CustomStringConvertible {
    public var description: String {
        switch self {
        case .buy(let shop, let sku, let units, let paid, let cancels):
            "buyer at \(shop): \(units) × \(sku)\(paid ? "" : ", unpaid")\(cancels ? ", cancelled later" : "")"
        case .fault(let shop, let rule): "fault at \(shop): \(rule.kind.rawValue)"
        case .crash(let crash):
            "process \(crash.process) dies \(crash.boundary.rawValue) (after \(crash.skip) more), back in \(Int(crash.away)) s"
        case .pause(let process, let seconds): "process \(process) stands still for \(Int(seconds)) s"
        case .adjust(let workspace, let sku, let change):
            "w\(workspace): \(sku) \(change > 0 ? "+" : "")\(change) units"
        case .count(let workspace, let sku): "w\(workspace): \(sku) is counted"
        case .price(let workspace, let sku, let minor): "w\(workspace): \(sku) now costs \(minor)"
        case .ship(let workspace): "w\(workspace): an order is shipped"
        case .mistake(let workspace): "w\(workspace): a file makes everything cost pennies"
        case .policy(let workspace, let sku, let policy): "w\(workspace): \(sku) sells \(policy.rawValue)"
        }
    }
}
