/// All there are, in the order they are run and stand in the table.
enum Benchmarks {
    static let all: [any Benchmark] = [
        IngestBenchmark(),
        IngestSQLiteBenchmark(),
        RowSecurityBenchmark(),
        JobsBenchmark(),
        LatencyBenchmark(),
        CoalescingBenchmark(),
        ConvergenceBenchmark(),
        MemoryBenchmark(),
        SimulatorBenchmark(),
    ]
}
