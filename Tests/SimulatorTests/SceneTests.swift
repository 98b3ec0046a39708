import Commerce
import Foundation
import Testing
import Twins

@testable import Simulator

@Suite("A simulated scene")
struct SceneTests {
    private static let channels = ["woocommerce", "etsy"]

    @Test("the same seed is the same scene, another seed another")
    func seeded() {
        let one = Scene.make(seed: 7, channels: ["woocommerce"])
        let again = Scene.make(seed: 7, channels: ["woocommerce"])
        let other = Scene.make(seed: 8, channels: ["woocommerce"])
        func words(_ scene: Scene) -> [String] { scene.events.map { "\($0.at) \($0.deed)" } }
        #expect(words(one) == words(again))
        #expect(words(one) != words(other))
    }

    @Test(
        "it lasts two days, with several workspaces, two shops each, every fault, rare goods, sets, crashes and pauses")
    func contents() {
        let scene = Scene.make(seed: 3, channels: Self.channels)
        #expect(scene.length == 48 * 3_600)
        #expect(scene.workspaces.count >= 3)
        #expect(scene.workspaces.allSatisfy { $0.shops.count >= 2 && !$0.bundles.isEmpty })
        var kinds: Set<FaultKind> = []
        var (faults, crashes, pauses, buyers) = (0, 0, 0, 0)
        for event in scene.events {
            switch event.deed {
            case .fault(_, let rule):
                kinds.insert(rule.kind)
                faults += 1
            case .crash: crashes += 1
            case .pause: pauses += 1
            case .buy: buyers += 1
            default: continue
            }
        }
        #expect(kinds == Set(FaultKind.allCases))
        #expect(faults >= 30)
        #expect(crashes > 0)
        #expect(pauses > 0)
        #expect(buyers >= 400)
    }

    @Test("within sixteen seeds every channel sells beside every other, and beside itself")
    func channels() {
        let all = ["woocommerce", "etsy", "shopify", "amazon"]
        var pairs: Set<[String]> = []
        for seed in 1...16 as ClosedRange<UInt64> {
            for workspace in Scene.make(seed: seed, channels: all).workspaces {
                pairs.insert(workspace.shops.map(\.channel))
            }
        }
        #expect(pairs.count == all.count * all.count)
    }

    @Test("about three in ten SKUs have one to three units")
    func rareGoods() {
        let goods = (1...40).flatMap { Scene.make(seed: $0, channels: ["woocommerce"]).workspaces.flatMap(\.goods) }
        let rare = goods.filter { (1...3).contains($0.stock ?? 0) }
        #expect((0.22...0.38).contains(Double(rare.count) / Double(goods.count)))
    }
}
