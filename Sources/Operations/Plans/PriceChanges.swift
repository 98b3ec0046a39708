import Commerce
import Foundation
import Records
import Store

/// Changes of our own prices, forth and back, each only where nobody was faster.
enum PriceChanges {
    static func apply(
        _ changes: [(Int, PlanRecord.Change)], cause: OfferRecord.Cause, _ plan: PlanRecord, _ desk: Desk,
        _ db: any SQLConnection
    ) throws {
        try self.move(changes, from: \.before, to: \.after, becomes: .applied, cause: cause, plan, desk, db)
    }

    static func undo(
        _ changes: [(Int, PlanRecord.Change)], _ plan: PlanRecord, _ desk: Desk, _ db: any SQLConnection
    ) throws {
        try self.move(changes, from: \.after, to: \.before, becomes: .undone, cause: .person, plan, desk, db)
    }

    private static func move(
        _ changes: [(Int, PlanRecord.Change)], from: KeyPath<PlanRecord.Change, Int64?>,
        to: KeyPath<PlanRecord.Change, Int64?>, becomes state: PlanRecord.Change.State, cause: OfferRecord.Cause,
        _ plan: PlanRecord, _ desk: Desk, _ db: any SQLConnection
    ) throws {
        var room = try Stockroom(db, desk: desk, variants: Set(changes.compactMap(\.1.variant)))
        for (position, change) in changes {
            guard let id = change.variant, let variant = room.variants[id],
                variant.price?.minor == change[keyPath: from]
            else {
                try PlanRecords.setChangeState(db, plan: plan.id, position: position, .changedSince)
                continue
            }
            try room.setPrice(
                id, change[keyPath: to].map { Money(minor: $0, currency: variant.currency) })
            try PlanRecords.setChangeState(db, plan: plan.id, position: position, state)
        }
        try room.close(cause: cause)
    }
}

extension Stockroom {
    /// Sets our own price of a loaded variant; `nil` leaves the shops' prices alone from then on.
    mutating func setPrice(_ variant: UUID, _ price: Money?) throws {
        guard var record = self.variants[variant] else { return }
        record.price = price
        if let price { record.currency = price.currency }
        record.updatedAt = self.now
        try VariantRecords.upsert(self.db, record)
        self.variants[variant] = record
    }
}
