import Commerce
import Testing
import Twins

@testable import Simulator

@Suite("Writes that go round in a circle")
struct RoundsTests {
    private static func rounds(_ values: [String]) -> Int {
        var rounds = Rounds()
        for value in values { rounds.write(value) }
        return rounds.returns
    }

    @Test(
        "a number that rises in steps, falls by way of zero or is repeated is no circle",
        arguments: [["1", "3", "5"], ["4", "0", "2"], ["3", "3", "3", "3"], ["7", "0", "7", "0", "2"]])
    func honest(values: [String]) { #expect(Self.rounds(values) <= Rounds.most) }

    @Test("zero and back and zero again, while nothing happens, is one")
    func circle() { #expect(Self.rounds(["0", "1", "0", "1", "0", "1", "0"]) > Rounds.most) }

    private static let scene: Scene = {
        let ring = TwinProduct(sku: "RING", name: "Ring", price: "9.00", stock: 3)
        let shop = Scene.Shop(name: "north", channel: "woocommerce", skew: 0)
        let workspace = Scene.Workspace(
            name: "Rings", policy: .guaranteed, goods: [ring], bundles: [:], shops: [shop], exceptions: [:])
        return Scene(seed: 1, workspaces: [workspace], events: [], length: 60, processes: 1)
    }()

    @Test("the law sees it although each write is a line of history, and forgets it when somebody buys")
    func law() {
        let truth = Truth(Self.scene)
        func write(_ quantity: Int) -> String? {
            truth.circle([WrittenOffer(listing: "12", quantity: quantity)], at: "north", workspace: 0)
        }
        for quantity in [0, 1, 0, 1, 0, 1] { #expect(write(quantity) == nil) }
        truth.happened(in: 0)
        for quantity in [0, 1, 0, 1, 0, 1] { #expect(write(quantity) == nil) }
        #expect(write(0) != nil)
    }
}
