import Commerce
import ConnectorKit
import Foundation

/// A listing's inventory, read and ready to be written back with some offerings changed. Pure.
///
/// The write replaces all products (notes, "The inventory PUT"): one that is left out is gone, one that is written back
/// with an old number sells what was sold meanwhile. So every product that was read is in it, as it was read.
struct EtsyInventory: Sendable, Hashable {
    /// The products that exist; those Etsy marks as deleted are not written back.
    let products: [EtsyWire.Product]
    private let source: EtsyWire.Inventory

    init(_ inventory: EtsyWire.Inventory) {
        self.source = inventory
        self.products = inventory.products.filter { $0.isDeleted != true && $0.offering != nil }
    }

    /// Why a change cannot be made.
    struct Refusal: Error, Hashable {
        var code: String
        var field: String?
        var message: String
    }

    /// Products with one count between them, or one price, by the place of each.
    ///
    /// Etsy refuses a write whose values differ inside a group that `*_on_property` says shares them.
    private func group(of product: EtsyWire.Product, by properties: [Int64]?) -> [EtsyWire.PropertyValue] {
        let varying = Set(properties ?? [])
        return (product.propertyValues ?? []).filter { varying.contains($0.propertyID) }
            .sorted { $0.propertyID < $1.propertyID }
            .map { value in
                EtsyWire.PropertyValue(
                    propertyID: value.propertyID, propertyName: nil, scaleID: nil, valueIDs: value.valueIDs?.sorted(),
                    values: value.values?.sorted())
            }
    }

    /// Whether one count serves several products: a quantity written to one of them would be the others' too.
    func sharesQuantity(_ product: EtsyWire.Product) -> Bool {
        let group = self.group(of: product, by: self.source.quantityOnProperty)
        return self.products.count { self.group(of: $0, by: self.source.quantityOnProperty) == group } > 1
    }

    private func sharingPrice(with product: EtsyWire.Product) -> [EtsyWire.Product] {
        let group = self.group(of: product, by: self.source.priceOnProperty)
        return self.products.filter { self.group(of: $0, by: self.source.priceOnProperty) == group }
    }

    /// The place of a variation, or of the listing's only product.
    func product(_ variation: String?) -> EtsyWire.Product? {
        self.products.first { EtsyVariation.key($0.propertyValues) == variation }
    }

    // MARK: Changing

    /// What is to be sent, and what of it cannot be. `nil` when nothing would change.
    func changed(_ changes: [OfferChange]) -> (body: EtsyWire.InventoryChange?, refused: [OfferRef: Refusal]) {
        var refused: [OfferRef: Refusal] = [:]
        var quantities: [String?: Int] = [:]
        var prices: [String?: Money] = [:]
        for change in changes {
            guard let product = self.product(change.ref.variation) else {
                refused[change.ref] = Self.gone
                continue
            }
            if let refusal = self.refusal(of: change, to: product, among: changes) {
                refused[change.ref] = refusal
                continue
            }
            // What only repeats a believed number never lifts what was just read: a sale not heard of stays one.
            let read = product.existingOfferings.map(\.quantity).min() ?? 0
            quantities[change.ref.variation] = change.quantity.map {
                min($0, change.repeatsQuantity ? read : EtsyOffers.largestQuantity)
            }
            prices[change.ref.variation] = change.price
        }
        let body = self.body { product in
            let key = EtsyVariation.key(product.propertyValues)
            return (quantities[key] ?? nil, prices[key] ?? nil)
        }
        return (body == self.asRead ? nil : body, refused)
    }

    /// All of it, written back as it was read.
    var asRead: EtsyWire.InventoryChange { self.body { _ in (nil, nil) } }

    /// The listing's only product under another SKU: how a new listing gets its own reference.
    func renamed(sku: String) -> EtsyWire.InventoryChange {
        var body = self.asRead
        for place in body.products.indices { body.products[place].sku = sku }
        return body
    }

