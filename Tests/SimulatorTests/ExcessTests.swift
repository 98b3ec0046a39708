import Commerce
import Foundation
import Testing

@testable import Simulator
@testable import Twins

@Suite("Who sold units twice")
struct ExcessTests {
    private static let noon = Date(timeIntervalSince1970: 1_767_700_000)

    /// One workspace that promises three rings, in two shops.
    private static let scene: Scene = {
        let ring = TwinProduct(sku: "RING", name: "Ring", price: "9.00", stock: 3)
        let shops = ["north", "south"].map { Scene.Shop(name: $0, channel: "woocommerce", skew: 0) }
        let workspace = Scene.Workspace(
            name: "Rings", policy: .guaranteed, goods: [ring], bundles: [:], shops: shops, exceptions: [:])
        return Scene(seed: 1, workspaces: [workspace], events: [], length: 60, crashAtBoundary: nil, processes: 1)
    }()

    /// A book in which one order after the other took so many units, the last one some that its shelf did not have.
    private static func book(_ units: [Int], beyond: Int? = nil) -> BookOfSales {
        var book = BookOfSales()
        for (index, count) in units.enumerated() {
            book.write(
                BookEntry(
                    kind: .sale, at: Self.noon, shopTime: Self.noon, by: .checkout, orderID: index + 1, sku: "RING",
                    units: count, beyond: index == units.count - 1 ? beyond : nil, before: nil, after: nil))
        }
        return book
    }

    private static func sold(_ truth: Truth) -> DoubleSales {
        truth.with { $0.workspaces[0].sales[.guaranteed] ?? .init() }
    }

    @Test("four rings of three, sold by two shops that each had enough on the shelf, break the promise")
    func hub() {
        let truth = Truth(Self.scene)
        #expect(truth.hear(Self.book([2]), of: "north", workspace: 0, orderID: String.init).broken == nil)
        #expect(truth.hear(Self.book([2]), of: "south", workspace: 0, orderID: String.init).broken != nil)
        #expect(Self.sold(truth) == DoubleSales(orders: 2, double: 1))
    }

    @Test("a ring that its own shelf did not have is the shop's doing, and breaks no promise of ours")
    func shop() {
        let truth = Truth(Self.scene)
        _ = truth.hear(Self.book([2]), of: "north", workspace: 0, orderID: String.init)
        #expect(truth.hear(Self.book([2], beyond: 1), of: "south", workspace: 0, orderID: String.init).broken == nil)
        #expect(Self.sold(truth) == DoubleSales(orders: 2, byShops: 1))
    }

    @Test("one unit oversold by a shop excuses one unit, not two")
    func exact() {
        let truth = Truth(Self.scene)
        _ = truth.hear(Self.book([3]), of: "north", workspace: 0, orderID: String.init)
        #expect(truth.hear(Self.book([2], beyond: 1), of: "south", workspace: 0, orderID: String.init).broken != nil)
    }

    @Test("what the hub has gathered in is no excuse any longer")
    func gathered() {
        var excess = Excess(byShops: 1, byPeople: 2)
        excess.limit(to: 2)
        #expect(excess == Excess(byShops: 1, byPeople: 1))
        excess.limit(to: 0)
        #expect(excess.units == 0)
    }

    @Test("a number repeated while nobody can buy asks for no unit, one that is raised then or written on sale does")
    func repeated() {
        func written(_ value: Int, offSale: Bool) -> Escrow {
            var escrow = Escrow(units: 13, isGrounded: true)
            if offSale {
                escrow.rest(UUID(), .price, at: Self.noon, expires: Self.noon.addingTimeInterval(30))
                escrow.rested(at: Self.noon.addingTimeInterval(1), stamp: nil)
                escrow.settle(until: Self.noon.addingTimeInterval(2))
            }
            escrow.intend(
                UUID(), value: value, at: Self.noon.addingTimeInterval(3), expires: Self.noon.addingTimeInterval(33))
            return escrow
        }
        #expect(written(13, offSale: true).setsNothingAside)
        #expect(written(12, offSale: true).setsNothingAside)
        #expect(!written(14, offSale: true).setsNothingAside)
        #expect(!written(13, offSale: false).setsNothingAside)
        #expect(!Escrow(units: 13).setsNothingAside)
    }
}
