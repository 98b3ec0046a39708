import Foundation

/// A shop as it truly is now, whatever its API says.
public struct ShopReport: Sendable, Codable, Hashable {
    public struct Order: Sendable, Codable, Hashable {
        public struct Line: Sendable, Codable, Hashable {
            public var sku: String
            public var units: Int
            /// Units given back by refunds with restocking.
            public var restocked: Int
        }

        public var id: Int
        public var status: String
        public var lines: [Line]
        /// The shop's clock.
        public var placed: Date
        /// True time from which the API shows it.
        public var visibleAt: Date
    }

    public struct Item: Sendable, Codable, Hashable {
        public var id: Int
        /// 0 where it is no variation.
        public var parentID: Int
        /// `nil` where the shop does not count it.
        public var stock: Int?
        /// Units held by unpaid orders.
        public var held: Int
        /// Whether it is offered at all: on Etsy its listing is active.
        public var isOnSale: Bool
        /// Units that can be bought now; `nil` where the shop does not count it.
        public var open: Int?
        public var regularPrice: String
        public var name: String
    }

    public var name: String
    public var address: String
    public var orders: [Order]
    /// By SKU; variable products are left out.
    public var items: [String: Item]
    public var pendingWebhooks: Int
    /// How often each fault struck, by its raw value.
    public var struck: [String: Int]
}
