import Commerce
import ConnectorKit
import Foundation
import Wire

/// From Etsy's listings to ours. Pure; every oddity has a fixture named for it.
enum EtsyMapping {
    /// A listing's offers, and what of it could not be read although the offers could.
    struct Mapped: Sendable, Hashable {
        var offers: [RemoteOffer] = []
        var unreadable: [UnreadableRecord] = []
    }

    static func offers(_ listing: EtsyWire.Listing) -> Mapped {
        let inventory = listing.inventory.map(EtsyInventory.init)
        guard let inventory, !inventory.products.isEmpty else {
            // "Listings you did not edit using the Etsy.com inventory tools have no inventory records" (getListingInventory).
            return Mapped(offers: [Self.offer(listing, uncounted: .switchedOff)])
        }
        var mapped = Mapped()
        var seen: Set<String?> = []
        for product in inventory.products {
            let key = EtsyVariation.key(product.propertyValues)
            guard seen.insert(key).inserted else {
                mapped.unreadable.append(
                    UnreadableRecord(
                        place: "listing \(listing.listingID), variation \(key ?? "-")",
                        reason: "two products have the same properties"))
                continue
            }
            mapped.add(product, key, of: listing, in: inventory)
        }
        return mapped
    }

    /// - `sold_out` shows none and is there: units written to it renew it, with a fee.
    /// - `expired` has ended: coming back is the seller's decision.
    /// - `inactive` was hidden, by a person or by us.
    static func status(_ state: String?) -> RemoteOffer.Status {
        switch state {
        case "active": .active
        case "draft": .draft
        case "expired": .ended
        case "sold_out": .soldOut
        default: .inactive
        }
    }

    /// Whether nothing of it can be bought, whatever its inventory says.
    static func sellsNothing(_ state: String?) -> Bool { state == "sold_out" || state == "expired" }

    fileprivate static func offer(
        _ listing: EtsyWire.Listing, variation: String? = nil, product: EtsyWire.Product? = nil,
        uncounted: UncountedReason?
    ) -> RemoteOffer {
        let status = Self.status(listing.state)
        let quantity = Self.sellsNothing(listing.state) ? 0 : product?.offering?.quantity
        var offer = RemoteOffer(
            ref: OfferRef(listing: String(listing.listingID), variation: variation),
            title: HTMLText.plain(listing.title ?? ""), options: Self.options(product?.propertyValues ?? []),
            sku: product?.sku.flatMap(Self.text), price: product?.offering.flatMap { EtsyPrice.money($0.price) },
            quantity: uncounted == nil ? quantity : nil, countsStock: uncounted == nil, status: status,
            image: listing.images?.first?.url,
            modifiedAt: listing.updatedTimestamp.map { Date(timeIntervalSince1970: Double($0)) }, uncounted: uncounted)
        if listing.state == "inactive" {
            offer.offSale = OffSale(
                quantity: uncounted == .notOnSale ? quantity : nil,
                since: listing.stateTimestamp.map { Date(timeIntervalSince1970: Double($0)) })
        }
        return offer
    }

    private static func options(_ values: [EtsyWire.PropertyValue]) -> [String: String] {
        var options: [String: String] = [:]
        for value in values {
            let name = value.propertyName.map { HTMLText.plain($0) } ?? "Property \(value.propertyID)"
            options[name] = (value.values ?? []).map { HTMLText.plain($0) }.joined(separator: ", ")
        }
        return options
    }

    /// Trimmed and decoded; `nil` when empty. Etsy gives `""` for no SKU.
    static func text(_ text: String) -> String? {
        let plain = HTMLText.plain(text)
        return plain.isEmpty ? nil : plain
    }
}

extension EtsyMapping.Mapped {
    fileprivate mutating func add(
        _ product: EtsyWire.Product, _ key: String?, of listing: EtsyWire.Listing, in inventory: EtsyInventory
    ) {
        let isOffered = product.offering?.isEnabled ?? true
        let status = EtsyMapping.status(listing.state)
        let uncounted: UncountedReason? =
            if inventory.sharesQuantity(product) {
                .sharedWithListing
            } else if !EtsyMapping.sellsNothing(listing.state), status == .inactive || !isOffered {
                .notOnSale
            } else {
                nil
            }
        var offer = EtsyMapping.offer(listing, variation: key, product: product, uncounted: uncounted)
        if !isOffered, status == .active { offer.status = .inactive }
        self.offers.append(offer)
        if offer.price == nil {
            self.unreadable.append(
                UnreadableRecord(
                    place: "listing \(listing.listingID)\(key.map { ", variation \($0)" } ?? ""), price",
                    reason: "not an amount of its currency"))
        }
    }
}
