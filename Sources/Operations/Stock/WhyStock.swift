import Commerce
import Foundation
import Records
import Store

/// "Why is it 3?": how one SKU's number comes about, from the count on the shelf to what each shop shows.
public struct WhyStock: Sendable {
    public var sku: String

    public init(sku: String) { self.sku = sku }

    /// - Throws: `OperationError.unknownSKU`.
    public func run(_ desk: Desk) async throws -> StockStory {
        let (sku, now, places) = (self.sku, desk.now, desk.hub.keptPlaces)
        return try await desk.read { db in
            let variant = try Find.variant(db, sku: sku)
            return try StoryTeller(db, variant, places: places, now: now).tell()
        }
    }
}

/// The answer, for programs and for the terminal.
public struct StockStory: Sendable, Hashable, Encodable {
    public var sku: String
    public var title: String
    public var at: Date
    /// The whole answer in one or two sentences.
    public var sentence: String
    public var onHand: Int
    public var open: Int
    public var reserved: Int
    public var short: Int
    public var buffer: Int
    public var available: Int
    public var isCounted: Bool
    /// `shared`, `buffered`, `guaranteed` or `adaptive`.
    public var policy: String
    /// The policy in force and its promise.
    public var policySentence: String
    /// Of a bundle.
    public var parts: [BundlePart]
    public var levels: [LevelCount]
    /// What channels keep and count themselves: sold there alone, and in no number above.
    public var kept: [KeptCount]
    /// The stock ledger, newest first, at most 50 lines.
    public var ledger: [LedgerLine]
    /// Orders that hold units, oldest first.
    public var holds: [HoldLine]
    public var offers: [OfferStory]
    /// What happened to it, newest first, at most 20 lines.
    public var events: [EventLine]
}

/// One part of a bundle.
public struct BundlePart: Sendable, Hashable, Encodable {
    public var sku: String
    /// Units of it in one bundle.
    public var units: Int
    public var available: Int
}

/// One line of the stock ledger.
public struct LedgerLine: Sendable, Hashable, Encodable {
    public var at: Date
    public var change: Int
    /// `counted`, `adjusted`, `transferred`, `imported`, `adopted`, `shipped` or `undone`.
    public var cause: String
    public var location: String
    public var reference: String?
    public var note: String?
    /// Units over all locations after it.
    public var balance: Int
}

/// Units that an order holds.
public struct HoldLine: Sendable, Hashable, Encodable {
    public var order: String
    public var number: String
    public var connection: String
    public var state: String
    public var sku: String
    public var units: Int
    /// Of those, units that are not there.
    public var short: Int
    /// The shop's clock.
    public var placedAt: Date
    /// When the hub heard of it.
    public var importedAt: Date
    public var since: Date
}

/// One shop's part of the story.
public struct OfferStory: Sendable, Hashable, Encodable {
    public var cell: StockCell
    /// Why it should show what it should.
    public var wantedSentence: String
    /// The latest writes, newest first, at most 5.
    public var submitted: [SubmittedLine]
    /// Units it may still sell before we hear of it.
    public var escrow: Int
    public var escrowSentence: String
    /// Units of the shown number that unpaid orders hold.
    public var held: Int
    public var sentence: String
}

/// One write to a shop.
public struct SubmittedLine: Sendable, Hashable, Encodable {
    public var sentAt: Date
    public var quantity: Int?
    public var price: MoneyView?
    /// `sent`, `accepted`, `refused`, `withdrawn` or `unknown`.
    public var state: String
    public var answeredAt: Date?
    public var detail: String?
}
