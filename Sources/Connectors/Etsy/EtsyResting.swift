import ConnectorKit
import Foundation

/// Deactivates a listing for a moment and activates it again: both are free for a listing that has neither sold out nor
/// expired (`updateListing`, "state"; only publishing and renewing cost a fee).
struct EtsyResting: ListingResting {
    let offers: EtsyOffers

    init(api: EtsyAPI) { self.offers = EtsyOffers(api: api) }

    /// Two calls: one that its seller deactivated must not be taken for ours.
    func rest(_ listing: String) async throws(ConnectorError) -> Answer<RestOutcome> {
        guard let number = Int64(listing) else { throw Self.noNumber }
        let before: Answer<EtsyWire.ListingState>
        do {
            before = try await self.offers.api.get(
                EtsyWire.ListingState.self, "/listings/\(number)",
                timeout: self.offers.api.settings.readBeforeWriteTimeout)
        } catch .refused("not-found", _, _) {
            return Answer(.notOnSale, channelTime: nil, latency: .zero)
        } catch .unreadable(let text) {
            throw .transient("The listing could not be read before taking it off sale. \(text)")
        }
        guard before.value.state == "active" else { return before.answer(.notOnSale) }
        let after: Answer<EtsyWire.ListingState>
        do {
            after = try await self.offers.setState("inactive", of: number)
        } catch .refused("conflict", _, _) {
            // It sold out in between.
            return before.answer(.notOnSale)
        }
        guard after.value.state == "inactive" else { return after.answer(.notOnSale) }
        var answer = after.answer(RestOutcome.offSale(at: after.value.stateChangedAt))
        answer.latency += before.latency
        return answer
    }

    func resume(
        _ listing: String, writing changes: [OfferChange], since stamp: Date?
    ) async throws(ConnectorError) -> Answer<ResumeOutcome> {
        guard let number = Int64(listing) else { throw Self.noNumber }
        let path = "/listings/\(number)/inventory"
        let before: Answer<EtsyWire.Inventory>
        do {
            before = try await self.offers.read(path)
        } catch .refused("not-found", _, _) {
            return Answer(.notOurs, channelTime: nil, latency: .zero)
        }
        switch before.value.listing?.state {
        case "active": return before.answer(.wasOnSale)
        case "inactive" where !Self.changed(before.value.listing, since: stamp): break
        default: return before.answer(.notOurs)
        }
        var written = try await self.write(changes, path, before)
        written.answer.latency += before.latency
        guard !written.isEmpty else { return written.answer.with(.empty(written.answer.value)) }
        do {
            let after = try await self.offers.setState("active", of: number)
            guard after.value.state == "active" else {
                return written.answer.with(
                    .refused(
                        written.answer.value, code: "state-not-taken", message: "Etsy said yes and left it off sale."))
            }
            var answer = after.answer(ResumeOutcome.onSale(written.answer.value))
            answer.latency += written.answer.latency
            return answer
        } catch .refused(let code, _, let message) {
            return written.answer.with(.refused(written.answer.value, code: code, message: message))
        } catch {
            guard written.isChanged else { throw error }
            throw .unknownOutcome("The listing's numbers were written; whether it is on sale again was not confirmed.")
        }
    }

    /// What became of the inventory.
    private struct Written {
        var answer: Answer<[OfferResult]>
        /// Whether there is no unit left to sell.
        var isEmpty = false
        var isChanged = false
    }

    private func write(
        _ changes: [OfferChange], _ path: String, _ before: Answer<EtsyWire.Inventory>
    ) async throws(ConnectorError) -> Written {
        let inventory = EtsyInventory(before.value)
        let (body, refused) = inventory.changed(changes)
        let listing = changes.first?.ref.listing ?? ""
        let asRead = before.answer(EtsyOffers.results(changes, refused, inventory, listing: listing))
        guard let body else { return Written(answer: asRead, isEmpty: inventory.isEmptied) }
        do {
            let after = try await self.offers.put(body, path)
            let results = EtsyOffers.results(changes, refused, EtsyInventory(after.value), listing: listing)
            return Written(answer: after.answer(results), isEmpty: body.isEmptied, isChanged: true)
        } catch .refused(let code, let field, let message) {
            if body.isEmptied, EtsyOffers.wantsUnits(message) {
                // It keeps its last numbers, off sale, where nothing of it can be bought.
                return Written(answer: before.answer(EtsyOffers.soldOut(changes, refused)), isEmpty: true)
            }
            let results = changes.map {
                OfferResult(ref: $0.ref, outcome: .refused(code: code, field: field, message: message))
            }
            return Written(answer: before.answer(results), isEmpty: inventory.isEmptied)
        }
    }

    /// Etsy's time stamps are whole seconds.
    private static func changed(_ listing: EtsyWire.ListingState?, since stamp: Date?) -> Bool {
        guard let stamp, let now = listing?.stateChangedAt else { return false }
        return now.timeIntervalSince(stamp) > 1
    }

    private static let noNumber = ConnectorError.refused(
        code: "bad-reference", field: nil, message: "Etsy's listing ids are numbers.")
}

extension EtsyInventory {
    /// Whether nothing of it could be bought.
    fileprivate var isEmptied: Bool {
        self.products.allSatisfy { product in
            product.existingOfferings.allSatisfy { !($0.isEnabled ?? true) || $0.quantity == 0 }
        }
    }
}

extension Answer {
    fileprivate func with<Other: Sendable>(_ other: Other) -> Answer<Other> {
        Answer<Other>(other, channelTime: self.channelTime, latency: self.latency, budgets: self.budgets)
    }
}
