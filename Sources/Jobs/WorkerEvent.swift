/// What a worker tells those who log and count.
public enum WorkerEvent: Sendable {
    case started(Lease)
    /// The outcome was written down.
    case finished(Lease, JobOutcome, took: Duration)
    /// Another has taken the key; the outcome was thrown away.
    case stale(Lease)
    /// The lease was given up because the process ends.
    case released(Lease)
    /// The database did not answer; the worker goes on, and a lease it could not hand back runs out by itself.
    case storeFailed(any Error)
}
