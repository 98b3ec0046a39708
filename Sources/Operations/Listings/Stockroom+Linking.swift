import Commerce
import Foundation
import Records

extension Stockroom {
    /// Lets an offer draw on a loaded variant's stock, and reserves for what it sold before anybody knew what it was.
    ///
    /// - Returns: Units of open order lines that are reserved now.
    @discardableResult
    mutating func link(_ offer: OfferRecord, to variant: UUID, reason: String) throws -> Int {
        self.include([offer])
        guard var linked = self.offers[offer.id] else { return 0 }
        linked.variant = variant
        linked.mapping = .linked
        linked.mappingReason = reason
        linked.candidates = []
        self.offers[offer.id] = linked
        var replayed = 0
        for (order, line) in try OrderRecords.unmappedLines(self.db, offer: offer.id) {
            try OrderRecords.setVariant(self.db, order: order, line: line.ref, variant: variant)
            try self.reserve(variant, order: order, line: line.ref, units: line.open)
            replayed += line.open
        }
        return replayed
    }

    /// Takes an offer off its variant: what its lines hold is released, and they wait to be mapped anew.
    ///
    /// - Returns: Lines that were mapped, and the open units they had reserved.
    mutating func unlink(
        _ id: UUID, mapping: OfferRecord.Mapping, reason: String, candidates: [UUID]
    ) throws
        -> (lines: Int, units: Int)
    {
        guard var offer = self.offers[id] else { return (0, 0) }
        var units = 0
        let lines = try OrderRecords.mappedLines(self.db, offer: id)
        for (order, line) in lines {
            try self.release(order: order, line: line.ref)
            try OrderRecords.setVariant(self.db, order: order, line: line.ref, variant: nil)
            units += line.open
        }
        offer.variant = nil
        offer.mapping = mapping
        offer.mappingReason = reason
        offer.candidates = candidates
        offer.wantedQuantity = nil
        offer.wantedPrice = nil
        offer.wantedReason = nil
        offer.wantedVersion += 1
        offer.wantedAt = self.now
        self.offers[id] = offer
        return (lines.count, units)
    }

    /// Reserves the parts of sold units of a variant for one order line.
    mutating func reserve(_ variant: UUID, order: UUID, line: String, units: Int) throws {
        for (part, each) in self.draws(of: variant) {
            try self.hold(part, order: order, line: line, units: units * each)
        }
    }

    /// Reserves for every open line of a variant: after its stock begins to be counted, or its parts changed.
    mutating func reserveOpenLines(of variant: UUID) throws {
        for (order, line) in try OrderRecords.openLines(self.db, variant: variant) {
            try self.reserve(variant, order: order, line: line.ref, units: line.open)
        }
    }
}
