import Foundation

/// Something outside of this program that a benchmark cannot do without.
enum Need: Sendable, Hashable {
    case postgres, pgbench, cc, python
    /// A package in the virtual environment that `bin/bench` makes.
    case peer(String)
    /// The program `entrepot` itself, to be measured from outside.
    case program

    var word: String {
        switch self {
        case .postgres: "PostgreSQL"
        case .pgbench: "pgbench"
        case .cc: "a C compiler and libsqlite3-dev"
        case .python: "python3"
        case .peer(let name): "PyPI's \(name)"
        case .program: "the program entrepot"
        }
    }

    /// What is missing and how to get it; `nil` when it is there.
    func fault(_ tools: Tools) -> String? {
        switch self {
        case .postgres:
            tools.ownerURL == nil
                ? "there is no PostgreSQL to measure on: run bin/bench, which starts one, or put the URL of a scratch "
                    + "server's owner into ENTREPOT_BENCH_POSTGRES" : nil
        case .pgbench:
            tools.pgbench == nil
                ? "pgbench is missing. Debian: apt-get install postgresql-contrib or postgresql; macOS: brew install "
                    + "postgresql@17. In an unusual place: POSTGRES_BIN names its folder" : nil
        case .cc:
            tools.cc == nil ? "a C compiler is missing. Debian: apt-get install gcc libc6-dev libsqlite3-dev" : nil
        case .python: tools.python == nil ? "python3 is missing. Debian: apt-get install python3" : nil
        case .peer(let name):
            tools.peers == nil || !tools.hasPeer(name)
                ? "PyPI's \(name) is missing: run bin/bench, which installs it into .build/peers (it needs python3-venv "
                    + "and a way to PyPI)" : nil
        case .program:
            tools.program == nil
                ? "the program entrepot is not beside entrepot-bench: swift build -c release --product entrepot" : nil
        }
    }
}