    /// The first inventory of a listing that has none: one product without variations.
    static func first(of draft: ListingDraft) -> EtsyWire.InventoryChange {
        EtsyWire.InventoryChange(
            products: [
                EtsyWire.ProductChange(
                    sku: draft.sku, propertyValues: [],
                    offerings: [
                        EtsyWire.OfferingChange(
                            price: EtsyPrice.number(draft.price),
                            quantity: min(max(1, draft.quantity), EtsyOffers.largestQuantity), isEnabled: true,
                            readinessStateID: draft.details.processing.flatMap { Int64($0) })
                    ])
            ], priceOnProperty: [], quantityOnProperty: [], skuOnProperty: [], readinessStateOnProperty: [])
    }

    private func refusal(
        of change: OfferChange, to product: EtsyWire.Product, among changes: [OfferChange]
    ) -> Refusal? {
        if let quantity = change.quantity, quantity < 0 {
            return Refusal(code: "negative-quantity", field: "quantity", message: "Etsy cannot show less than nothing.")
        }
        if change.quantity != nil, self.sharesQuantity(product) { return Self.sharedQuantity }
        guard let price = change.price else { return nil }
        guard price.currency.code == product.offering?.price.currencyCode else {
            return Refusal(
                code: "wrong-currency", field: "price",
                message: "The price is in \(price.currency.code), the listing's is in "
                    + "\(product.offering?.price.currencyCode.prefix(3) ?? "another currency").")
        }
        guard price.minor > 0 else {
            return Refusal(code: "price-zero", field: "price", message: "Etsy takes no price of zero.")
        }
        let wanted = Dictionary(
            changes.compactMap { change in change.price.map { (change.ref.variation, $0) } }, uniquingKeysWith: { $1 })
        let together = self.sharingPrice(with: product).allSatisfy { other in
            (wanted[EtsyVariation.key(other.propertyValues)] ?? other.offering.flatMap { EtsyPrice.money($0.price) })
                == price
        }
        return together ? nil : Self.sharedPrice
    }

    private func body(
        _ wanted: (EtsyWire.Product) -> (quantity: Int?, price: Money?)
    ) -> EtsyWire.InventoryChange {
        EtsyWire.InventoryChange(
            products: self.products.map { product in
                let (quantity, price) = wanted(product)
                return EtsyWire.ProductChange(
                    sku: product.sku ?? "",
                    propertyValues: (product.propertyValues ?? []).map { value in
                        EtsyWire.PropertyValueChange(
                            propertyID: value.propertyID, propertyName: value.propertyName, scaleID: value.scaleID,
                            valueIDs: value.valueIDs ?? [], values: value.values ?? [])
                    },
                    offerings: product.existingOfferings.map { offering in
                        EtsyWire.OfferingChange(
                            price: price.map(EtsyPrice.number) ?? EtsyPrice.number(offering.price),
                            quantity: quantity ?? offering.quantity, isEnabled: offering.isEnabled ?? true,
                            readinessStateID: offering.readinessStateID)
                    })
            },
            priceOnProperty: self.source.priceOnProperty ?? [],
            quantityOnProperty: self.source.quantityOnProperty ?? [],
            skuOnProperty: self.source.skuOnProperty ?? [],
            readinessStateOnProperty: self.source.readinessStateOnProperty)
    }

    static let gone = Refusal(
        code: "gone", field: nil, message: "Etsy's listing no longer has this variation. Match the listing again.")
    /// The code that tells the hub that no quantity is wanted here.
    static let sharedQuantity = Refusal(
        code: "not-managing-stock", field: "quantity",
        message:
            "Etsy counts several variations of this listing together. On Etsy, edit the listing's variations and let "
            + "the quantity vary for each.")
    static let sharedPrice = Refusal(
        code: "price-shared", field: "price",
        message: "Etsy keeps one price for several variations of this listing. Give all of them the same price, or on "
            + "Etsy let the price vary for each.")
}

extension EtsyWire.Product {
    var existingOfferings: [EtsyWire.Offering] { self.offerings.filter { $0.isDeleted != true } }
    /// A product has one offering; Etsy's lists allow more.
    var offering: EtsyWire.Offering? { self.existingOfferings.first }
}

extension EtsyWire.InventoryChange {
    /// Whether nothing could be bought any more.
    var isEmptied: Bool { self.products.allSatisfy { $0.offerings.allSatisfy { !$0.isEnabled || $0.quantity == 0 } } }
}
