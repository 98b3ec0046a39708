import ConnectorKit
import Foundation

/// What names an offer. A SKU is the only key that eBay keeps (notes, "Idempotency"), and order lines bear it: a SKU that is sold by
/// itself is a listing, one of several variations is `group:KEY` and the SKU. eBay's own listing number is none: it changes
/// whenever a listing is put back.
enum EbayRef {
    private static let mark = "group:"

    /// - Parameter group: The key of the group that the SKU is sold in, where it is.
    static func ref(sku: String, group: String?) -> OfferRef {
        group.map { OfferRef(listing: Self.mark + Self.safe($0), variation: sku) } ?? OfferRef(listing: Self.safe(sku))
    }

    static func sku(_ ref: OfferRef) -> String { ref.variation ?? Self.plain(ref.listing) }

    static func listing(ofGroup key: String) -> String { Self.mark + Self.safe(key) }

    /// - Returns: The group's key; `nil` where a listing is one SKU.
    static func group(_ listing: String) -> String? {
        listing.hasPrefix(Self.mark) ? Self.plain(String(listing.dropFirst(Self.mark.count))) : nil
    }

    /// The SKU of a listing that is no group.
    static func sku(ofListing listing: String) -> String { Self.plain(listing) }

    /// A stroke parts listing from variation in our books, so that a listing's own name has none.
    private static func safe(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("/", with: "%2F")
    }

    private static func plain(_ text: String) -> String { text.replacing("%2F", with: "/").replacing("%25", with: "%") }
}
