/// One thing that is measured, against a limit or a peer, on a stage of its own.
protocol Benchmark: Sendable {
    /// A word for the command line.
    var name: String { get }
    /// What is measured, in one line.
    var summary: String { get }
    /// What must be there before it can begin.
    var needs: [Need] { get }
    /// Sets its stage, warms up, measures, and cleans up behind itself.
    func run(_ stand: Stand) async throws -> [Figure]
}

/// Where a benchmark is run, and how long it may take.
struct Stand: Sendable {
    let tools: Tools
    /// Fewer and shorter rounds.
    let quick: Bool
    /// Decides the order of what is compared, and the made-up data.
    let seed: UInt64

    /// Pairs of readings: five for the record.
    var rounds: Int { self.quick ? 2 : 5 }

    /// One of two numbers by the length of the run.
    func either<Value>(quick: Value, full: Value) -> Value { self.quick ? quick : full }
}

/// What a benchmark could not do, for whoever started it.
struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
