import Operations
import Wire

extension Installation {
    /// One round of what the program does by itself, under a trace of its own: its log lines and its calls hang together.
    func underTrace<Result>(_ round: () async throws -> Result) async rethrows -> Result {
        try await CallContext.$trace.withValue(self.trace(), operation: round)
    }
}
