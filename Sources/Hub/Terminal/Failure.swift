import ArgumentParser
import Web

/// An error as a person at a terminal reads it: what is wrong and the way out, on standard error; then exit 1.
struct Failure {
    let refusal: Refusal

    init(_ error: any Error) { self.refusal = Refusal(error) ?? Refusal(unforeseen: error) }

    var text: String { "error: \(self.refusal.sentence)\nway out: \(self.refusal.wayOut)\n" }

    /// Runs `body`; its errors are written, and become exit code 1. Errors of usage and exit codes pass.
    static func reporting(_ body: () async throws -> Void) async throws {
        do { try await body() } catch let error as ExitCode { throw error } catch let error as ValidationError {
            throw error
        } catch {
            Output.standardError(Failure(error).text)
            throw ExitCode(1)
        }
    }
}
