import Commerce
import ConnectorKit
import Foundation
import Wire

/// From eBay's items and offers to ours. Pure.
enum EbayMapping {
    static let fixedPrice = "FIXED_PRICE"

    /// One SKU's offer on a site, as the item's record and the offer's tell it together.
    ///
    /// - Parameters:
    ///   - offer: `nil` where the SKU was never offered there: then it is a draft.
    ///   - varying: The aspects by which the variations of its group differ.
    static func offer(
        _ item: EbayWire.Item, _ offer: EbayWire.Offer?, group: (title: String?, varying: [String])?
    ) -> RemoteOffer {
        let status = Self.status(offer)
        let quantity = offer?.availableQuantity ?? item.availability?.shipToLocationAvailability?.quantity
        let isOnSale = status == .active
        let codes = (item.product?.ean ?? []) + (item.product?.upc ?? []) + (item.product?.isbn ?? [])
        var remote = RemoteOffer(
            ref: EbayRef.ref(sku: item.sku, group: item.group),
            title: HTMLText.plain(group?.title ?? item.product?.title ?? item.sku),
            options: Self.options(item.product?.aspects, group?.varying ?? []), sku: item.sku,
            gtin: codes.lazy.map { $0.filter(\.isNumber) }.first { !$0.isEmpty },
            price: offer?.pricingSummary?.price.flatMap(Self.money),
            quantity: isOnSale ? quantity : status == .ended ? 0 : nil, countsStock: isOnSale || status == .ended,
            status: status, image: item.product?.imageUrls?.first,
            uncounted: isOnSale || status == .ended ? nil : .notOnSale)
        if status == .inactive { remote.offSale = OffSale(quantity: quantity, since: nil) }
        return remote
    }

    /// - `OUT_OF_STOCK` is on sale with nothing to sell: units written to it are on sale at once.
    /// - An offer that was withdrawn is unpublished, like one that never was: putting it on sale is a person's decision.
    static func status(_ offer: EbayWire.Offer?) -> RemoteOffer.Status {
        guard let offer else { return .draft }
        guard offer.status == "PUBLISHED" else { return offer.status == "UNPUBLISHED" ? .draft : .inactive }
        switch offer.listing?.listingStatus {
        case "ACTIVE", "OUT_OF_STOCK": return .active
        case "ENDED", "EBAY_ENDED": return .ended
        default: return .inactive
        }
    }

    /// - Returns: `nil` for what is no amount of its currency.
    static func money(_ amount: EbayWire.Amount) -> Money? {
        guard let value = amount.value, let currency = amount.currency.flatMap({ Currency($0) }) else { return nil }
        return try? Money.parse(value, currency: currency, style: .point)
    }

    static func amount(_ money: Money) -> EbayWire.Amount {
        EbayWire.Amount(value: money.channelText, currency: money.currency.code)
    }

    private static func options(_ aspects: JSONValue?, _ varying: [String]) -> [String: String] {
        var options: [String: String] = [:]
        for name in varying {
            guard case .array(let values)? = aspects?[name] else { continue }
            options[HTMLText.plain(name)] = values.compactMap(\.text).map { HTMLText.plain($0) }.joined(separator: ", ")
        }
        return options
    }
}
