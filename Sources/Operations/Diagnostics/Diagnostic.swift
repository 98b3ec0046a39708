import Commerce
public import Foundation
import Records

/// Something that waits for a person: what, where, what it may cost, and what mends it.
public struct Diagnostic: Sendable, Hashable, Encodable, Identifiable {
    public enum Kind: String, Sendable, Hashable, CaseIterable, Encodable {
        /// A shop that cannot be reached, or soon cannot.
        case connection
        /// A mass change that waits for a person's yes.
        case brake
        /// A change of one offer that a shop refused, or that does not stay.
        case offer
        /// Units owed that are not there.
        case oversold
        /// Records of a shop that could not be read.
        case unreadable
        /// A parcel a shop did not want to hear of.
        case shipment
        /// A listing that should sell and is off sale.
        case offSale = "off-sale"
        /// Listings nobody said yet what they sell.
        case unlinked
    }

    public enum Level: String, Sendable, Hashable, Encodable {
        /// Something goes wrong while it stands.
        case problem
        /// To be known; it may be meant so.
        case notice
    }

    /// The same for as long as it stands.
    public var id: String
    public var kind: Kind
    public var level: Level
    public var connection: String?
    public var connectionName: String?
    /// The channel's key of the offer.
    public var offer: String?
    public var sku: String?
    /// The listing, the order or the shop.
    public var title: String
    /// The channel's code or ours.
    public var code: String?
    /// The field that the channel named, in its words.
    public var field: String?
    /// What is asked of it, where that is known.
    public var rule: String?
    /// What the channel said, or what was seen.
    public var said: String
    public var fix: String
    /// What mends it, or shows what to mend, on a command line.
    public var command: String
    public var since: Date?
    /// Price × how fast it sells × how long it has stood, at least a day of it; missing where no price is known.
    public var atRisk: MoneyView?

    /// Dearest first; then problems before notices, and what has stood longest.
    static func ranks(_ one: Diagnostic, before other: Diagnostic) -> Bool {
        let (left, right) = (one.weight, other.weight)
        if left != right { return left > right }
        if one.level != other.level { return one.level == .problem }
        if one.since != other.since { return one.since ?? .distantFuture < other.since ?? .distantFuture }
        return one.id < other.id
    }

    /// Whole units of money, of whatever currency.
    private var weight: Double {
        guard let atRisk, let currency = Currency(atRisk.currency) else { return 0 }
        return Double(atRisk.minor) / [1, 10, 100, 1_000, 10_000][min(4, currency.decimals)]
    }
}
