import ArgumentParser
import Commerce
import Foundation
import Vault

/// How a secret is given: standard input, a variable, or typed unseen. Never as an argument, which every user of the
/// machine can read in the list of processes.
struct SecretSource: ParsableArguments {
    static let variable = "ENTREPOT_SECRET"

    @Flag(help: "Read the secret from standard input, one line.")
    var secretStdin = false

    /// Declared so that it can be refused with its reason.
    @Option(name: .customLong("secret"), help: .private)
    var refused: String?

    func validate() throws {
        guard self.refused == nil else {
            throw ValidationError(
                "A secret given as an argument can be read in the list of processes. Give it with --secret-stdin, in the "
                    + "variable \(Self.variable), or leave it out and type it when asked. Change this one if others use "
                    + "this machine.")
        }
    }

    /// - Parameter prompt: What is asked for, where a person sits at the terminal.
    /// - Returns: `nil` where none was given and nobody can be asked.
    func read(prompt: String, environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Secret? {
        if self.secretStdin {
            guard let line = readLine(strippingNewline: true), !line.isEmpty else { throw SecretError.empty }
            return Secret(line.trimmingCharacters(in: .whitespaces))
        }
        if let text = environment[Self.variable], !text.isEmpty { return Secret(text) }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        return Self.ask(prompt)
    }

    /// Several secrets: each typed, or one a line of standard input, or in the variable with blanks or lines between.
    ///
    /// - Parameter prompts: What is asked for, in order.
    /// - Returns: `nil` where one was not given and nobody can be asked.
    func read(
        prompts: [String], environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> [Secret]? {
        if prompts.count > 1, !self.secretStdin, let text = environment[Self.variable], !text.isEmpty {
            let parts = text.split(whereSeparator: \.isWhitespace).map { Secret(String($0)) }
            return parts.count == prompts.count ? parts : nil
        }
        var secrets: [Secret] = []
        for prompt in prompts {
            guard let secret = try self.read(prompt: prompt, environment: environment) else { return nil }
            secrets.append(secret)
        }
        return secrets
    }

    /// Asks on standard error, with the echo off.
    private static func ask(_ prompt: String) -> Secret? {
        Output.standardError("\(prompt): ")
        var before = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &before) == 0
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) }
        let line = readLine(strippingNewline: true)
        if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
        Output.standardError("\n")
        return line.flatMap { $0.isEmpty ? nil : Secret($0.trimmingCharacters(in: .whitespaces)) }
    }
}

enum SecretError: Error, Explained {
    case empty
    case missing(String)

    var code: String {
        switch self {
        case .empty: "secret.empty"
        case .missing: "secret.missing"
        }
    }
    var sentence: String {
        switch self {
        case .empty: "Standard input holds no secret."
        case .missing(let what): "The \(what) is missing."
        }
    }
    var wayOut: String { "Give it with --secret-stdin, or in the variable \(SecretSource.variable)." }
}
