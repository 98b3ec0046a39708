/// Durable keys: what is to be looked at, by whom and since when.
///
/// A job names a thing, never what became of it. Enqueue it in the transaction that changes the thing; enqueued a
/// thousand times it is worked once, and once more if it is enqueued while being worked. All functions are plain
/// statements on an open transaction; time comes in as a value.
public enum Jobs {
    /// The channel on which an enqueue wakes workers.
    public static let channel = "jobs"
}
