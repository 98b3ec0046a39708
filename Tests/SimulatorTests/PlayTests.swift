import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins

@testable import Simulator

@Suite("A scene that is played")
struct PlayTests {
    private static func scene(_ seed: UInt64) -> Scene {
        Scene.make(seed: seed, size: .brief, policy: .all(.guaranteed), channels: ["woocommerce"])
    }

    @Test("a quarter of an hour of trading under faults keeps every law", arguments: [1, 2, 3])
    func clean(seed: UInt64) {
        let result = ScenePlayer(channels: [WooCommerce.channel]).play(Self.scene(seed))
        #expect(result.breach == nil)
        #expect(result.orders > 0)
        #expect(result.checks[.guarantee] ?? 0 > 0)
        #expect(result.checks[.escrow] ?? 0 > 0)
        #expect(result.doubleSales[.guaranteed]?.double ?? 0 == 0)
    }

    @Test("a planted mistake is found, and the history that shows it is made shorter")
    func planted() throws {
        let player = ScenePlayer(channels: [WooCommerce.channel], plant: .writeNotCounted)
        let scene = Self.scene(1)
        let found = player.play(scene)
        #expect(found.breach?.law == .escrow)
        var shrinker = Shrinker(player)
        shrinker.tries = 4
        let short = shrinker.shorten(scene, found)
        #expect(short.result.breach?.law == found.breach?.law)
        #expect(short.scene.events.count < scene.events.count)
    }

    @Test("mistakes are looked for side by side, and each search says how it ended")
    func search() async {
        var search = PlantSearch(
            [.writeNotCounted, .brakeForgotten], seeds: 1...1, channels: [WooCommerce.channel])
        search.size = .brief
        let finds = await search.run()
        #expect(finds.map(\.plant) == [.writeNotCounted, .brakeForgotten])
        #expect(finds[0].seed == 1)
        #expect(finds[0].breach != nil)
        // A quarter of an hour holds no file with penny prices: nothing can show it.
        #expect(finds[1].seed == nil)
        #expect(finds[1].seeds == 1)
    }

    // MARK: Etsy

    private static let channels = [WooCommerce.channel, Etsy.channel, Shopify.channel, Amazon.channel]

    @Test(
        "a quarter of an hour with shops of two channels keeps every law, the same each time",
        arguments: [
            (4, ["woocommerce", "amazon"]), (5, ["etsy", "woocommerce"]), (6, ["shopify", "etsy"]),
            (7, ["amazon", "shopify"]),
        ] as [(UInt64, [String])])
    func channels(seed: UInt64, channels: [String]) {
        let scene = Scene.make(
            seed: seed, size: .brief, policy: .all(.guaranteed), channels: Self.channels.map(\.manifest.id))
        #expect(scene.workspaces[0].shops.map(\.channel) == channels)
        let result = ScenePlayer(channels: Self.channels).play(scene)
        #expect(result.breach == nil)
        #expect(result.orders > 0)
        #expect(result.checks[.intentFirst] ?? 0 > 0)
        #expect(ScenePlayer(channels: Self.channels).play(scene).hash == result.hash)
    }

    /// Ten vases in one WooCommerce shop and one of another channel, and what happens to them.
    private static func vases(
        _ events: [Scene.Event], policy: SellingPolicy = .shared, beside channel: String = "etsy"
    ) -> Scene {
        let vase = TwinProduct(sku: "VASE", name: "Vase", price: "30.00", stock: 10)
        let shops = [
            Scene.Shop(name: "w0-0", channel: "woocommerce", skew: 0),
            Scene.Shop(name: "w0-1", channel: channel, skew: 0),
        ]
        let workspace = Scene.Workspace(
            name: "Vases", policy: policy, goods: [vase], bundles: [:], shops: shops, exceptions: [:])
        return Scene(
            seed: 1, workspaces: [workspace], events: events, length: 1_200, crashAtBoundary: nil, processes: 1)
    }

    private static func sale(
        _ at: Double, _ shop: String, paid: Bool = true, cancels: Bool = false
    ) -> Scene.Event {
        Scene.Event(at: at, deed: .buy(shop: shop, sku: "VASE", units: 1, paid: paid, cancels: cancels))
    }

    @Test(
        "a sale that Amazon's search hides because its order was just cancelled is not taken for none",
        arguments: Array(stride(from: 20.0, through: 200, by: 20)))
    func hiddenByChange(at second: Double) {
        let events = [
            Self.sale(60 + second, "w0-1", cancels: true), Self.sale(62.6 + second, "w0-0"),
            Self.sale(800, "w0-0"),
        ]
        let result = ScenePlayer(channels: Self.channels).play(Self.vases(events, beside: "amazon"))
        #expect(result.breach == nil)
        #expect(result.orders == 3)
    }

    @Test(
        "an order of a shop whose clock was just set back is not taken for unsold", arguments: [0.5, 1.5, 2.5, 4.0])
    func clockSetBack(later: Double) {
        // The unpaid order brings no webhook, and the write that follows the other sale finds its number already there.
        let rule = FaultRule(.clockSkew, times: 1, seconds: -80)
        let events = [
            Self.sale(60, "w0-1"), Scene.Event(at: 300, deed: .fault(shop: "w0-1", rule)),
            Self.sale(301, "w0-1", paid: false), Self.sale(301 + later, "w0-0"),
        ]
        let result = ScenePlayer(channels: Self.channels).play(Self.vases(events))
        #expect(result.breach == nil)
        #expect(result.orders == 3)
    }

    @Test(
        "a sale that Amazon still hides when its clock goes back is hidden for longer, and not taken for none",
        arguments: Array(stride(from: 10.0, through: 110, by: 20)))
    func hiddenByClock(before second: Double) {
        let rule = FaultRule(.clockSkew, times: 1, seconds: -80)
        let events = [
            Self.sale(60, "w0-1"), Self.sale(800, "w0-1"), Self.sale(803, "w0-0"),
            Scene.Event(at: 800 + second, deed: .fault(shop: "w0-1", rule)), Self.sale(1_400, "w0-0"),
        ]
        let result = ScenePlayer(channels: Self.channels).play(Self.vases(events, beside: "amazon"))
        #expect(result.breach == nil)
        #expect(result.orders == 4)
    }
}
