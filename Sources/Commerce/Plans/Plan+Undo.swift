/// What undoing an applied plan would write, and what it would leave alone.
public struct UndoPlan: Sendable, Hashable {
    /// Puts back what the plan had found.
    public var changes: [PlannedChange]
    /// Changes of the plan that somebody or something has overtaken: the field no longer shows what the plan wrote.
    public var overtaken: [PlannedChange]
    /// Changes that had found nothing there (no stock counted, no price), so there is nothing to put back.
    public var withoutFormer: [PlannedChange]
}

/// What a field of an offer is wanted to show.
public enum PlanValue: Sendable, Hashable {
    case quantity(Int)
    case price(Money)
}

extension Plan {
    /// - Parameter current: What a change's offer is wanted to show now in the change's field; `nil` where the offer
    ///   is gone.
    public func undo(current: (PlannedChange) -> PlanValue?) -> UndoPlan {
        var undo = UndoPlan(changes: [], overtaken: [], withoutFormer: [])
        for change in self.changes.reversed() {
            guard current(change) == change.written else {
                undo.overtaken.append(change)
                continue
            }
            guard let former = change.reversed else {
                undo.withoutFormer.append(change)
                continue
            }
            var inverse = change
            inverse.change = former
            inverse.cause = .undo
            inverse.reason = "Puts back \(inverse.after), which a plan had changed to \(inverse.before)."
            undo.changes.append(inverse)
        }
        return undo
    }
}

extension PlannedChange {
    /// What the offer shows once the change is applied.
    public var written: PlanValue {
        switch self.change {
        case .quantity(_, let to): .quantity(to)
        case .price(_, let to): .price(to)
        }
    }

    fileprivate var reversed: Change? {
        switch self.change {
        case .quantity(let from?, let to): .quantity(from: to, to: from)
        case .price(let from?, let to): .price(from: to, to: from)
        case .quantity(nil, _), .price(nil, _): nil
        }
    }
}
