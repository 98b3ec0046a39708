import Commerce
import ConnectorKit
import Foundation
import Wire

/// Sets quantities and prices of one listing: reads its inventory, changes what is wanted, writes all of it back.
///
/// A sale between the two is written over; there is nothing to compare against, so the hub counts the whole listing as in
/// flight meanwhile (`writesWholeListing`).
struct EtsyOffers: OfferWriting {
    /// Units an offering can show (notes, not confirmed). More is written as this, and answered as this.
    static let largestQuantity = 999

    let api: EtsyAPI

    func callGroup(of ref: OfferRef) -> String { ref.listing }

    /// - Returns: What became of each change, and behind them the siblings as Etsy shows them after the write.
    func write(_ changes: [OfferChange]) async throws(ConnectorError) -> Answer<[OfferResult]> {
        precondition(Set(changes.map(\.ref.listing)).count <= 1, "changes of one listing only")
        guard let first = changes.first else { return Answer([], channelTime: nil, latency: .zero) }
        guard let listing = Int64(first.ref.listing) else {
            return Self.all(changes, refused: "bad-reference", "Etsy's listing ids are numbers.")
        }
        let path = "/listings/\(listing)/inventory"
        let before: Answer<EtsyWire.Inventory>
        do {
            before = try await self.read(path)
        } catch .refused("not-found", _, _) {
            return Self.all(
                changes, refused: "not-managing-stock",
                "Etsy has no inventory for this listing: it is gone, or was never edited with Etsy's inventory tools. "
                    + "Edit and save it once on Etsy.")
        }
        let state = before.value.listing?.state
        if state == "expired" {
            return Self.all(
                changes, refused: "ended", "Etsy's listing has expired. Renew it on Etsy, which costs a fee.")
        }
        let inventory = EtsyInventory(before.value)
        let (changed, refused) = inventory.changed(changes)
        // A sold-out listing may hold the wanted numbers already: an inventory written to it does not bring it back.
        let body = changed ?? (state == "sold_out" ? inventory.asRead : nil)
        if state == "sold_out", !changes.contains(where: { ($0.quantity ?? 0) > 0 }) {
            return before.answer(Self.soldOut(changes, refused))
        }
        if state == "sold_out", body?.isEmptied == false, !changes.allSatisfy(\.mayRenew) {
            return before.answer(Self.notRenewed(changes, refused))
        }
        var after = before
        if let body, refused.count < changes.count {
            if state == "sold_out", !body.isEmptied {
                try await self.renew(listing)
                after = try await Self.afterRenewal { () async throws(ConnectorError) in try await self.put(body, path)
                }
            } else {
                do {
                    after = try await self.put(body, path)
                } catch .refused(let code, let field, let message) {
                    guard body.isEmptied, Self.wantsUnits(message) else {
                        throw .refused(code: code, field: field, message: message)
                    }
                    return try await self.hide(listing, before, changes, refused)
                }
            }
            after.latency += before.latency
        }
        return after.answer(Self.results(changes, refused, EtsyInventory(after.value), listing: first.ref.listing))
    }

    /// Nothing has happened when this fails, so an answer that cannot be read is no unknown outcome.
    func read(_ path: String) async throws(ConnectorError) -> Answer<EtsyWire.Inventory> {
        do {
            return try await self.api.get(
                EtsyWire.Inventory.self, path, query: [("includes", "Listing"), ("legacy", "false")],
                timeout: self.api.settings.readBeforeWriteTimeout)
        } catch .unreadable(let text) {
            throw .transient("The inventory could not be read before writing it. \(text)")
        }
    }

    func put(
        _ body: EtsyWire.InventoryChange, _ path: String
    ) async throws(ConnectorError) -> Answer<EtsyWire.Inventory> {
        try await self.api.send(
            EtsyWire.Inventory.self, "PUT", path, json: body, query: [("legacy", "false")], timeout: self.part)
    }

    /// Of what is left of the deadline after reading: a write may need two changes.
    var part: Duration { self.api.settings.writeAfterReadTimeout / 2 }

    func setState(
        _ state: String, of listing: Int64
    ) async throws(ConnectorError) -> Answer<EtsyWire.ListingState> {
        let shop = try await self.api.shop.number(self.api)
        return try await self.api.send(
            EtsyWire.ListingState.self, "PATCH", "/shops/\(shop)/listings/\(listing)", form: [("state", state)],
            timeout: self.part)
    }

    /// Puts a sold-out listing on sale again, for a fee: Etsy sets it to one unit (`updateListing`, "state"), and takes
    /// an inventory without coming back to life by it (etsy/open-api issue 247). So this comes first.
    private func renew(_ listing: Int64) async throws(ConnectorError) {
        guard try await self.setState("active", of: listing).value.state == "active" else {
            throw .transient("Etsy said yes and did not renew the listing.")
        }
    }

