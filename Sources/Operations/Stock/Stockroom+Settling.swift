import Commerce
import Foundation
import Records

extension Stockroom {
    /// Adds offers that are linked to nothing: they have numbers and escrow of their own, and no pool.
    mutating func include(_ offers: [OfferRecord]) {
        for offer in offers where self.offers[offer.id] == nil { self.addLoaded(offer) }
    }

    /// Whether anything that shares units with these offers still waits for its settling.
    func isUnsettled(_ offers: [OfferRecord]) -> Bool {
        let ids = Set(offers.map(\.id))
        return self.pools().contains { pool in
            pool.shares.contains { ids.contains($0.id) } && pool.shares.contains { $0.escrow.isUnsettled }
        }
    }

    /// Settles what one connection's offers wait for: all its orders placed until `horizon` have been imported.
    mutating func settle(_ connection: UUID, until horizon: Date, trustingReads: Bool) throws {
        for id in self.offers.keys.sorted() {
            guard var offer = self.offers[id], offer.connection == connection, offer.escrow.isUnsettled else {
                continue
            }
            let waiting = offer.escrow.reading
            offer.escrow.settle(until: horizon, trustingReads: trustingReads)
            self.offers[id] = offer
            if let reading = waiting, offer.escrow.reading == nil {
                try self.compare(id, with: reading, trusting: trustingReads)
            }
        }
    }

    /// A read has settled: every order placed before it is known. What the shop showed then is what it should show by
    /// our books, or somebody else changed it.
    private mutating func compare(_ id: UUID, with reading: Escrow.Reading, trusting: Bool) throws {
        guard var offer = self.offers[id], let observed = offer.observedQuantity else { return }
        defer { self.offers[id] = offer }
        if offer.touchedAt >= reading.from {
            // Sales or writes of the same moments: nobody can say which of them the read had seen. Look again.
            if offer.inDoubt || max(0, observed) != max(0, offer.shownQuantity ?? observed) {
                offer.readDueAt = min(offer.readDueAt, self.now)
            }
            if offer.shownQuantity == nil { offer.shownQuantity = observed }
            return
        }
        let expected = offer.shownQuantity
        // Fewer than expected beside an order that could not be read: most likely it sold them. Raising the number again
        // would sell them twice.
        if !trusting, !offer.inDoubt, let expected, observed < expected { return }
        let wasTaken = offer.isSubmitted
        offer.shownQuantity = observed
        if offer.inDoubt {
            offer.inDoubt = false
            if wasTaken { self.count(expected == observed, of: &offer) }
            self.note(
                "write.resolved",
                "The shop shows \(observed) for \(offer.sku ?? offer.title): what became of the write is known.",
                offer: offer)
        } else if let expected, observed > expected, try self.hasCrossed(offer, units: observed - expected) {
            self.note(
                "stock.crossed",
                "\(offer.sku ?? offer.title) was sold at the shop in the moment we wrote its number: it shows \(observed), not \(expected), and is put right.",
                offer: offer)
        } else if let expected, max(0, expected) != max(0, observed) {
            self.drifted(&offer, expected: "\(expected)", observed: "\(observed)", what: "units")
        }
    }

    /// A change that was taken is seen, or was never applied: six times, then a person is asked.
    private mutating func count(_ isApplied: Bool, of offer: inout OfferRecord) {
        offer.tries = isApplied ? 0 : offer.tries + 1
        guard offer.tries >= Self.unapplied else { return }
        offer.parkedCode = "write.not-applied"
        offer.parkedReason =
            "The shop took the change \(offer.tries) times and never applied it. See there what stands in its way, then: entrepot offer retry"
        self.note(
            "offer.parked", "\(offer.sku ?? offer.title): \(offer.parkedReason ?? "")", level: .problem, offer: offer)
    }

    private static let unapplied = 6

    /// Whether sales around the last write explain units too many: an absolute write that lands just after a sale gives
    /// its units back, and nobody else did anything.
    private func hasCrossed(_ offer: OfferRecord, units: Int) throws -> Bool {
        guard let written = offer.submittedAt, let variant = offer.variant else { return false }
        // What was imported after the write was decided, its number did not know of, however long ago it was sold. Times
        // of sales are right within two seconds; ten more for the call and what the shop does with it.
        let (earliest, latest) = (written.addingTimeInterval(-3), written.addingTimeInterval(12))
        let sold = try OrderRecords.sales(self.db, of: variant, limit: 50).filter {
            $0.connection == offer.connection && $0.placedAt <= latest
                && ($0.placedAt >= earliest || $0.importedAt >= written)
        }
        return sold.reduce(0) { $0 + $1.units } >= units
    }

    /// Somebody changed the shop behind our back. Put right, unless it keeps happening.
    mutating func drifted(_ offer: inout OfferRecord, expected: String, observed: String, what: String) {
        let dayAgo = self.now.addingTimeInterval(-86_400)
        if let since = offer.repairsSince, since > dayAgo {
            offer.repairs += 1
        } else {
            offer.repairs = 1
            offer.repairsSince = self.now
        }
        let name = offer.sku ?? offer.title
        guard offer.repairs > Self.repairsADay, self.connections[offer.connection]?.state == .live else {
            self.note(
                "drift.found",
                "\(name) shows \(observed) \(what) where \(expected) were expected: changed at the shop.",
                level: .warning, offer: offer, detail: ["expected": expected, "observed": observed])
            return
        }
        offer.parkedCode = "offer.disputed"
        offer.parkedReason =
            "Another program or person changed \(name) \(offer.repairs) times in a day after it was put right. Find out who, then: entrepot offer retry"
        self.note("offer.parked", offer.parkedReason ?? "", level: .problem, offer: offer)
    }

    /// More repairs than this a day are a dispute with another program, and a person is asked.
    static let repairsADay = 3
}
