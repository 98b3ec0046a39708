import Commerce
import ConnectorKit
import Foundation
import Wire

/// From Shopify's variants to offers. Pure; every oddity has a fixture named for it.
enum ShopifyMapping {
    /// Why a variant cannot be read; names the place, never the content.
    struct Unreadable: Error, Hashable { var reason: String }

    /// An offer, and what of it could not be read although the offer could.
    struct Mapped: Sendable, Hashable {
        var offer: RemoteOffer
        var unreadable: UnreadableRecord?
    }

    static func offer(_ variant: ShopifyWire.Variant, currency: Currency?) throws(Unreadable) -> Mapped {
        guard let number = ShopifyID.number(variant.id), let product = ShopifyID.number(variant.product.id),
            let item = ShopifyID.number(variant.inventoryItem.id)
        else { throw Unreadable(reason: "id is none of Shopify's") }
        let uncounted = Self.uncounted(variant)
        let price = currency.flatMap { ShopifyMoney.read(variant.price, $0) }
        let offer = RemoteOffer(
            ref: ShopifyVariantRef(product: product, variant: number, item: item).ref,
            title: variant.product.title.withoutOuterSpace, options: Self.options(variant),
            sku: Self.text(variant.sku), gtin: Self.text(variant.barcode).flatMap(Self.digits), price: price,
            quantity: uncounted == nil ? Self.available(variant) : nil, countsStock: uncounted == nil,
            status: Self.status(variant.product.status), modifiedAt: UTCTime(text: variant.updatedAt)?.date,
            uncounted: uncounted)
        guard currency != nil, price == nil else { return Mapped(offer: offer) }
        return Mapped(
            offer: offer,
            unreadable: UnreadableRecord(
                place: "variant \(number), price", reason: "not an amount of the shop's currency"))
    }

    /// Units that may still be sold at the location that we write; `nil` where it is not stocked there.
    static func available(_ variant: ShopifyWire.Variant) -> Int? {
        variant.inventoryItem.inventoryLevel?.quantities.first { $0.name == "available" }?.quantity
    }

    /// - An item that Shopify does not track, or that is not stocked at our location, shows no number of ours: to change that
    ///   is the merchant's decision.
    /// - `CONTINUE` sells beyond zero on purpose (notes, trap 4).
    /// - Units at other locations are for sale beside ours, and we count one location only.
    private static func uncounted(_ variant: ShopifyWire.Variant) -> UncountedReason? {
        guard variant.inventoryItem.tracked, let here = Self.available(variant) else { return .switchedOff }
        if variant.inventoryPolicy == "CONTINUE" { return .sellsWithoutStock }
        if let all = variant.inventoryQuantity, all > here { return .liesElsewhereToo }
        return nil
    }

    /// `UNLISTED` is on sale for whoever has its address.
    static func status(_ status: String) -> RemoteOffer.Status {
        switch status {
        case "ACTIVE", "UNLISTED": .active
        case "DRAFT": .draft
        default: .inactive
        }
    }

    /// A product without options has one of its own, `Title: Default Title`.
    private static func options(_ variant: ShopifyWire.Variant) -> [String: String] {
        guard !variant.product.hasOnlyDefaultVariant else { return [:] }
        return Dictionary(variant.selectedOptions.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// Trimmed; `nil` when empty.
    static func text(_ text: String?) -> String? {
        guard let plain = text?.withoutOuterSpace, !plain.isEmpty else { return nil }
        return plain
    }

    /// Merchants put other codes into the field, too.
    private static func digits(_ barcode: String) -> String? {
        let bare = barcode.filter { $0 != " " && $0 != "-" }
        return (8...14).contains(bare.utf8.count) && ShopifyID.isNumber(bare) ? bare : nil
    }
}
