import Commerce
import Foundation
import Records
import Store

/// A first look through a whole file: what it would do to stock and prices, and what later rows add to earlier products.
struct CatalogueSurvey: Sendable {
    /// Brakes that the file would trip, each a sentence.
    private(set) var brakes: [String] = []
    /// Addresses of further images by product.
    private(set) var images: [String: [String]] = [:]

    static func of(_ file: CatalogueImport, _ desk: Desk) async throws -> CatalogueSurvey {
        var survey = CatalogueSurvey()
        var changes: [PlannedChange] = []
        var drafts: [VariantDraft] = []
        for row in file {
            switch row.outcome {
            case .variant(let draft): drafts.append(draft)
            case .skipped(.image(let address)):
                if let key = row.productKey { survey.images[key, default: []].append(address) }
            case .skipped, .refused: continue
            }
            if drafts.count == 500 {
                changes += try await self.changes(drafts, desk)
                drafts = []
            }
        }
        changes += try await self.changes(drafts, desk)
        let count = try await desk.read { try VariantRecords.count($0) }
        survey.brakes = Brake.check(changes, offers: [ConnectionID(desk.tenant): count]).map(\.sentence)
        return survey
    }

    /// A product as its first row tells it, with what its other rows add.
    func complete(_ product: ProductDraft) -> ProductDraft {
        var product = product
        for address in self.images[product.key] ?? [] where !product.images.contains(address) {
            product.images.append(address)
        }
        return product
    }

    /// Lowerings of stock and price only: the brake looks at nothing else.
    private static func changes(_ drafts: [VariantDraft], _ desk: Desk) async throws -> [PlannedChange] {
        try await desk.read { db in
            let known = Dictionary(
                try VariantRecords.find(db, skus: drafts.map(\.sku.text)).map { ($0.sku, $0) },
                uniquingKeysWith: { first, _ in first })
            let levels = Dictionary(
                grouping: try StockRecords.levels(db, of: known.values.map(\.id)), by: \.variant)
            let locations = Dictionary(
                try LocationRecords.all(db).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
            return drafts.flatMap { draft -> [PlannedChange] in
                guard let variant = known[draft.sku.text] else { return [] }
                func change(_ change: PlannedChange.Change) -> PlannedChange {
                    PlannedChange(
                        connection: ConnectionID(db.tenant), ref: variant.sku, sku: draft.sku, change: change,
                        cause: .person, reason: "")
                }
                var changes: [PlannedChange] = []
                if let onHand = draft.quantity.onHand {
                    let there = levels[variant.id] ?? []
                    let level = there.first { draft.location == nil || locations[$0.location] == draft.location }
                    let before = there.reduce(0) { $0 + $1.level.onHand }
                    let after = before - (level?.level.onHand ?? 0) + onHand
                    if after < before { changes.append(change(.quantity(from: before, to: max(0, after)))) }
                }
                if let price = draft.price, let before = variant.price, before.currency == price.currency,
                    price.minor < before.minor
                {
                    changes.append(change(.price(from: before, to: price)))
                }
                return changes
            }
        }
    }
}
