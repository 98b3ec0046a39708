import Commerce
import Foundation
import Records
import Store

/// Shows what a change of many prices would do, and changes none.
public struct PlanPrices: Sendable {
    public enum Prices: Sendable, Hashable {
        /// The rule applied to every price there is of SKUs that match; an empty search is all.
        case rule(PriceRule, search: String)
        /// By SKU.
        case list([String: Money])
    }
    public var prices: Prices

    public init(_ prices: Prices) { self.prices = prices }

    /// - Throws: `OperationError.unknownSKU`, `.invalid` for a price below zero or in another currency.
    public func run(_ desk: Desk) async throws -> PlanReport {
        let prices = self.prices
        return try await desk.write { db in
            let (title, wanted) = try Self.wanted(prices, db)
            var changes: [PlanRecord.Change] = []
            var planned: [PlannedChange] = []
            for (variant, price) in wanted where variant.price != price {
                changes.append(
                    PlanRecord.Change(
                        offer: nil, variant: variant.id, sku: variant.sku, target: "price", field: .price,
                        before: variant.price?.minor, after: price.minor, reason: title + "."))
                planned.append(
                    PlannedChange(
                        connection: ConnectionID(db.tenant), ref: variant.sku, sku: try SKU(variant.sku),
                        change: .price(from: variant.price, to: price), cause: .person, reason: title))
            }
            let brakes = Brake.check(planned, offers: [ConnectionID(db.tenant): try VariantRecords.count(db)])
            let plan = PlanRecord(
                id: desk.hub.id(), kind: .prices, connection: nil, title: title, brakes: brakes.map(\.sentence),
                createdAt: desk.now, changes: changes)
            try PlanRecords.insert(db, plan)
            return try PlanDesk.show(db, plan)
        }
    }

    private static func wanted(_ prices: Prices, _ db: any SQLConnection) throws -> (String, [(VariantRecord, Money)]) {
        switch prices {
        case .list(let list):
            let found = try VariantRecords.find(db, skus: list.keys)
            if let missing = Set(list.keys).subtracting(found.map(\.sku)).min() {
                throw OperationError.unknownSKU(missing)
            }
            let wanted = try found.compactMap { variant in
                try list[variant.sku].map { (variant, try PriceCheck.checked($0, for: variant)) }
            }
            return ("New prices of \(wanted.count) SKUs", wanted)
        case .rule(let rule, let search):
            let currency = try WorkspaceRecords.load(db)?.currency ?? .eur
            let needle = search.lowercased()
            let wanted = try VariantRecords.all(db).filter {
                needle.isEmpty || $0.sku.lowercased().contains(needle) || $0.title.lowercased().contains(needle)
            }.compactMap { variant -> (VariantRecord, Money)? in
                guard let price = variant.price else { return nil }
                do throws(MoneyError) {
                    return (variant, try rule.apply(to: price))
                } catch {
                    throw OperationError.invalid(field: variant.sku, reason: error.sentence)
                }
            }
            return ("Prices: \(rule.sentence(in: currency))", wanted)
        }
    }
}

/// Whether a price can be a SKU's.
enum PriceCheck {
    static func checked(_ price: Money, for variant: VariantRecord) throws -> Money {
        guard price.minor >= 0 else {
            throw OperationError.invalid(field: variant.sku, reason: "A price cannot be below zero.")
        }
        guard price.currency == variant.currency else {
            throw OperationError.invalid(
                field: variant.sku, reason: "Its price is in \(variant.currency), and \(price.currency) was given.")
        }
        return price
    }
}
