import Commerce
import Foundation
import Records
import Store

/// How a matching ended.
public struct MatchOutcome: Sendable, Hashable, Encodable {
    /// Newly linked.
    public var linked = 0
    public var proposed = 0
    public var ambiguous = 0
    public var unmatched = 0
}

/// Decides for each unlinked offer of a connection which SKU it sells. Twice is fine.
///
/// What a person decided stays: linked, ignored and unlinked offers are looked at, so that doubles are seen, and left alone.
public struct MatchOffers: Sendable {
    public var connection: UUID

    public init(connection: UUID) { self.connection = connection }

    /// Offers in one transaction.
    private static let chunk = 200

    public func run(_ desk: Desk) async throws -> MatchOutcome {
        let connection = self.connection
        let book = try await desk.read { try Self.book(of: connection, $0) }
        var outcome = MatchOutcome()
        var last: UUID?
        while true {
            let after = last
            let (done, end) = try await desk.write { db in
                let page = try MatchRecords.open(db, connection: connection, after: after, limit: Self.chunk)
                let part = Dictionary(page.map { ($0.id, book.decide($0.facts)) }, uniquingKeysWith: { $1 })
                return (try Self.apply(part, connection, desk, db), page.last?.id)
            }
            guard let end else { return outcome }
            last = end
            outcome.linked += done.linked
            outcome.proposed += done.proposed
            outcome.ambiguous += done.ambiguous
            outcome.unmatched += done.unmatched
        }
    }

    /// What matching must know of all variants and of all offers of the connection; only that, some thousand rows at a time.
    private static func book(of connection: UUID, _ db: any SQLConnection) throws -> MatchBook {
        var book = MatchBook()
        var last: UUID?
        repeat {
            let page = try MatchRecords.variants(db, after: last, limit: 5_000)
            for row in page { row.variant.map { book.add($0) } }
            last = page.last?.id
        } while last != nil
        repeat {
            let page = try MatchRecords.offers(db, connection: connection, after: last, limit: 5_000)
            for row in page { book.add(row.facts) }
            last = page.last?.id
        } while last != nil
        return book
    }

    private static func apply(
        _ decisions: [UUID: MatchDecision], _ connection: UUID, _ desk: Desk, _ db: any SQLConnection
    ) throws -> MatchOutcome {
        if decisions.isEmpty { return MatchOutcome() }
        try LockOrder.connection(db, connection)
        let variants = decisions.values.compactMap(\.outcome.variant)
        var room = try Stockroom(db, desk: desk, variants: Set(variants))
        var outcome = MatchOutcome()
        var undecided: [OfferRecord] = []
        for offer in try OfferRecords.load(db, ids: decisions.keys) where offer.isOpenForMatching {
            guard let decision = decisions[offer.id] else { continue }
            var offer = offer
            let before = offer
            offer.mappingReason = decision.reason.sentence
            switch decision.outcome {
            case .linked(let variant):
                try room.link(offer, to: variant.rawValue, reason: decision.reason.sentence)
                outcome.linked += 1
                continue
            case .proposed(let candidates):
                (offer.mapping, offer.candidates) = (.proposed, candidates.map(\.rawValue))
                outcome.proposed += 1
            case .ambiguous(let candidates):
                (offer.mapping, offer.candidates) = (.ambiguous, candidates.map(\.rawValue))
                outcome.ambiguous += 1
            case .unmatched:
                (offer.mapping, offer.candidates) = (.unmatched, [])
                outcome.unmatched += 1
            }
            if offer != before { undecided.append(offer) }
        }
        try OfferRecords.save(db, undecided)
        if outcome.linked > 0 {
            room.note(
                "offers.linked", "\(outcome.linked) offers were linked to their SKUs.", level: .success,
                connection: connection)
        }
        try room.close(cause: .rule)
        return outcome
    }
}

extension OfferRecord {
    /// What an offer says that a person took off its SKU: it is never linked by itself again.
    static let unlinkedByPerson = "A person unlinked it."

    /// Whether matching may decide about it.
    var isOpenForMatching: Bool {
        self.mapping != .linked && self.mapping != .ignored && self.mappingReason != Self.unlinkedByPerson
    }
}

extension MatchRecords.Row {
    fileprivate var facts: RemoteListingFacts {
        RemoteListingFacts(key: "", sku: self.sku, gtin: self.gtin, title: "")
    }

    /// `nil` for a SKU that matching cannot compare.
    fileprivate var variant: VariantFacts? {
        guard let sku = self.sku.flatMap({ try? SKU($0) }) else { return nil }
        return VariantFacts(id: VariantID(self.id), sku: sku, gtin: self.gtin.flatMap { try? GTIN($0) })
    }
}

extension MatchDecision.Outcome {
    /// The variant of a sure match.
    fileprivate var variant: UUID? {
        if case .linked(let id) = self { id.rawValue } else { nil }
    }
}
