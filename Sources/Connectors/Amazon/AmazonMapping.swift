import Commerce
import ConnectorKit
import Foundation
import Wire

/// From Amazon's listings to ours. Pure; every oddity has a fixture named for it.
enum AmazonMapping {
    static func offer(_ item: AmazonWire.Item, at home: AmazonMarketplace) -> RemoteOffer {
        let summary = item.summary(of: home)
        let channels = item.fulfillmentAvailability ?? []
        let own = channels.first { $0.fulfillmentChannelCode == Self.ownChannel }
        let uncounted = Self.uncounted(item, own, at: home)
        let quantity = own?.quantity ?? 0
        return RemoteOffer(
            ref: OfferRef(listing: item.sku), title: HTMLText.plain(summary?.itemName ?? item.sku), sku: item.sku,
            price: item.offer(at: home)?.price.flatMap(Self.money), quantity: uncounted == nil ? quantity : nil,
            countsStock: uncounted == nil, status: Self.status(summary, quantity: own?.quantity),
            image: summary?.mainImage?.link, modifiedAt: summary?.lastUpdatedDate.flatMap(AmazonTime.date),
            uncounted: uncounted)
    }

    /// The merchant's own warehouse.
    static let ownChannel = "DEFAULT"

    /// Fulfilment by Amazon: `AMAZON_NA`, `AMAZON_EU` and so on. Its stock is Amazon's to count, also where the merchant
    /// sends some of it: written there, it would add a second way of fulfilment (notes, trap 3).
    private static func uncounted(
        _ item: AmazonWire.Item, _ own: AmazonWire.Availability?, at home: AmazonMarketplace
    ) -> UncountedReason? {
        let channels = item.fulfillmentAvailability ?? []
        if channels.contains(where: { $0.fulfillmentChannelCode.hasPrefix("AMAZON") }) { return .countedByChannel }
        if own != nil { return nil }
        // Parents of variations have neither stock nor offer.
        return item.offer(at: home) == nil ? .notOnSale : .switchedOff
    }

    /// One that shows none is as it should be; one that has units and cannot be bought was stopped, by a person or by Amazon.
    private static func status(_ summary: AmazonWire.Summary?, quantity: Int?) -> RemoteOffer.Status {
        guard let summary else { return .draft }
        return summary.status.contains("BUYABLE") || quantity == 0 ? .active : .inactive
    }

    /// - Returns: `nil` for what is no amount of its currency.
    static func money(_ money: AmazonWire.Money) -> Money? {
        guard let currency = Currency(money.currencyCode) else { return nil }
        return try? Money.parse(money.amount, currency: currency, style: .point)
    }
}

extension AmazonWire.Item {
    func summary(of home: AmazonMarketplace) -> AmazonWire.Summary? {
        self.summaries?.first { $0.marketplaceId == home.id }
    }

    /// What everybody pays; business prices are left alone.
    func offer(at home: AmazonMarketplace) -> AmazonWire.Offer? {
        self.offers?.first { $0.marketplaceId == home.id && $0.offerType == "B2C" }
    }
}
