import Commerce
import Foundation
import Records
import Store

/// What taking over a shop's count did.
public struct AdoptedStock: Sendable, Hashable, Encodable {
    /// SKUs whose count changed.
    public var adopted = 0
    /// SKUs whose count was the shop's already.
    public var unchanged = 0
    public var skipped: [AdoptionSkip] = []
}

/// A SKU whose count could not be taken over.
public struct AdoptionSkip: Sendable, Hashable, Encodable {
    public var sku: String
    public var reason: String
}

/// Takes a shop's numbers over as our count, once: for whoever begins with one shop that has the truth.
///
/// On hand becomes what the shop shows plus what its own open orders have taken from that number and not shipped.
public struct AdoptStock: Sendable {
    public var connection: String

    public init(connection: String) { self.connection = connection }

    /// - Throws: `OperationError.notImported`, `.unknownConnection`.
    public func run(_ desk: Desk) async throws -> AdoptedStock {
        let name = self.connection
        let (connection, variants) = try await desk.read { db in
            let connection = try Find.connection(db, name)
            guard connection.importedAt != nil else { throw OperationError.notImported(connection.name) }
            return (connection.id, try OfferRecords.linkedVariants(db, connection: connection.id))
        }
        var result = AdoptedStock()
        for start in stride(from: 0, to: variants.count, by: DecideAnew.chunk) {
            let part = Array(variants[start..<min(start + DecideAnew.chunk, variants.count)])
            let done = try await desk.write { db in try Self.adopt(part, from: connection, desk, db) }
            result.adopted += done.adopted
            result.unchanged += done.unchanged
            result.skipped += done.skipped
        }
        return result
    }

    private static func adopt(
        _ variants: [UUID], from connection: UUID, _ desk: Desk, _ db: any SQLConnection
    ) throws -> AdoptedStock {
        try desk.audit(db, .stockCounted, on: .connection(connection), ["skus": "\(variants.count)", "how": "adopted"])
        var room = try Stockroom(db, desk: desk, variants: variants)
        var result = AdoptedStock()
        for variant in variants {
            let offers = room.offers.values.filter { $0.variant == variant && $0.connection == connection }
            do {
                if try Adoption.adopt(variant, from: offers, in: &room) {
                    result.adopted += 1
                } else {
                    result.unchanged += 1
                }
            } catch let refusal as Adoption.Refusal {
                result.skipped.append(
                    AdoptionSkip(sku: room.variants[variant]?.sku ?? variant.text, reason: refusal.sentence))
            }
        }
        try room.close(cause: .person)
        return result
    }
}

/// Takes the count of one SKU over from the offers of one connection.
enum Adoption {
    enum Refusal: Error {
        case bundle, notCounted, several(Int), elsewhere(Int)

        var sentence: String {
            switch self {
            case .bundle: "It is a bundle: its stock follows from its parts."
            case .notCounted: "The shop does not count it."
            case .several(let count):
                "\(count) listings of the shop sell it, each with a number of its own. Set it by hand."
            case .elsewhere(let units):
                "Other locations hold \(units) units, more than the shop has. Count them first."
            }
        }
    }

    /// - Returns: Whether the count changed.
    @discardableResult
    static func adopt(_ variant: UUID, from offers: [OfferRecord], in room: inout Stockroom) throws -> Bool {
        guard !room.isBundle(variant) else { throw Refusal.bundle }
        let counting = offers.filter { $0.countsStock && ($0.shownQuantity ?? $0.observedQuantity) != nil }
        guard counting.count < 2 else { throw Refusal.several(counting.count) }
        guard let offer = counting.first, let shown = offer.shownQuantity ?? offer.observedQuantity else {
            throw Refusal.notCounted
        }
        // Sold there, taken from its number, and still on our shelf.
        let inside = try OrderRecords.openLines(room.db, variant: variant)
            .filter { $0.line.offer == offer.id }.reduce(0) { $0 + min($1.line.open, $1.line.reduced) }
        try room.beginCounting(variant)
        // Below zero is a debt of the shop's: it stands in the orders, not on the shelf.
        let onHand = max(0, shown + inside)
        let levels = room.levels[variant] ?? []
        let elsewhere = levels.dropFirst().reduce(0) { $0 + $1.level.onHand }
        guard elsewhere <= onHand else { throw Refusal.elsewhere(elsewhere) }
        let first = try levels.first?.location ?? Find.location(room.db, nil).id
        return try room.count(
            variant, at: first, onHand: onHand - elsewhere, cause: .adopted, reference: offer.connection.text,
            note: "the shop showed \(shown), and \(inside) units it had sold lay here still")
    }
}
