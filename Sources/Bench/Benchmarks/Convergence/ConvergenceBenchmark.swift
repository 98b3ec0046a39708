import ConnectorKit
import Connectors
import Foundation
import Operations
import Simulator
import Twins

/// How long and how many calls it takes until a shop shows 10,000 changed counts, or 100,000, against the least that its published
/// limits allow. The shop is a twin, the time is virtual, engine and connector are the real ones. The least is computed
/// here, by arithmetic that knows nothing of the planner's.
struct ConvergenceBenchmark: Benchmark {
    let name = "convergence"
    let summary = "10,000 and more changed SKUs in virtual time, each channel, against the least that its limits allow"
    let needs: [Need] = []

    /// What one play came to.
    private struct Play: Sendable {
        /// From the moment at which work began until the last write left, virtual seconds.
        var seconds: Double
        /// The same until the shop's books show the last change.
        var shown = 0.0
        var writes: Int
        /// Of listings, until the last write left: later ones delay nothing.
        var reads: Int
        var others: Int
        var throttled: Int
        var all: Int { self.writes + self.reads + self.others }
    }

    func run(_ stand: Stand) async throws -> [Figure] {
        let count = stand.either(quick: 1_000, full: 10_000)
        // Side by side: each has a thread and a clock of its own, and no figure here is a time that we feel.
        async let woo = self.woo(count)
        async let large = self.etsy(count, variations: 4)
        async let small = self.etsy(count, variations: 1)
        let first = try await woo + large + small
        async let shopify = self.shopify(count)
        async let amazon = self.amazon(count)
        let second = try await shopify + amazon
        guard stand.either(quick: false, full: true) else { return first + second }
        async let manyAtShopify = self.shopify(10 * count)
        async let manyAtAmazon = self.amazon(10 * count)
        return try await first + second + manyAtShopify + manyAtAmazon
    }

    // MARK: WooCommerce

    /// WooCommerce publishes a batch of 100 (REST API documentation, "Batch update products") and no rate, so the least time
    /// is 100 calls at whatever pace the shop answers, and calls are the measure.
    private func woo(_ count: Int) async throws -> [Figure] {
        let goods = Self.goods(count, variations: 1)
        let play = try await self.play(WooCommerce.manifest.id, goods)
        let least = (count + 99) / 100
        return [
            Figure(
                title: "WooCommerce: calls for \(Self.text(count)) changed SKUs / the least, batches of 100",
                bar: .atMost(1.05), result: Spread(Double(play.writes + play.reads) / Double(least)),
                detail: "\(self.calls(play)); least \(least); \(Number.text(play.seconds)) virtual s"),
            self.throttled("WooCommerce", play),
        ]
    }

    // MARK: Etsy

    /// Ten calls a second and 10,000 a day for an app. Counts that rise may use all but what is kept back for counts that
    /// fall: 500 of the day. (Of the second's ten, two are kept back as a stock, not as a rate.) Each listing is read,
    /// merged and written: two calls.
    private func etsy(_ count: Int, variations: Int) async throws -> [Figure] {
        let limits = PublishedLimits(perSecond: 10, perDay: 10_000 - 500)
        let listings = (count + variations - 1) / variations
        let play = try await self.play(Etsy.manifest.id, Self.goods(count, variations: variations))
        let least = limits.least(calls: 2 * listings)
        let what = "\(Self.text(count)) changed SKUs in \(Self.text(listings)) listings"
        return [
            Figure(
                title: "Etsy: time for \(what) / the least", bar: .atMost(1.05),
                result: Spread(play.seconds / least),
                detail: "\(Number.text(play.seconds)) virtual s against \(Number.text(least)); \(self.calls(play)); "
                    + "least \(2 * listings)"),
            self.throttled("Etsy, \(Self.text(listings)) listings", play),
        ]
    }

    // MARK: Shopify

