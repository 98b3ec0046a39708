import Commerce
import Foundation
import Records
import Store

/// Does what a plan has shown. What somebody changed since it was made is left alone and said.
///
/// A crash leaves a plan half applied and still proposed: applying it again does the rest.
public struct ApplyPlan: Sendable {
    public var plan: String
    /// A person's yes to the plan's brakes.
    public var releaseBrake: Bool

    public init(_ plan: String, releaseBrake: Bool = false) {
        self.plan = plan
        self.releaseBrake = releaseBrake
    }

    /// - Throws: `OperationError.planBraked`, `.planNotProposed`, `.unknownPlan`.
    public func run(_ desk: Desk) async throws -> PlanReport {
        let text = self.plan
        let plan = try await desk.read { try PlanDesk.find($0, text) }
        guard plan.state == .proposed else { throw OperationError.planNotProposed(plan.state.rawValue) }
        guard plan.brakes.isEmpty || self.releaseBrake || Plant.isPlanted(.brakeForgotten) else {
            throw OperationError.planBraked(plan.brakes)
        }
        // What a person has said yes to is not stopped once more on its way out.
        let cause: OfferRecord.Cause = self.releaseBrake ? .rule : .person
        switch plan.kind {
        case .goLive: try await Self.goLive(plan, cause: cause, desk)
        case .prices: try await Self.inParts(plan, desk) { try PriceChanges.apply($0, cause: cause, plan, desk, $1) }
        case .stock: try await Self.inParts(plan, desk) { try StockChanges.apply($0, cause: cause, plan, desk, $1) }
        }
        return try await desk.write { db in
            if plan.kind == .goLive {
                try PlanRecords.setChangeStates(db, plan: plan.id, from: .proposed, to: .applied)
            }
            try PlanRecords.setState(db, plan.id, .applied, at: desk.now)
            try PlanTelling.audit(db, desk, plan, .planApplied)
            try PlanTelling.tell(db, desk, plan, "plan.applied", "Applied: \(plan.title).")
            return try PlanDesk.show(db, try PlanDesk.find(db, plan.id.text))
        }
    }

    private static func goLive(_ plan: PlanRecord, cause: OfferRecord.Cause, _ desk: Desk) async throws {
        guard let id = plan.connection else { return }
        _ = try await Steering.change(desk, id.text) { db, record in
            guard record.importedAt != nil else { throw OperationError.notImported(record.name) }
            guard record.state != .unauthorized else {
                throw OperationError.connectionRefused("The shop refuses our key. Reconnect it first.")
            }
            if record.state == .live { return }
            try ConnectionRecords.setState(db, record.id, .live, reason: nil)
            try ConnectionRecords.dueNow(db, record.id, at: desk.now)
            try Steering.wake(db, desk, record.id)
            try Steering.tell(db, desk, "connection.live", record, "\(record.name) is live: the hub keeps it in step.")
        }
        try await DecideAnew.connection(desk, id, cause: cause)
    }

    /// Works through the changes that are still proposed, a few hundred in a transaction.
    static func inParts(
        _ plan: PlanRecord, state: PlanRecord.Change.State = .proposed, _ desk: Desk,
        _ body: @escaping @Sendable ([(Int, PlanRecord.Change)], any SQLConnection) throws -> Void
    ) async throws {
        var next: Int? = 0
        while let position = next {
            next = try await desk.write { db in
                let part = try PlanRecords.changes(
                    db, plan: plan.id, from: position, state: state, limit: DecideAnew.chunk)
                if !part.isEmpty { try body(part, db) }
                return part.count == DecideAnew.chunk ? part.last.map { $0.0 + 1 } : nil
            }
        }
    }
}

/// Throws a proposed plan away.
public struct DiscardPlan: Sendable {
    public var plan: String

    public init(_ plan: String) { self.plan = plan }

    public func run(_ desk: Desk) async throws -> PlanReport {
        let text = self.plan
        return try await desk.write { db in
            let plan = try PlanDesk.find(db, text)
            guard plan.state == .proposed else { throw OperationError.planNotProposed(plan.state.rawValue) }
            try PlanRecords.setState(db, plan.id, .discarded, at: desk.now)
            try PlanTelling.audit(db, desk, plan, .planDiscarded)
            return try PlanDesk.show(db, try PlanDesk.find(db, plan.id.text))
        }
    }
}

enum PlanTelling {
    static func audit(_ db: any SQLConnection, _ desk: Desk, _ plan: PlanRecord, _ deed: Deed) throws {
        let changes = try PlanRecords.counts(db, plans: [plan.id])[plan.id] ?? 0
        try desk.audit(
            db, deed, on: DeedObject("plan", plan.id), ["kind": plan.kind.rawValue, "changes": "\(changes)"])
    }

    static func tell(
        _ db: any SQLConnection, _ desk: Desk, _ plan: PlanRecord, _ kind: String, _ summary: String
    ) throws {
        try EventRecords.insert(
            db,
            [
                EventRecord(
                    id: desk.hub.id(), at: desk.now, kind: kind, connection: plan.connection, summary: summary,
                    detail: [
                        "plan": plan.id.text,
                        "changes": "\(try PlanRecords.counts(db, plans: [plan.id])[plan.id] ?? 0)",
                    ], trace: desk.trace)
            ])
    }
}
