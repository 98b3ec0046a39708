/// Looks at one thing, compares what is wanted with what is known, and closes the gap. Twice is fine.
///
/// A worker hands it a `Lease` as the key, so that what it saves can be fenced with `Jobs.holds`. It never throws: what
/// went wrong is an outcome. When its task is cancelled it should end soon, with any outcome.
public protocol Reconciler<Key>: Sendable {
    associatedtype Key: Hashable & Sendable
    func reconcile(_ key: Key) async -> ReconcileOutcome
}

public enum ReconcileOutcome: Sendable, Hashable {
    /// Nothing left to do until the next change.
    case settled
    /// Look again later even though nothing failed, e.g. a feed is still processing.
    case again(after: Duration)
    /// Failed in a way that may pass; the loop backs off.
    case retry(ReasonCode)
    /// A person has to act; the key is parked and shown on the dashboard.
    case blocked(ReasonCode)
}
