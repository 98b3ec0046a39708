import Foundation
import Twins

/// One offer's new number in a call, however the channel writes it.
struct WrittenOffer: Sendable {
    var listing: String?
    var variation: String?
    var sku: String?
    var quantity: Int?
    /// Etsy's word for what becomes of the whole listing: on sale or off it.
    var state: String?
    /// Whether the call replaces a whole listing, so that the number may only be repeated.
    var isWhole = false

    /// What cannot be written twice at once: all of a listing where calls replace it.
    var key: String { self.isWhole ? self.listing ?? "" : self.variation ?? self.listing ?? self.sku ?? "" }
    /// The offer among those that one call writes.
    var place: String { [self.listing, self.variation, self.sku].compactMap(\.self).joined(separator: " ") }
    var text: String {
        let name = self.isWhole ? [self.listing, self.sku].compactMap(\.self).joined(separator: " ") : self.key
        return "\(name) = \(self.state ?? self.quantity.map(String.init) ?? "price")"
    }

    func names(listing: String, variation: String, sku: String?) -> Bool {
        if self.isWhole { return self.listing == listing && (self.sku == nil || self.sku == sku) }
        if let half = self.variation, half.hasSuffix("-") { return variation.hasPrefix(half) }
        if let half = self.variation, half.hasPrefix("-") { return variation.hasSuffix(half) }
        if let wanted = self.variation { return wanted == variation }
        if let wanted = self.listing { return wanted == listing && variation.isEmpty }
        return self.sku == sku
    }

    /// Whether an intent of such a number is one of this call. What is only repeated may be fewer: the shop sold some.
    func fits(_ intended: Int?) -> Bool {
        guard let quantity = self.quantity else { return true }
        return self.isWhole ? intended.map { quantity <= $0 } ?? false : intended == quantity
    }

    static func all(in call: TwinRequest, _ path: [String]) -> [WrittenOffer] {
        guard call.method != "GET", !call.body.isEmpty else { return [] }
        switch path.first {
        case "etsy": return self.etsy(call, path)
        case "shopify": return self.shopify(call)
        case "amazon": return self.amazon(call, path)
        default: break
        }
        guard path.last == "batch", let json = self.json(call), let rows = json["update"] as? [[String: Any]] else {
            return []
        }
        let isVariation = path.contains("variations")
        return rows.map { row in
            let id = (row["id"] as? Int).map(String.init) ?? ""
            return WrittenOffer(
                listing: isVariation ? nil : id, variation: isVariation ? id : nil, sku: nil,
                quantity: row["stock_quantity"] as? Int)
        }
    }

    /// `PUT …/listings/{id}/inventory` with all products, and `PATCH …/shops/{id}/listings/{id}` with a state.
    private static func etsy(_ call: TwinRequest, _ path: [String]) -> [WrittenOffer] {
        if call.method == "PATCH", path.dropLast().last == "listings" {
            let form = String(decoding: call.body, as: UTF8.self).split(separator: "&")
            return form.filter { $0.hasPrefix("state=") }.map {
                WrittenOffer(listing: path.last, state: String($0.dropFirst("state=".count)), isWhole: true)
            }
        }
        guard call.method == "PUT", path.last == "inventory", let listing = path.dropLast().last,
            let products = self.json(call)?["products"] as? [[String: Any]]
        else { return [] }
        return products.map { product in
            let offerings = product["offerings"] as? [[String: Any]] ?? []
            return WrittenOffer(
                listing: listing, sku: product["sku"] as? String, quantity: offerings.first?["quantity"] as? Int,
                isWhole: true)
        }
    }

    /// `inventorySetQuantities` names inventory items, `productVariantsBulkUpdate` variants: one half each of our reference.
    private static func shopify(_ call: TwinRequest) -> [WrittenOffer] {
        guard let variables = self.json(call)?["variables"] as? [String: Any] else { return [] }
        func number(_ id: Any?) -> Substring { (id as? String)?.split(separator: "/").last ?? "" }
        let input = variables["input"] as? [String: Any]
        let quantities = (input?["quantities"] as? [[String: Any]] ?? []).map { row in
            WrittenOffer(variation: "-\(number(row["inventoryItemId"]))", quantity: row["quantity"] as? Int)
        }
        let prices = (variables["variants"] as? [[String: Any]] ?? []).map { row in
            WrittenOffer(variation: "\(number(row["id"]))-")
        }
        return quantities + prices
    }

    /// `PATCH …/items/{seller}/{sku}`: a number, a price, or both.
    private static func amazon(_ call: TwinRequest, _ path: [String]) -> [WrittenOffer] {
        guard call.method == "PATCH", path.dropLast(2).last == "items", let sku = path.last,
            let patches = self.json(call)?["patches"] as? [[String: Any]]
        else { return [] }
        let counts = patches.filter { $0["path"] as? String == "/attributes/fulfillment_availability" }
            .compactMap { ($0["value"] as? [[String: Any]])?.first?["quantity"] as? Int }
        return [WrittenOffer(listing: sku, quantity: counts.first)]
    }

    private static func json(_ call: TwinRequest) -> [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any]
    }
}
