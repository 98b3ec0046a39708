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
        let (offers, decisions) = try await desk.read { db in
            let offers = try OfferRecords.of(db, connection: connection)
            let variants = try VariantRecords.all(db).compactMap { try? $0.facts }
            return (offers, Matcher.match(remote: offers.map(\.facts), variants: variants))
        }
        let open = zip(offers, decisions).filter { $0.0.isOpenForMatching }
        var outcome = MatchOutcome()
        for start in stride(from: 0, to: open.count, by: Self.chunk) {
            let part = Dictionary(
                open[start..<min(start + Self.chunk, open.count)].map { ($0.0.id, $0.1) }, uniquingKeysWith: { $1 })
            let done = try await desk.write { db in try Self.apply(part, connection, desk, db) }
            outcome.linked += done.linked
            outcome.proposed += done.proposed
            outcome.ambiguous += done.ambiguous
            outcome.unmatched += done.unmatched
        }
        return outcome
    }

    private static func apply(
        _ decisions: [UUID: MatchDecision], _ connection: UUID, _ desk: Desk, _ db: any SQLConnection
    ) throws -> MatchOutcome {
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

    var facts: RemoteListingFacts {
        RemoteListingFacts(key: self.id.text, sku: self.sku, gtin: self.gtin, title: self.title, options: self.options)
    }
}

extension VariantRecord {
    /// - Throws: `SKUError` for a SKU that matching cannot compare.
    var facts: VariantFacts {
        get throws {
            VariantFacts(
                id: VariantID(self.id), sku: try SKU(self.sku), gtin: self.gtin.flatMap { try? GTIN($0) },
                title: self.title)
        }
    }
}

extension MatchDecision.Outcome {
    /// The variant of a sure match.
    fileprivate var variant: UUID? {
        if case .linked(let id) = self { id.rawValue } else { nil }
    }
}
