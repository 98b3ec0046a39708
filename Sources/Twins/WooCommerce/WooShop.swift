import Foundation

/// One WooCommerce shop: a marketplace of its own behind `/{name}/wp-json/wc/v3`.
///
/// Everything that matters happens one step at a time in this actor, so that the shop itself never sells a unit twice;
/// a real one does under parallel checkouts, which the fault `selfOversell` plays.
public actor WooShop: DeliveringShop {
    /// The release the twin plays: the one observed on a real store.
    static let version = "10.0.2"

    public nonisolated let name: String
    public nonisolated let channel = "woocommerce"
    var state: WooState
    var upkeep: Upkeep
    var gate = WooGate()

    init(state: WooState, address: String, wall: @escaping @Sendable () -> Date) {
        self.name = state.name
        self.state = state
        self.upkeep = Upkeep(address: address, wall: wall)
    }
}
