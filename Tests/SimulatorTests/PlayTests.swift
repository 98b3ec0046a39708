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
}
