import Foundation

/// Runs a program and waits for its end.
enum Shell {
    struct Output: Sendable {
        var status: Int32
        var out: String
        var error: String
    }

    /// - Parameters:
    ///   - arguments: handed over as they are; no shell reads them.
    ///   - environment: added to ours.
    ///   - limit: after which it is told to end.
    /// - Throws: when it cannot be started.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil,
        limit: Duration = .seconds(240)
    ) async throws -> Output {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(filePath: folder) }
        process.standardInput = FileHandle.nullDevice
        // Files, not pipes: a full pipe that nobody reads stops the program.
        let place = FileManager.default.temporaryDirectory.appending(path: "entrepot-bench-\(UUID().uuidString)")
        let (out, error) = (place.appendingPathExtension("out"), place.appendingPathExtension("err"))
        defer { for file in [out, error] { try? FileManager.default.removeItem(at: file) } }
        for file in [out, error] {
            _ = FileManager.default.createFile(atPath: file.path(percentEncoded: false), contents: nil)
        }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: error)
        let watch = Task {
            try await Task.sleep(for: limit)
            Screen.complain("\(program) is told to end: it took longer than \(limit)")
            process.terminate()
        }
        defer { watch.cancel() }
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Output(
            status: status, out: (try? String(contentsOf: out, encoding: .utf8)) ?? "",
            error: (try? String(contentsOf: error, encoding: .utf8)) ?? "")
    }

    /// What it printed.
    ///
    /// - Throws: `BenchError` with the end of what it said when it did not end well.
    static func text(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
    ) async throws -> String {
        let output = try await self.run(program, arguments, environment: environment, folder: folder)
        guard output.status == 0 else {
            let name = URL(filePath: program).lastPathComponent
            throw BenchError("\(name) ended with \(output.status): \((output.error + output.out).suffix(800))")
        }
        return output.out
    }
}
