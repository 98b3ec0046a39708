import Foundation
import Testing
import Workbench

/// The built program, as a user starts it.
enum Program {
    /// `ENTREPOT_PROGRAM`, else what `bin/build` made beside the package; `nil` when there is none.
    static var path: String? {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["ENTREPOT_PROGRAM"], !named.isEmpty { return named }
        let folder = FileManager.default.currentDirectoryPath
        let built = folder + "/.build/debug/entrepot"
        return FileManager.default.isExecutableFile(atPath: built) ? built : nil
    }

    static var isInCI: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

    /// Where it is missing the tests say that they were skipped; in CI they run, and fail.
    static var mayRun: Bool { self.path != nil || self.isInCI }

    /// Runs it to its end.
    ///
    /// - Returns: Its exit status, and the end of what it printed.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (status: Int32, text: String) {
        guard let path = self.path else { throw BenchError(description: "the program is not built: bin/build") }
        return try await self.run(path, arguments, environment: environment)
    }

    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (status: Int32, text: String) {
        let run = try await ChildProgram.run(
            path, arguments, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
        return (run.status, String(run.text.suffix(6_000)))
    }
}

/// What a verdict says, as `entrepot demo --verdict FILE` writes it.
struct Verdict: Decodable {
    var placed: Int
    var imported: Int
    var lost: Int
    var doubled: Int
    var unitsMisbooked: Int
    var soldTwiceGuaranteed: Int
    var unexplained: Int
    var kills: Int
    var databaseFalls: Int
    var ledgerBalanced: Bool
    var disagreements: [String]

    func check(kills: Int) {
        #expect(self.placed > 0)
        #expect(self.imported == self.placed)
        #expect(self.lost == 0)
        #expect(self.doubled == 0)
        #expect(self.unitsMisbooked == 0)
        #expect(self.soldTwiceGuaranteed == 0)
        #expect(self.unexplained == 0)
        #expect(self.ledgerBalanced)
        #expect(self.disagreements == [])
        #expect(self.kills == kills)
    }
}
