import Foundation

/// One Shopify shop, with its Admin API below `/shopify/NAME/admin`.
public actor ShopifyShop: DeliveringShop {
    /// The first part of the path of everything that is Shopify's here.
    static let pathName = "shopify"
    /// Of the Admin API; any that is asked for is answered.
    static let version = "2026-01"

    public nonisolated let name: String
    public nonisolated let channel = "shopify"
    var state: ShopifyState
    var app: ShopifyApp
    var upkeep: Upkeep
    /// Whether whoever opens the consent page agrees without being asked.
    var agrees = false
    var denies = false
    /// What every call of the interface is answered with while the shop is frozen (402) or locked (423); not kept.
    var closed: Int?
    /// Of operations in bulk, by their numbers; not kept.
    var files: [Int: [UInt8]] = [:]
    /// Whether files come whole, whatever part is asked for.
    var ignoresRanges = false

    init(state: ShopifyState, app: ShopifyApp, address: String, wall: @escaping @Sendable () -> Date) {
        self.name = state.name
        self.state = state
        self.app = app
        self.upkeep = Upkeep(address: address, wall: wall)
    }

    func setApp(_ app: ShopifyApp) { self.app = app }

    func hooks(for due: [ShopifyDelivery], _ moment: Moment) -> [OutgoingHook] {
        due.compactMap { self.state.call($0) }
    }
}
