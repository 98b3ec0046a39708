import Commerce
import ConnectorKit
import Foundation
import Wire

/// Sets quantities, of many products in one call, and prices, of one product a call.
///
/// A quantity names the number it replaces where the engine knows one (`changeFromQuantity`), so that a sale we have not heard
/// of is not written over (notes, "Compare-and-swap and idempotency").
struct ShopifyOffers: OfferWriting {
    let api: ShopifyAPI

    func callGroup(of ref: OfferRef) -> String { "" }

    func write(_ changes: [OfferChange]) async throws(ConnectorError) -> Answer<[OfferResult]> {
        var results: [OfferResult] = []
        var good: [Item] = []
        for change in changes {
            switch self.item(of: change) {
            case .success(let item): good.append(item)
            case .failure(let refusal): results.append(OfferResult(ref: change.ref, outcome: refusal.outcome))
            }
        }
        guard !good.isEmpty else { return Answer(results, channelTime: nil, latency: .zero) }
        var answer = Answer<[OfferResult]>([], channelTime: nil, latency: .zero)
        // A price twice the same does no harm, so prices go first where both are asked.
        for (product, items) in Dictionary(grouping: good.filter { $0.change.price != nil }, by: \.ref.product)
            .sorted(by: { $0.key < $1.key })
        {
            try await self.add(to: &answer) { () async throws(ConnectorError) in
                try await self.prices(items, of: product)
            }
        }
        let counted = good.filter { $0.change.quantity != nil }
        if !counted.isEmpty {
            try await self.add(to: &answer) { () async throws(ConnectorError) in try await self.quantities(counted) }
        }
        answer.value = Self.merged(answer.value) + results
        return answer
    }

    /// One change with its variant.
    struct Item: Sendable {
        var change: OfferChange
        var ref: ShopifyVariantRef
    }

    struct Refusal: Error {
        var outcome: OfferResult.Outcome
        init(_ code: String, _ field: String, _ message: String) {
            self.outcome = .refused(code: code, field: field, message: message)
        }
    }

    private func item(of change: OfferChange) -> Result<Item, Refusal> {
        guard let ref = ShopifyVariantRef(change.ref) else {
            return .failure(Refusal("bad-reference", "id", "A Shopify variant goes by three numbers."))
        }
        if let quantity = change.quantity, quantity < 0 {
            return .failure(Refusal("negative-quantity", "quantity", "A shop cannot show less than nothing."))
        }
        if let price = change.price, self.api.settings.currency != price.currency {
            let shop = self.api.settings.currency?.code ?? "unknown"
            return .failure(
                Refusal(
                    "wrong-currency", "price", "The price is in \(price.currency.code), the shop's currency is \(shop)."
                ))
        }
        return .success(Item(change: change, ref: ref))
    }

    /// Once one request of a call was carried out, no later failure may be taken for "nothing happened".
    private func add(
        to answer: inout Answer<[OfferResult]>, _ body: () async throws(ConnectorError) -> Answer<[OfferResult]>
    ) async throws(ConnectorError) {
        let isFirst = answer.value.isEmpty
        do {
            let part = try await body()
            answer.value += part.value
            answer.channelTime = part.channelTime
            answer.latency += part.latency
            answer.budgets = ShopifyCost.sum(answer.budgets, part.budgets)
        } catch  where !isFirst {
            throw .unknownOutcome("A part of the change was made; of the rest nothing is known.")
        }
    }

    /// Where a price and a quantity were written, the worse of the two is what became of the change.
    private static func merged(_ results: [OfferResult]) -> [OfferResult] {
        var order: [OfferRef] = []
        var byRef: [OfferRef: OfferResult] = [:]
        for result in results {
            switch (byRef[result.ref]?.outcome, result.outcome) {
            case (nil, _):
                order.append(result.ref)
                byRef[result.ref] = result
            case (.accepted(let quantity, let price), .accepted(let otherQuantity, let otherPrice)):
                byRef[result.ref]?.outcome = .accepted(quantity: quantity ?? otherQuantity, price: price ?? otherPrice)
            case (.accepted, _): byRef[result.ref] = result
            default: break
            }
        }
        return order.compactMap { byRef[$0] }
    }

    // MARK: Quantities

    private func quantities(_ items: [Item]) async throws(ConnectorError) -> Answer<[OfferResult]> {
        let home = try await ShopifyHome(api: self.api).find(timeout: self.api.settings.readBeforeWriteTimeout)
        let entries = items.map { item in
            JSONValue.object([
                "inventoryItemId": .text(item.ref.itemID), "locationId": .text(home.id),
                "quantity": .integer(Int64(item.change.quantity ?? 0)),
                // Always named: from 2026-04 on it must be there, and `null` skips the comparison.
                "changeFromQuantity": item.change.replaces.map { .integer(Int64($0)) } ?? .null,
            ])
        }
        let input = JSONValue.object([
            "name": .text("available"), "reason": .text("correction"), "quantities": .array(entries),
        ])
        let reading = try await self.api.write(
            ShopifyWire.SetQuantities.self, ShopifyDocuments.setQuantities,
            ["input": input, "key": .text(self.key(of: items))], timeout: self.api.settings.writeAfterReadTimeout
        ).after(home.reading)
        guard let payload = reading.value.inventorySetQuantities else {
            throw .unknownOutcome("Shopify answered without saying what became of it.")
        }
        return reading.answer(self.outcomes(of: payload, items))
    }

