import Commerce
import Foundation
import Records
import Store

/// Shows what a count of many SKUs would change, and changes nothing.
public struct PlanStock: Sendable {
    /// Units by SKU.
    public var counts: [String: Int]
    /// `nil` for the first location.
    public var location: String?

    public init(counts: [String: Int], location: String? = nil) {
        self.counts = counts
        self.location = location
    }

    /// - Throws: `OperationError.unknownSKU`, `.unknownLocation`, `.isBundle`, `.invalid`.
    public func run(_ desk: Desk) async throws -> PlanReport {
        let order = self
        if let wrong = order.counts.first(where: { !(0...Counting.most).contains($0.value) }) {
            throw OperationError.invalid(field: wrong.key, reason: "Give 0 to \(Counting.most) units.")
        }
        return try await desk.write { db in
            let location = try Find.location(db, order.location)
            let title = "Count of \(order.counts.count) SKUs at \(location.name)"
            var changes: [PlanRecord.Change] = []
            var planned: [PlannedChange] = []
            for (variant, before, after) in try order.differences(at: location.id, db) {
                changes.append(
                    PlanRecord.Change(
                        offer: nil, variant: variant.id, sku: variant.sku, target: "stock/\(location.name)",
                        field: .quantity, before: before.map(Int64.init), after: Int64(after), reason: title + "."))
                planned.append(
                    PlannedChange(
                        connection: ConnectionID(db.tenant), ref: variant.sku, sku: try SKU(variant.sku),
                        change: .quantity(from: before, to: after), cause: .person, reason: title))
            }
            let brakes = Brake.check(planned, offers: [ConnectionID(db.tenant): try VariantRecords.count(db)])
            let plan = PlanRecord(
                id: desk.hub.id(), kind: .stock, connection: nil, title: title, brakes: brakes.map(\.sentence),
                createdAt: desk.now, changes: changes)
            try PlanRecords.insert(db, plan)
            return try PlanDesk.show(db, plan)
        }
    }

    /// By SKU; before is `nil` where nobody counted.
    private func differences(at location: UUID, _ db: any SQLConnection) throws -> [(VariantRecord, Int?, Int)] {
        let found = try VariantRecords.find(db, skus: self.counts.keys)
        if let missing = Set(self.counts.keys).subtracting(found.map(\.sku)).min() {
            throw OperationError.unknownSKU(missing)
        }
        let bundles = Set(try VariantRecords.links(db, touching: found.map(\.id)).map(\.bundle))
        if let bundle = found.first(where: { bundles.contains($0.id) }) { throw OperationError.isBundle(bundle.sku) }
        let levels = try StockRecords.levels(db, of: found.map(\.id)).filter { $0.location == location }
        let there = Dictionary(levels.map { ($0.variant, $0.level.onHand) }, uniquingKeysWith: { first, _ in first })
        return found.compactMap { variant in
            let before = variant.isCounted ? there[variant.id] ?? 0 : nil
            guard let after = self.counts[variant.sku], after != before else { return nil }
            return (variant, before, after)
        }
    }
}
