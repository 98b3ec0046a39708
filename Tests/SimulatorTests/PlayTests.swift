import Commerce
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

    private static let channels = [WooCommerce.channel, Etsy.channel]

    @Test(
        "a quarter of an hour with an Etsy shop beside another keeps every law, the same each time", arguments: [1, 2])
    func etsy(seed: UInt64) {
        let scene = Scene.make(
            seed: seed, size: .brief, policy: .all(.guaranteed), channels: ["woocommerce", "etsy"])
        #expect(scene.workspaces[0].shops.map(\.channel) == ["woocommerce", "etsy"])
        let result = ScenePlayer(channels: Self.channels).play(scene)
        #expect(result.breach == nil)
        #expect(result.orders > 0)
        #expect(result.checks[.intentFirst] ?? 0 > 0)
        #expect(ScenePlayer(channels: Self.channels).play(scene).hash == result.hash)
    }

    /// Ten vases in one WooCommerce and one Etsy shop, and what happens to them.
    private static func vases(_ events: [Scene.Event], policy: SellingPolicy = .shared) -> Scene {
        let vase = TwinProduct(sku: "VASE", name: "Vase", price: "30.00", stock: 10)
        let shops = [
            Scene.Shop(name: "w0-0", channel: "woocommerce", skew: 0),
            Scene.Shop(name: "w0-1", channel: "etsy", skew: 0),
        ]
        let workspace = Scene.Workspace(
            name: "Vases", policy: policy, goods: [vase], bundles: [:], shops: shops, exceptions: [:])
        return Scene(
            seed: 1, workspaces: [workspace], events: events, length: 1_200, crashAtBoundary: nil, processes: 1)
    }

    private static func sale(_ at: Double, _ shop: String, paid: Bool = true) -> Scene.Event {
        Scene.Event(at: at, deed: .buy(shop: shop, sku: "VASE", units: 1, paid: paid, cancels: false))
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
}
