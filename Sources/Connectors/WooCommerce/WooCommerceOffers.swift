import Commerce
import ConnectorKit
import Wire

/// Sets quantities and prices through the batch routes, which answer 200 with errors inside single rows.
struct WooCommerceOffers: OfferWriting {
    let api: WooCommerceAPI

    /// Simple products share `/products/batch`; variations are refused there, and only one parent's share a call (shop
    /// notes, observed).
    func callGroup(of ref: OfferRef) -> String { ref.variation == nil ? "" : ref.listing }

    func write(_ changes: [OfferChange]) async throws(ConnectorError) -> Answer<[OfferResult]> {
        let groups = Set(changes.map { self.callGroup(of: $0.ref) })
        precondition(groups.count <= 1, "changes of one call group only")
        var refusals: [OfferResult] = []
        var items: [WooCommerceWire.BatchRequest.Item] = []
        for change in changes {
            switch self.item(for: change) {
            case .success(let item): items.append(item)
            case .failure(let refusal): refusals.append(OfferResult(ref: change.ref, outcome: refusal.outcome))
            }
        }
        guard let group = groups.first, !items.isEmpty else {
            return Answer(refusals, channelTime: nil, latency: .zero)
        }
        let path = group.isEmpty ? "/products/batch" : "/products/\(group)/variations/batch"
        let reading = try await self.api.send(
            WooCommerceWire.Batch.self, "POST", path, fields: WooCommerceWire.Batch.fields,
            body: WooCommerceWire.BatchRequest(update: items))
        let rows = self.rows(reading.value)
        let refused = Set(refusals.map(\.ref))
        let sent = changes.filter { !refused.contains($0.ref) }
        let results = sent.map { OfferResult(ref: $0.ref, outcome: self.outcome(of: $0, rows[Self.remoteID($0.ref)])) }
        return reading.answer(results + refusals)
    }

    // MARK: Out

    struct Refusal: Error {
        var outcome: OfferResult.Outcome
        init(_ code: String, _ field: String, _ message: String) {
            self.outcome = .refused(code: code, field: field, message: message)
        }
    }

    /// Only what changes: `manage_stock` is never switched on, since that is the merchant's decision.
    private func item(for change: OfferChange) -> Result<WooCommerceWire.BatchRequest.Item, Refusal> {
        guard let id = Int(Self.remoteID(change.ref)), Int(change.ref.listing) != nil else {
            return .failure(Refusal("bad-reference", "id", "WooCommerce's ids are numbers."))
        }
        var item = WooCommerceWire.BatchRequest.Item(id: id, stockQuantity: change.quantity)
        if let quantity = change.quantity, quantity < 0 {
            return .failure(Refusal("negative-quantity", "stock_quantity", "A shop cannot show less than nothing."))
        }
        if let price = change.price {
            guard let currency = self.api.settings.currency, currency == price.currency else {
                let shop = self.api.settings.currency?.code ?? "unknown"
                return .failure(
                    Refusal(
                        "wrong-currency", "regular_price",
                        "The price is in \(price.currency.code), the shop's currency is \(shop)."))
            }
            item.regularPrice = price.channelText
        }
        return .success(item)
    }

    private static func remoteID(_ ref: OfferRef) -> String { ref.variation ?? ref.listing }

    // MARK: Back

    private func rows(_ batch: WooCommerceWire.Batch) -> [String: WooCommerceWire.Updated] {
        var rows: [String: WooCommerceWire.Updated] = [:]
        for case .value(let row) in batch.update.elements { rows[String(row.id)] = row }
        return rows
    }

    private func outcome(of change: OfferChange, _ row: WooCommerceWire.Updated?) -> OfferResult.Outcome {
        guard let row else { return .unknown }
        if let error = row.error {
            if let status = error.data?.status, status >= 500 { return .unknown }
            let message = Redaction.clean(error.message ?? "", secrets: [self.api.key, self.api.secret])
            return .refused(code: error.safeCode, field: error.field, message: message)
        }
        if change.quantity != nil, let reason = WooCommerceMapping.counting(row.manageStock) {
            return Self.uncounted(reason)
        }
        // The shop's values, not ours: one that was silently not taken shows by them.
        let price = self.api.settings.currency.flatMap { currency in
            row.regularPrice?.text.flatMap { WooCommerceMapping.price($0, currency) }
        }
        return .accepted(quantity: row.stockQuantity?.units, price: price)
    }

    /// The shop answered 200 and did nothing (shop notes, observed).
    private static func uncounted(_ reason: UncountedReason) -> OfferResult.Outcome {
        switch reason {
        case .switchedOff, .notOnSale, .countedByChannel, .sellsWithoutStock, .liesElsewhereToo:
            .refused(
                code: "not-managing-stock", field: "stock_quantity",
                message:
                    "The shop does not count this product. In WooCommerce, edit it and switch on \"Stock management\".")
        case .sharedWithListing:
            .refused(
                code: "stock-shared-with-parent", field: "stock_quantity",
                message: "The shop counts all variations of this product together. In WooCommerce, switch on "
                    + "\"Manage stock?\" for each variation.")
        }
    }
}
