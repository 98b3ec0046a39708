import Commerce
import ConnectorKit
import Foundation
import Wire

/// Sets quantities and prices. Each SKU's offer is looked up first: eBay changes an offer by its own number, and only a published one
/// this way. The item's number of units and the offer's are written together, since the offer's overrides the item's.
///
/// A listing may be revised 250 times a day. A zero that eBay does not take as a revision is made true by taking the listing off
/// sale: withdrawing is no revision, and what is gone is not sold.
struct EbayOffers: OfferWriting {
    let api: EbayAPI
    let listings: EbayListings

    /// `bulkUpdatePriceQuantity` takes 25 at most, if the contract's schema is right; its text says one SKU a call (notes).
    static let mostAtOnce = 25

    /// SKUs go together where a call takes several.
    func callGroup(of ref: OfferRef) -> String {
        self.api.settings.batch > 1 ? "" : "\(ref.listing)/\(ref.variation ?? "")"
    }

    func write(_ changes: [OfferChange]) async throws(ConnectorError) -> Answer<[OfferResult]> {
        precondition(changes.count <= Self.mostAtOnce, "25 SKUs a call at most")
        guard !changes.isEmpty else { return Answer([], channelTime: nil, latency: .zero) }
        let settings = self.api.settings
        var outcomes: [OfferRef: OfferResult.Outcome] = [:]
        var standing: [OfferRef: EbayWire.Offer] = [:]
        for change in changes where outcomes[change.ref] == nil {
            let offer = try await self.standing(change, timeout: settings.readBeforeWriteTimeout / changes.count)
            if let refusal = self.refusal(of: change, offer) {
                outcomes[change.ref] = refusal
            } else {
                standing[change.ref] = offer
            }
        }
        let sent = changes.filter { standing[$0.ref] != nil }
        guard !sent.isEmpty else { return Self.answer(changes, outcomes) }
        let told = try await self.update(sent, standing)
        for change in sent { outcomes[change.ref] = self.outcome(of: change, standing[change.ref], told.value) }
        for change in sent where change.quantity == 0 {
            guard case .refused? = outcomes[change.ref], let offer = standing[change.ref] else { continue }
            outcomes[change.ref] = try await self.withdraw(change, offer)
        }
        return told.answer(Self.answer(changes, outcomes).value)
    }

    /// Nothing has happened when this fails, so an answer that cannot be read is no unknown outcome.
    private func standing(_ change: OfferChange, timeout: Duration) async throws(ConnectorError) -> EbayWire.Offer? {
        do {
            return try await self.listings.offers(of: EbayRef.sku(change.ref), timeout: timeout).value.offer
        } catch .unreadable(let text) {
            throw .transient("The offer could not be read before it was written. \(text)")
        }
    }

    /// - Returns: `nil` where the change can be sent.
    private func refusal(of change: OfferChange, _ offer: EbayWire.Offer?) -> OfferResult.Outcome? {
        guard let offer else {
            return .refused(
                code: "gone", field: nil,
                message: "eBay has no fixed-price offer of this SKU on \(self.api.marketplace.id).")
        }
        guard EbayMapping.status(offer) == .active else {
            return .refused(
                code: "not-managing-stock", field: "status",
                message: "This is not on sale at eBay. Publish it first: entrepot listing publish.")
        }
        if let price = change.price {
            guard price.currency.code == self.api.marketplace.currency else {
                return .refused(code: "other-currency", field: "price", message: "eBay sells this in another currency.")
            }
            guard price.minor > 0 else {
                return .refused(code: "price-zero", field: "price", message: "eBay takes no price of zero.")
            }
        }
        if let quantity = change.quantity, quantity < 0 {
            return .refused(
                code: "negative-quantity", field: "quantity", message: "eBay cannot show less than nothing.")
        }
        return nil
    }

    private func update(
        _ changes: [OfferChange], _ standing: [OfferRef: EbayWire.Offer]
    ) async throws(ConnectorError) -> Answer<EbayWire.Updated> {
        let entries = changes.compactMap { change -> EbayWire.Updates.One? in
            guard let offer = standing[change.ref] else { return nil }
            return EbayWire.Updates.One(
                sku: offer.sku, shipToLocationAvailability: change.quantity.map { .init(quantity: $0) },
                offers: [
                    .init(
                        offerId: offer.offerId, availableQuantity: change.quantity,
                        price: change.price.map(EbayMapping.amount))
                ])
        }
        do throws(ConnectorError) {
            return try await self.api.send(
                EbayWire.Updated.self, .inventory, "POST", "/bulk_update_price_quantity",
                json: EbayWire.Updates(requests: entries), timeout: self.api.settings.writeAfterReadTimeout / 2)
        } catch .refused(let code, let field, let message) {
            guard changes.count == 1, let only = changes.first, only.quantity == 0 else {
                throw .refused(code: code, field: field, message: message)
            }
            // Told of the whole call instead of the entry.
            let problem = EbayErrors.Problem.Item(errorId: Int(code), message: message)
            return Answer(
                EbayWire.Updated(
                    responses: [.init(sku: EbayRef.sku(only.ref), offerId: nil, statusCode: 400, errors: [problem])]),
                channelTime: nil, latency: .zero)
        }
    }

    /// An item and its offer may be answered for apart.
    private func outcome(
        of change: OfferChange, _ offer: EbayWire.Offer?, _ told: EbayWire.Updated
    ) -> OfferResult.Outcome {
        let answers = told.responses.filter { one in
            one.offerId.map { $0 == offer?.offerId } ?? (one.sku == offer?.sku)
        }
        guard !answers.isEmpty else { return .unknown }
        guard let failed = answers.first(where: { !$0.isTaken }) else {
            return .accepted(quantity: change.quantity, price: change.price)
        }
        let problem = failed.errors?.first
        // Half of it may stand, or eBay failed inside.
        let isHalf = answers.contains(where: \.isTaken)
        guard !isHalf, problem?.isTheirs != true, failed.statusCode.map({ $0 < 500 }) ?? false else { return .unknown }
        return .refused(
            code: EbayErrors.code(problem) ?? "refused", field: nil,
            message: EbayErrors.text(problem, secrets: self.api.secrets) ?? "eBay did not take it and does not say why."
        )
    }

    // MARK: Zero

    /// Takes the listing off sale, with all its variations where it has some. Who is refused that, too, is told the first reason.
    private func withdraw(
        _ change: OfferChange, _ offer: EbayWire.Offer
    ) async throws(ConnectorError) -> OfferResult.Outcome {
        let group = EbayRef.group(change.ref.listing)
        do throws(ConnectorError) {
            try await EbayPublishing(api: self.api).withdraw(
                offer: offer.offerId, group: group, timeout: self.api.settings.writeAfterReadTimeout / 2)
            return .accepted(quantity: 0, price: nil)
        } catch .refused(let code, let field, let message) {
            return .refused(code: code, field: field, message: message)
        }
    }

    private static func answer(
        _ changes: [OfferChange], _ outcomes: [OfferRef: OfferResult.Outcome]
    ) -> Answer<[OfferResult]> {
        Answer(
            changes.map { OfferResult(ref: $0.ref, outcome: outcomes[$0.ref] ?? .unknown) }, channelTime: nil,
            latency: .zero)
    }
}
