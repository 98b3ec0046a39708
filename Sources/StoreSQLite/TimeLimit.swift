import Store

/// Runs `body`, and cancels it when it takes longer than `limit`.
///
/// - Throws: `StoreError` of kind `.timeout` when the limit passed first; otherwise what `body` throws.
func withTimeLimit<Result: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try? await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        if let first = try await group.next(), let result = first { return result }
        // The limit has passed or the caller was cancelled. What was committed in the same moment stands.
        group.cancelAll()
        do {
            if let late = try await group.next(), let result = late { return result }
        } catch {
            guard isCancellation(error) else { throw error }
        }
        throw Task.isCancelled ? StoreError(.cancelled, code: "cancelled") : StoreError(.timeout, code: "time limit")
    }
}

private func isCancellation(_ error: any Error) -> Bool {
    (StoreError.translating(error) as? StoreError)?.kind == .cancelled
}
