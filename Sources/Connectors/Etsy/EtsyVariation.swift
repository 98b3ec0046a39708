import Foundation
import Wire

/// What names a variation inside its listing, for as long as the seller does not change what it is.
///
/// `product_id` and `offering_id` change with every write (notes, "The inventory PUT"), so neither can. An inventory
/// product is the one combination of its property values: `200:1213+513:987`, property ids rising, each with its value
/// ids. The SKU is not used: Etsy lets several products of a listing bear the same, sellers change it, and an order line
/// alone does not tell whether it is the only one; the values stand in inventories and order lines alike.
enum EtsyVariation {
    /// - Returns: `nil` for a product without properties: the listing itself is the offer.
    static func key(_ values: [EtsyWire.PropertyValue]?) -> String? {
        let parts = (values ?? []).map { value in
            (value.propertyID, Self.text(value.valueIDs ?? [], value.values ?? []))
        }
        return Self.joined(parts)
    }

    /// From an order line that names its product by the buyer's choices only. A choice without a value id is a text the
    /// buyer wrote (a personalisation) and no variation.
    static func key(_ choices: [EtsyWire.Choice]) -> String? {
        Self.joined(
            choices.compactMap { choice in
                guard let property = choice.propertyID, let value = choice.valueID else { return nil }
                return (property, String(value))
            })
    }

    private static func joined(_ parts: [(property: Int64, value: String)]) -> String? {
        guard !parts.isEmpty else { return nil }
        return parts.sorted { ($0.property, $0.value) < ($1.property, $1.value) }
            .map { "\($0.property):\($0.value)" }.joined(separator: "+")
    }

    /// A value without an id goes by a hash of its text.
    private static func text(_ ids: [Int64], _ texts: [String]) -> String {
        guard ids.isEmpty else { return ids.sorted().map(String.init).joined(separator: ",") }
        let text = texts.map { HTMLText.plain($0) }.sorted().joined(separator: "\u{1F}")
        return "~" + Signing.sha256Hex(text.utf8).prefix(12)
    }
}
