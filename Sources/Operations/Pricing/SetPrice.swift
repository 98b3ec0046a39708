import Commerce
import Foundation
import Records
import Store

/// A SKU's price and what each shop should show for it.
public struct PricedSKU: Sendable, Hashable, Encodable {
    public var sku: String
    public var price: MoneyView
    public var shops: [PricedShop]
}

/// One shop's price of a SKU.
public struct PricedShop: Sendable, Hashable, Encodable {
    public var connection: String
    /// Missing where the shop sells in another currency: its price is left alone.
    public var wanted: MoneyView?
}

/// Sets our own price of a SKU; every shop follows by its rule.
public struct SetPrice: Sendable {
    public var sku: String
    public var price: Money

    public init(sku: String, price: Money) {
        self.sku = sku
        self.price = price
    }

    /// - Throws: `OperationError.unknownSKU`, `.invalid`.
    public func run(_ desk: Desk) async throws -> PricedSKU {
        let (sku, price) = (self.sku, self.price)
        return try await desk.write { db in
            let variant = try Find.variant(db, sku: sku)
            // A SKU without a price has no currency of its own to keep to.
            if variant.price != nil { _ = try PriceCheck.checked(price, for: variant) }
            guard price.minor >= 0 else {
                throw OperationError.invalid(field: "price", reason: "A price cannot be below zero.")
            }
            try desk.audit(
                db, .priceSet, on: .variant(variant.id),
                ["sku": sku, "from": variant.price?.description ?? "", "to": price.description])
            var room = try Stockroom(db, desk: desk, variants: [variant.id])
            try room.setPrice(variant.id, price)
            room.note(
                "price.set", "\(sku) costs \(price) now, after \(variant.price?.description ?? "no price").",
                variant: variant.id)
            try room.close(cause: .person)
            let shops = room.offers.values.filter { $0.variant == variant.id }
                .map {
                    PricedShop(
                        connection: room.connections[$0.connection]?.name ?? "",
                        wanted: MoneyView($0.wantedPrice, $0.currency))
                }.sorted { $0.connection < $1.connection }
            return PricedSKU(sku: sku, price: MoneyView(price), shops: shops)
        }
    }
}