    /// Once the listing is on sale with one unit, no failure is one after which nothing happened.
    private static func afterRenewal(
        _ write: () async throws(ConnectorError) -> Answer<EtsyWire.Inventory>
    ) async throws(ConnectorError) -> Answer<EtsyWire.Inventory> {
        do {
            return try await write()
        } catch {
            throw .unknownOutcome("The listing was renewed with one unit; the quantity wanted was not confirmed.")
        }
    }

    /// Etsy has been seen to refuse a listing without any unit: "One offering must have quantity greater than 0"
    /// (etsy/open-api issues 395, 501, 560; the notes say it becomes `sold_out`). Then it is taken off sale, which stops
    /// it selling at no cost, and what can be bought there is nothing.
    static func wantsUnits(_ message: String) -> Bool {
        let text = message.lowercased()
        return text.contains("greater than") && (text.contains("quantity") || text.contains("inventory"))
    }

    private func hide(
        _ listing: Int64, _ before: Answer<EtsyWire.Inventory>, _ changes: [OfferChange],
        _ refused: [OfferRef: EtsyInventory.Refusal]
    ) async throws(ConnectorError) -> Answer<[OfferResult]> {
        guard before.value.listing?.state == "active" else {
            // Whoever took it off sale, nothing of it can be bought.
            return before.answer(Self.results(changes, refused) { _ in .accepted(quantity: 0, price: nil) })
        }
        let hidden = try await self.setState("inactive", of: listing)
        guard hidden.value.state != "active" else {
            throw .refused(
                code: "last-unit", field: "quantity",
                message: "Etsy keeps the last unit on sale. Deactivate the listing.")
        }
        var answer = hidden.answer(
            Self.results(changes, refused) { _ in .tookOffSale(at: hidden.value.stateChangedAt) })
        answer.latency += before.latency
        return answer
    }

    // MARK: Back

    static func all(
        _ changes: [OfferChange], refused code: String, _ message: String
    ) -> Answer<[OfferResult]> {
        Answer(
            changes.map { OfferResult(ref: $0.ref, outcome: .refused(code: code, field: nil, message: message)) },
            channelTime: nil, latency: .zero)
    }

    /// Nothing is on sale there, so a zero is true already. Etsy takes no inventory without a unit (issues 395, 560): a
    /// price goes out with the units that bring the listing back.
    static func soldOut(
        _ changes: [OfferChange], _ refused: [OfferRef: EtsyInventory.Refusal]
    ) -> [OfferResult] {
        self.results(changes, refused) { change in
            change.price == nil
                ? .accepted(quantity: 0, price: nil)
                : .refused(
                    code: OfferResult.soldOut, field: "price",
                    message: "The listing is sold out. Its price goes out when units come back.")
        }
    }

    /// Etsy shows one unit of a listing that is renewed, perhaps of a variation that has none (`updateListing`, "state"),
    /// until the inventory is written.
    private static func notRenewed(
        _ changes: [OfferChange], _ refused: [OfferRef: EtsyInventory.Refusal]
    ) -> [OfferResult] {
        self.results(changes, refused) { _ in
            .refused(
                code: OfferResult.soldOut, field: "quantity",
                message: "The listing is sold out. Renewed, it would show a unit that is not there for a moment.")
        }
    }

    private static func results(
        _ changes: [OfferChange], _ refused: [OfferRef: EtsyInventory.Refusal],
        _ outcome: (OfferChange) -> OfferResult.Outcome
    ) -> [OfferResult] {
        changes.map { change in
            OfferResult(
                ref: change.ref,
                outcome: refused[change.ref].map { .refused(code: $0.code, field: $0.field, message: $0.message) }
                    ?? outcome(change))
        }
    }

    static func results(
        _ changes: [OfferChange], _ refused: [OfferRef: EtsyInventory.Refusal], _ after: EtsyInventory, listing: String
    ) -> [OfferResult] {
        let named = Set(changes.map(\.ref))
        // Etsy's values, not ours: one that was silently not taken shows by them.
        let asked = Self.results(changes, refused) { after.product($0.ref.variation).map(Self.accepted) ?? .unknown }
        let siblings = after.products.compactMap { product -> OfferResult? in
            let ref = OfferRef(listing: listing, variation: EtsyVariation.key(product.propertyValues))
            return named.contains(ref) ? nil : OfferResult(ref: ref, outcome: Self.accepted(product))
        }
        return asked + siblings
    }

    private static func accepted(_ product: EtsyWire.Product) -> OfferResult.Outcome {
        .accepted(
            quantity: product.offering?.quantity, price: product.offering.flatMap { EtsyPrice.money($0.price) })
    }
}
