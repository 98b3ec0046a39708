import Store
import Synchronization

/// Looks at each statement once: whether it can only reach the rows of the workspace it runs for.
final class StatementWatch: Sendable {
    private struct State {
        var lint: TenantLint?
        var seen: Set<String> = []
        /// Those of `seen` by their numbers: most statements run thousands of times.
        var numbers: Set<Int> = []
        var violation: String?
    }
    private let state = Mutex(State())

    func begin(_ lint: TenantLint) { self.state.withLock { $0.lint = lint } }

    var violation: String? { self.state.withLock(\.violation) }

    func see(_ audit: StatementAudit) {
        self.state.withLock { state in
            guard let lint = state.lint else { return }
            if let number = audit.number, !state.numbers.insert(number).inserted { return }
            guard state.seen.insert(audit.text).inserted else { return }
            if state.violation == nil,
                let reason = lint.violation(in: audit.text, values: audit.values, tenant: audit.tenant)
            {
                state.violation = "a statement reaches other workspaces' rows: \(reason): \(audit.text)"
            }
        }
    }
}
