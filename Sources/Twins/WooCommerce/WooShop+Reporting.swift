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

extension WooShop {
    /// The book of sales, whole.
    public var book: BookOfSales { self.state.book }

    public func report() -> ShopReport {
        let orders = self.state.orders.values.sorted { $0.id < $1.id }.map { order in
            ShopReport.Order(
                id: order.id, status: order.status,
                lines: order.lines.map { .init(sku: $0.sku, units: $0.quantity, restocked: $0.restocked) },
                placed: order.created, visibleAt: order.visibleAt)
        }
        return ShopReport(
            name: self.name, address: self.address, orders: orders,
            items: self.items, pendingWebhooks: self.state.deliveries.count,
            struck: Dictionary(self.struck.map { ($0.rawValue, $1) }) { first, _ in first })
    }

    public var items: [String: ShopReport.Item] {
        var items: [String: ShopReport.Item] = [:]
        items.reserveCapacity(self.state.products.count)
        for product in self.state.products.values where product.kind != .variable && !product.sku.isEmpty {
            let owner = self.state.stockOwner(of: product)
            let held = owner.map { self.state.held[$0.id, default: 0] } ?? 0
            guard items[product.sku] == nil else { continue }
            items[product.sku] = ShopReport.Item(
                id: product.id, parentID: product.parentID, stock: owner?.stock, held: held, isOnSale: true,
                open: owner?.stock.map { max(0, $0 - held) }, regularPrice: product.regularPrice, name: product.name)
        }
        return items
    }
}
