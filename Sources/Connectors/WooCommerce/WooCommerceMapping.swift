import Commerce
import ConnectorKit
import Foundation
import Wire

/// From WooCommerce's words to ours. Pure; every oddity has a fixture named for it.
enum WooCommerceMapping {
    /// What a variation takes from its parent, which its own record does not repeat.
    struct Parent: Sendable, Hashable, Codable {
        var id: Int
        var title: String
        var status: RemoteOffer.Status

        enum CodingKeys: String, CodingKey {
            case id = "i"
            case title = "t"
            case status = "s"
        }
    }

    /// A record's offer, and what of it could not be read although the offer could.
    struct Mapped: Sendable, Hashable {
        var offer: RemoteOffer
        var unreadable: [UnreadableRecord] = []
    }

    // MARK: Offers

    static func parent(_ product: WooCommerceWire.Product) -> Parent {
        // Titles ride in page tokens, so they are cut.
        Parent(id: product.id, title: String(Self.title(product.name).prefix(80)), status: Self.status(product.status))
    }

    /// `nil` for what is never sold from here: a group of other products, or a link to another shop.
    static func offer(_ product: WooCommerceWire.Product, currency: Currency?) -> Mapped? {
        guard product.type != "grouped", product.type != "external" else { return nil }
        let counting = Self.counting(product.manageStock)
        var mapped = Mapped(
            offer: RemoteOffer(
                ref: OfferRef(listing: String(product.id)), title: Self.title(product.name), sku: product.sku?.text,
                gtin: Self.digits(product.globalUniqueID), price: nil,
                quantity: counting == nil ? product.stockQuantity?.units : nil, countsStock: counting == nil,
                status: Self.status(product.status), image: product.images?.elements.first?.src,
                modifiedAt: Self.instant(product.dateModifiedGMT), uncounted: counting))
        mapped.setPrices(product.regularPrice, product.salePrice, currency, place: "product \(product.id)")
        return mapped
    }

    static func offer(_ variation: WooCommerceWire.Variation, of parent: Parent, currency: Currency?) -> Mapped {
        let counting = Self.counting(variation.manageStock)
        var mapped = Mapped(
            offer: RemoteOffer(
                ref: OfferRef(listing: String(parent.id), variation: String(variation.id)), title: parent.title,
                options: Self.options(variation.attributes?.elements ?? []), sku: variation.sku?.text,
                gtin: Self.digits(variation.globalUniqueID), price: nil,
                quantity: counting == nil ? variation.stockQuantity?.units : nil, countsStock: counting == nil,
                status: Self.status(variation.status, of: parent), image: variation.image?.value?.src,
                modifiedAt: Self.instant(variation.dateModifiedGMT), uncounted: counting))
        mapped.setPrices(
            variation.regularPrice, variation.salePrice, currency,
            place: "product \(parent.id), variation \(variation.id)")
        return mapped
    }

    /// A variable product's variations are the offers, not the product itself (`variable-subscription` likewise).
    static func hasVariations(_ product: WooCommerceWire.Product) -> Bool {
        product.type?.hasPrefix("variable") ?? false
    }

    /// `manage_stock` is `true`, `false` or, on a variation whose parent counts for all, `"parent"` (shop notes, trap 7).
    static func counting(_ manageStock: WooCommerceWire.Loose?) -> UncountedReason? {
        switch manageStock {
        case .flag(true), .text("1"), .text("yes"), .text("true"): nil
        case .text("parent"): .sharedWithListing
        default: .switchedOff
        }
    }

    private static func status(_ text: String?) -> RemoteOffer.Status {
        switch text {
        case "publish": .active
        case "private": .inactive
        case "trash": .ended
        default: .draft
        }
    }

    /// A variation is only as visible as its parent; `private` is how WooCommerce stores "not enabled".
    private static func status(_ text: String?, of parent: Parent) -> RemoteOffer.Status {
        guard parent.status == .active else { return parent.status }
        return text == nil ? .active : Self.status(text)
    }

    private static func title(_ name: WooCommerceWire.Loose?) -> String { HTMLText.plain(name?.text ?? "") }

    private static func digits(_ text: WooCommerceWire.Loose?) -> String? {
        let digits = (text?.text ?? "").filter { ("0"..."9").contains($0) || $0 == "X" || $0 == "x" }.uppercased()
        return digits.isEmpty ? nil : digits
    }

    private static func options(_ attributes: [WooCommerceWire.Attribute]) -> [String: String] {
        var options: [String: String] = [:]
        for attribute in attributes {
            guard let name = attribute.name?.text, let option = attribute.option?.text else { continue }
            options[HTMLText.plain(name)] = HTMLText.plain(option)
        }
        return options
    }

    // MARK: Values

    /// Times are GMT without saying so (shop notes, trap 4); we read only the `_gmt` members.
    static func instant(_ text: WooCommerceWire.Loose?) -> Date? { text?.text.flatMap { UTCTime(text: $0)?.date } }

    /// An amount exactly as written.
    static func price(_ text: String, _ currency: Currency) -> Money? {
        try? Money.parse(text, currency: currency, style: .point)
    }

    /// An amount of an order. Shops may keep more decimals than the currency has; then it is rounded half away from
    /// zero, since an order that cannot be counted is worse than a tenth of a cent.
    static func amount(_ text: String, _ currency: Currency) -> Money? {
        if let exact = try? Money.parse(text, currency: currency, style: .point, allowNegative: true) { return exact }
        let allowed = Set("0123456789.-")
        guard text.allSatisfy({ allowed.contains($0) }), text.contains(where: \.isNumber), text.utf8.count <= 24,
            text.split(separator: ".", omittingEmptySubsequences: false).count <= 2, !text.dropFirst().contains("-"),
            var value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
        else { return nil }
        for _ in 0..<currency.decimals { value *= 10 }
        var rounded = Decimal()
        NSDecimalRound(&rounded, &value, 0, .plain)
        return Int64("\(rounded)").map { Money(minor: $0, currency: currency) }
    }
}

extension WooCommerceMapping.Mapped {
    /// An unreadable price is told, and leaves the offer with its stock.
    mutating func setPrices(
        _ regular: WooCommerceWire.Loose?, _ sale: WooCommerceWire.Loose?, _ currency: Currency?, place: String
    ) {
        guard let currency else { return }
        for (name, text) in [("regular_price", regular?.text), ("sale_price", sale?.text)] {
            guard let text else { continue }
            let price = WooCommerceMapping.price(text, currency)
            if name == "regular_price" { self.offer.price = price } else { self.offer.salePrice = price }
            if price == nil {
                self.unreadable.append(
                    UnreadableRecord(place: "\(place), \(name)", reason: "not an amount of \(currency.code)"))
            }
        }
    }
}
