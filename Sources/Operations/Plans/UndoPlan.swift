import Commerce
import Foundation
import Records
import Store

/// Takes an applied plan back: every change that nobody has touched since becomes what it was before; the others are
/// left alone and said.
///
/// A crash leaves it half undone and still applied: undoing it again does the rest.
public struct UndoPlan: Sendable {
    public var plan: String

    public init(_ plan: String) { self.plan = plan }

    /// - Throws: `OperationError.planNotApplied`, `.unknownPlan`.
    public func run(_ desk: Desk) async throws -> PlanReport {
        let text = self.plan
        let plan = try await desk.read { try PlanDesk.find($0, text) }
        guard plan.state == .applied else { throw OperationError.planNotApplied(plan.state.rawValue) }
        switch plan.kind {
        case .goLive: try await Self.restore(plan, desk)
        case .prices:
            try await ApplyPlan.inParts(plan, state: .applied, desk) { try PriceChanges.undo($0, plan, desk, $1) }
        case .stock:
            try await ApplyPlan.inParts(plan, state: .applied, desk) { try StockChanges.undo($0, plan, desk, $1) }
        }
        return try await desk.write { db in
            try PlanRecords.setState(db, plan.id, .undone, at: desk.now)
            try PlanTelling.audit(db, desk, plan, .planUndone)
            try PlanTelling.tell(db, desk, plan, "plan.undone", "Taken back: \(plan.title).")
            if let connection = plan.connection { try Steering.wake(db, desk, connection) }
            return try PlanDesk.show(db, try PlanDesk.find(db, plan.id.text))
        }
    }

    // MARK: Going live

    /// The shop is to show again what it showed before; nothing else is written to it. The sync engine pauses it when
    /// nothing is left to put back.
    private static func restore(_ plan: PlanRecord, _ desk: Desk) async throws {
        guard let id = plan.connection else { return }
        _ = try await Steering.change(desk, id.text) { db, record in
            guard record.state != .restoring else { return }
            try ConnectionRecords.setState(
                db, record.id, .restoring, reason: "It puts back what the shop showed before it went live.")
            try Steering.tell(
                db, desk, "connection.restoring", record, "\(record.name) goes back to what it showed before.")
        }
        let variants = try await desk.read { try OfferRecords.linkedVariants($0, connection: id) }
        // All of them before the first is put back: the sync engine takes a connection without work for restored.
        let applied = try await desk.read {
            try PlanRecords.changes($0, plan: plan.id, from: 0, state: .applied, limit: .max)
        }
        let changes = Dictionary(
            grouping: applied.filter { $0.1.offer != nil }.map { Restoring(position: $0.0, change: $0.1) },
            by: \.change.offer)
        for start in stride(from: 0, to: variants.count, by: DecideAnew.chunk) {
            let part = Array(variants[start..<min(start + DecideAnew.chunk, variants.count)])
            try await desk.write { db in try self.restore(part, of: id, changes, plan, desk, db) }
        }
        // Changes of other connections, and of offers that are linked no more, follow by themselves.
        try await desk.write { db in
            try PlanRecords.setChangeStates(db, plan: plan.id, from: .applied, to: .changedSince)
        }
    }

    private struct Restoring: Sendable {
        var position: Int
        var change: PlanRecord.Change
    }

    private static func restore(
        _ variants: [UUID], of connection: UUID, _ changes: [UUID?: [Restoring]], _ plan: PlanRecord, _ desk: Desk,
        _ db: any SQLConnection
    ) throws {
        var room = try Stockroom(db, desk: desk, variants: variants)
        for offer in room.offers.values where offer.connection == connection {
            var offer = offer
            let (quantity, price) = (offer.wantedQuantity, offer.wantedPrice)
            offer.wantedQuantity = offer.countsStock ? offer.shownQuantity : nil
            offer.wantedPrice = offer.shownPrice
            offer.brake = nil
            for item in changes[offer.id] ?? [] {
                let state = self.putBack(item.change, on: &offer)
                try PlanRecords.setChangeState(db, plan: plan.id, position: item.position, state)
            }
            if offer.wantedQuantity != quantity || offer.wantedPrice != price {
                offer.wantedVersion += 1
                offer.wantedAt = room.now
                offer.wantedCause = .rule
                offer.tries = 0
            }
            room.offers[offer.id] = offer
        }
        try room.close(cause: .rule)
    }

    /// Only where the shop shows what the plan wrote, or still what was there before.
    private static func putBack(_ change: PlanRecord.Change, on offer: inout OfferRecord) -> PlanRecord.Change.State {
        switch change.field {
        case .quantity:
            let shown = offer.shownQuantity.map { Int64(max(0, $0)) }
            guard let before = change.before, offer.countsStock, shown == change.after || shown == before else {
                return .changedSince
            }
            offer.wantedQuantity = Int(before)
        case .price:
            guard let before = change.before, offer.shownPrice == change.after || offer.shownPrice == before else {
                return .changedSince
            }
            offer.wantedPrice = before
        }
        return .undone
    }
}
