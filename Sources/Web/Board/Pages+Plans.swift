import Foundation
import Operations
import Pages

extension PlanView {
    init(_ plan: PlanReport, workspace: String, now: Date) {
        let state = Self.state(of: plan)
        self.init(
            workspace: workspace, now: now, id: plan.id, title: plan.title, state: state, made: plan.createdAt,
            figures: Self.figures(plan.counts),
            brakes: plan.brakes.map {
                BrakeTrip(
                    sentence: $0, wayOut: "Look at the changes, then: entrepot plan apply \(plan.id) --release-brake")
            },
            changes: plan.changes.map { PlanChange($0, shop: plan.connection) },
            omitted: max(0, plan.counts.total - plan.changes.count), command: Self.command(plan, state))
    }

    private static func state(of plan: PlanReport) -> State {
        switch plan.state {
        case "applied": .applied
        case "undone": .undone
        default: plan.brakes.isEmpty ? .waiting : .braked
        }
    }

    private static func command(_ plan: PlanReport, _ state: State) -> String? {
        switch state {
        case .waiting: "entrepot plan apply \(plan.id)"
        case .braked: "entrepot plan apply \(plan.id) --release-brake"
        case .applied: "entrepot plan undo \(plan.id)"
        case .undone: nil
        }
    }

    private static func figures(_ counts: PlanCounts) -> [PlanFigure] {
        [
            PlanFigure("changes", counts.total), PlanFigure("quantities up", counts.quantitiesUp),
            PlanFigure("quantities down", counts.quantitiesDown), PlanFigure("to zero", counts.toZero),
            PlanFigure("prices up", counts.pricesUp), PlanFigure("prices down", counts.pricesDown),
            PlanFigure("changed since", counts.changedSince),
        ].filter { $0.label == "changes" || $0.value > 0 }
    }
}

extension PlanChange {
    /// - Parameter shop: The plan's one connection; without it the change says where it happens.
    init(_ line: PlanLine, shop: String?) {
        let direction: Direction =
            switch (line.beforeValue, line.afterValue) {
            case (let before?, let after?) where after > before: .rise
            case (let before?, let after?) where after < before: .fall
            default: .other
            }
        self.init(
            sku: line.sku, title: "", connection: shop ?? line.target, field: line.field, before: line.before,
            after: line.after, direction: direction, reason: line.reason)
    }
}