    /// 250 counts a call (general limit of arrays), and points of which so many come back in a second that such a call every
    /// tenth of a second is allowed: calls are the measure.
    private func shopify(_ count: Int) async throws -> [Figure] {
        let play = try await self.play(Shopify.manifest.id, Self.goods(count, variations: 1))
        let least = (count + 249) / 250
        return [
            Figure(
                title: "Shopify: calls for \(Self.text(count)) changed SKUs / the least, 250 a call",
                bar: .atMost(1.05), result: Spread(Double(play.writes) / Double(least)),
                detail: "\(self.calls(play)); least \(least) writes; \(Number.text(play.seconds)) virtual s"),
            self.throttled("Shopify, \(Self.text(count)) SKUs", play),
        ]
    }

    // MARK: Amazon

    /// Five calls a second, and beside them documents of 25,000 messages, worked through one after the other in half an
    /// hour each: here by the twin; Amazon publishes no time.
    private func amazon(_ count: Int) async throws -> [Figure] {
        let limits = PublishedLimits(perSecond: 5, perDay: nil)
        let play = try await self.play(Amazon.manifest.id, Self.goods(count, variations: 1))
        let least = limits.least(writes: count, most: 25_000, time: VirtualFloor.feedSeconds)
        let byCalls = limits.least(calls: count)
        return [
            Figure(
                title: "Amazon: time until \(Self.text(count)) changed SKUs are shown / the least", bar: .atMost(1.05),
                result: Spread(play.shown / least),
                detail: "\(Number.text(play.shown)) virtual s against \(Number.text(least)), by calls alone "
                    + "\(Number.text(byCalls)); \(self.calls(play))"),
            self.throttled("Amazon, \(Self.text(count)) SKUs", play),
        ]
    }

    // MARK: All

    private func play(_ channel: String, _ goods: [TwinProduct]) async throws -> Play {
        try await VirtualFloor.play { floor in
            try await floor.open(channel, goods: goods)
            // A night passes: the hub stands still, a new day of the limits begins, and what fell due is caught up with.
            Screen.step("\(goods.count) SKUs at \(channel) are live")
            await floor.loop.sleep(30 * 3_600)
            let morning = floor.loop.now.addingTimeInterval(900)
            try await floor.work { floor.loop.now >= morning }
            for good in goods { _ = try await SetStock(sku: good.sku, onHand: 900).run(floor.desk) }
            Screen.step("\(goods.count) SKUs at \(channel) are changed")
            _ = floor.wire.take()
            let start = floor.loop.now
            try await floor.work { try await floor.isSettled() }
            Screen.step("\(goods.count) SKUs at \(channel) agree again")
            var play = Self.count(floor.wire.take(), since: start)
            play.shown = try await floor.lastChange().timeIntervalSince(start)
            return play
        }
    }

    private static func count(_ requests: [VirtualWire.Request], since start: Date) -> Play {
        var play = Play(seconds: 0, writes: 0, reads: 0, others: 0, throttled: 0)
        let end = requests.filter(\.isWrite).map(\.at).max() ?? start
        play.seconds = end.timeIntervalSince(start)
        for request in requests {
            let isOrders = ["orders", "receipts", "token"].contains { request.path.contains($0) }
            if request.isWrite {
                play.writes += 1
            } else if !isOrders, request.at <= end {
                play.reads += 1
            } else {
                play.others += 1
            }
            if request.status == 429 { play.throttled += 1 }
        }
        return play
    }

    private func throttled(_ channel: String, _ play: Play) -> Figure {
        Figure(
            title: "\(channel): throttled calls of all", bar: .atMost(0.1, unit: "%"),
            result: Spread(Double(play.throttled) * 100 / Double(max(1, play.all))),
            detail: "\(play.throttled) of \(play.all)")
    }

    private func calls(_ play: Play) -> String {
        "\(play.writes) writes, \(play.reads) reads of listings, \(play.others) other calls"
    }

    private static func text(_ count: Int) -> String { Number.text(Double(count)) }

    private static func goods(_ count: Int, variations: Int) -> [TwinProduct] {
        (0..<count).map { number in
            guard variations > 1 else {
                return TwinProduct(sku: "SKU-\(number)", name: "Good \(number)", price: "10.00", stock: 500)
            }
            let parent = number / variations
            return TwinProduct(
                sku: "SKU-\(number)", name: "Good \(parent) - \(number % variations)", price: "10.00", stock: 500,
                parent: "GOOD-\(parent)", parentName: "Good \(parent)",
                options: [TwinOption("Size", "\(number % variations)")])
        }
    }
}
