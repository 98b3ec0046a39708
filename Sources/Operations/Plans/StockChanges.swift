import Commerce
import Foundation
import Records
import Store

/// Counts that a plan sets, forth and back, each only where nobody was faster.
enum StockChanges {
    /// What a plan's change names as its target, before the location.
    static let place = "stock/"

    static func apply(
        _ changes: [(Int, PlanRecord.Change)], cause: OfferRecord.Cause, _ plan: PlanRecord, _ desk: Desk,
        _ db: any SQLConnection
    ) throws {
        try self.move(changes, plan, desk, db, cause: cause) { room, id, location, change in
            let before = room.variants[id]?.isCounted == true ? room.onHand(id, at: location) : nil
            guard before.map(Int64.init) == change.before, let after = change.after else { return .changedSince }
            try room.beginCounting(id)
            try room.count(id, at: location, onHand: Int(after), cause: .counted, reference: plan.id.text)
            return .applied
        }
    }

    static func undo(
        _ changes: [(Int, PlanRecord.Change)], _ plan: PlanRecord, _ desk: Desk, _ db: any SQLConnection
    ) throws {
        try self.move(changes, plan, desk, db, cause: .person) { room, id, location, change in
            guard room.variants[id]?.isCounted == true, Int64(room.onHand(id, at: location)) == change.after else {
                return .changedSince
            }
            try room.count(
                id, at: location, onHand: Int(change.before ?? 0), cause: .undone, reference: plan.id.text,
                note: "an applied plan was taken back")
            if change.before == nil { try room.endCounting(id) }
            return .undone
        }
    }

    private static func move(
        _ changes: [(Int, PlanRecord.Change)], _ plan: PlanRecord, _ desk: Desk, _ db: any SQLConnection,
        cause: OfferRecord.Cause,
        _ body: (inout Stockroom, UUID, UUID, PlanRecord.Change) throws -> PlanRecord.Change.State
    ) throws {
        let locations = Dictionary(
            try LocationRecords.all(db).map { (self.place + $0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
        var room = try Stockroom(db, desk: desk, variants: Set(changes.compactMap(\.1.variant)))
        for (position, change) in changes {
            var state = PlanRecord.Change.State.changedSince
            if let id = change.variant, room.variants[id] != nil, !room.isBundle(id),
                let location = locations[change.target]
            {
                state = try body(&room, id, location, change)
            }
            try PlanRecords.setChangeState(db, plan: plan.id, position: position, state)
        }
        try room.close(cause: cause)
    }
}

extension Stockroom {
    /// Nobody counts the variant from now on; what it owed is not reserved any more.
    mutating func endCounting(_ variant: UUID) throws {
        guard var record = self.variants[variant], record.isCounted else { return }
        record.isCounted = false
        record.updatedAt = self.now
        try VariantRecords.upsert(self.db, record)
        self.variants[variant] = record
        for held in try self.held.list(variant, self.db) {
            try self.hold(variant, order: held.order, line: held.line, units: 0)
        }
    }
}