    /// The same for the same variables at the same moment, and another for every write that was thought of anew (notes,
    /// "Compare-and-swap and idempotency"). As a UUID, since the vendor's example is one.
    private func key(of items: [Item]) -> String {
        let parts = items.map {
            "\($0.ref.item):\($0.change.quantity ?? 0):\($0.change.replaces.map(String.init) ?? "-")"
        }
        let moment = Int64(self.api.now().timeIntervalSince1970 * 1_000_000)
        let digits = Array(Signing.sha256Hex("\(moment) \(parts.joined(separator: ","))".utf8))
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        return "\(part(0..<8))-\(part(8..<12))-4\(part(13..<16))-8\(part(17..<20))-\(part(20..<32))"
    }

    /// Errors name their entry. What they do not name was carried out only if anything was.
    private func outcomes(of payload: ShopifyWire.SetQuantities.Payload, _ items: [Item]) -> [OfferResult] {
        let wasDone = payload.inventoryAdjustmentGroup != nil || payload.userErrors.isEmpty
        var outcomes = items.map { _ in wasDone ? OfferResult.Outcome.accepted(quantity: nil, price: nil) : .passedOver
        }
        for error in payload.userErrors {
            let outcome = self.outcome(of: error)
            let named = (error.field ?? []).lazy.compactMap { Int($0) }.first
            if let named, items.indices.contains(named) {
                outcomes[named] = outcome
            } else if !wasDone {
                outcomes = items.map { _ in outcome }
            }
        }
        return zip(items, outcomes).map { OfferResult(ref: $0.change.ref, outcome: $1) }
    }

    private func outcome(of error: ShopifyWire.UserError) -> OfferResult.Outcome {
        let message = Redaction.clean(error.message ?? "", secrets: self.api.secrets + [self.api.token])
        switch error.code ?? "" {
        case "CHANGE_FROM_QUANTITY_STALE", "COMPARE_QUANTITY_STALE": return .stale
        // Somebody sends the same at this moment: it may be done.
        case "IDEMPOTENCY_CONCURRENT_REQUEST": return .unknown
        case "ITEM_NOT_STOCKED_AT_LOCATION", "NON_MUTABLE_INVENTORY_ITEM":
            return .refused(
                code: "not-managing-stock", field: "quantity",
                message:
                    "Shopify does not count this item at the location whose stock is kept in step. Switch it on there.")
        case "INVALID_LOCATION":
            ShopifyHome(api: self.api).forget()
            return .refused(code: "invalid-location", field: "location", message: message)
        case let code:
            return .refused(code: ShopifyErrors.word(code), field: "quantity", message: message)
        }
    }

    // MARK: Prices

    private func prices(_ items: [Item], of product: String) async throws(ConnectorError) -> Answer<[OfferResult]> {
        let variants = items.map { item in
            JSONValue.object([
                "id": .text(item.ref.variantID), "price": .text(item.change.price?.channelText ?? ""),
            ])
        }
        let reading = try await self.api.write(
            ShopifyWire.SetPrices.self, ShopifyDocuments.setPrices,
            ["product": .text(ShopifyID.global("Product", product)), "variants": .array(variants)])
        guard let payload = reading.value.productVariantsBulkUpdate else {
            throw .unknownOutcome("Shopify answered without saying what became of it.")
        }
        let shown = Dictionary(
            (payload.productVariants ?? []).map { ($0.id, $0.price) }, uniquingKeysWith: { first, _ in first })
        var refused: [Int: OfferResult.Outcome] = [:]
        var all: OfferResult.Outcome?
        for error in payload.userErrors {
            let outcome = OfferResult.Outcome.refused(
                code: ShopifyErrors.word(error.code ?? ""), field: "price",
                message: Redaction.clean(error.message ?? "", secrets: self.api.secrets + [self.api.token]))
            if let named = (error.field ?? []).lazy.compactMap({ Int($0) }).first {
                refused[named] = outcome
            } else {
                all = outcome
            }
        }
        let results = items.enumerated().map { index, item -> OfferResult in
            let price = shown[item.ref.variantID].flatMap { text in
                self.api.settings.currency.flatMap { ShopifyMoney.read(text, $0) }
            }
            let taken: OfferResult.Outcome = price.map { .accepted(quantity: nil, price: $0) } ?? all ?? .unknown
            return OfferResult(ref: item.change.ref, outcome: refused[index] ?? taken)
        }
        return reading.answer(results)
    }
}
