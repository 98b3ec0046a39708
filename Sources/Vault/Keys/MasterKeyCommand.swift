import Foundation

/// A program that prints the master keys, such as one that has a key service (KMS) decrypt them.
///
/// It is started directly, without a shell, so nothing in an argument is ever interpreted. It reads nothing, its error output
/// goes nowhere, and it inherits our environment without the variables that hold Entrepot's own secrets. It has
/// `limit` seconds and 1,024 bytes; past either it is killed with all it started. Neither its output nor its arguments
/// appear in an error: only the program's path does.
public struct MasterKeyCommand: Sendable, Hashable, Masked {
    /// The environment variable that is read before `MasterKey.variable` and any file.
    public static let variable = "ENTREPOT_MASTER_KEY_COMMAND"
    /// Bytes of output. Eight keys in hex are 520.
    static let longestOutput = 1024

    /// An absolute path.
    let program: String
    let arguments: [String]
    let environment: [String: String]
    /// Seconds until it is killed.
    let limit: TimeInterval

    /// Reads a command as the variable has it: the absolute path of a program, or a JSON array of that and its arguments,
    /// as `["/usr/bin/aws","kms","decrypt"]`.
    ///
    /// - Parameters:
    ///   - environment: Handed on, less whatever begins with `ENTREPOT_`.
    ///   - limit: Seconds. The program asks one question over the network; 10 are many.
    /// - Throws: `.masterKeyCommand(.malformed)`.
    public init(text: String, environment: [String: String], limit: TimeInterval = 10) throws(VaultError) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let words =
            trimmed.hasPrefix("[")
            ? try? JSONDecoder().decode([String].self, from: Data(trimmed.utf8)) : [trimmed]
        guard let words, let program = words.first, program.hasPrefix("/"), words.allSatisfy({ !$0.contains("\0") })
        else {
            throw .masterKeyCommand(program: Self.variable, .malformed)
        }
        self.program = program
        self.arguments = Array(words.dropFirst())
        self.environment = environment.filter { !$0.key.hasPrefix("ENTREPOT_") }
        self.limit = limit
    }

    /// Runs it to its end. Blocks the thread, at most some milliseconds more than `limit`.
    ///
    /// - Returns: What it printed.
    /// - Throws: `.masterKeyCommand` with the reason.
    public func run() throws(VaultError) -> Secret {
        do {
            let output = try ChildProcess(self.program, self.arguments, environment: self.environment)
                .output(atMost: Self.longestOutput, within: self.limit)
            return Secret(String(decoding: output, as: UTF8.self))
        } catch {
            throw .masterKeyCommand(program: self.program, error)
        }
    }

    public var mask: String { "command \(self.program)" }
}

/// Why a program that was asked for a key gave none.
public enum ChildFailure: Error, Hashable, Sendable {
    /// The setting is neither an absolute path nor a JSON array that begins with one.
    case malformed
    /// It could not be started; the number is `errno`.
    case notStarted(code: Int32)
    /// It ended with this status, or was ended by a signal (128 and the signal's number).
    case failed(status: Int32)
    /// It took longer than it may.
    case tookTooLong
    /// It printed more than any key is long.
    case saidTooMuch
}
