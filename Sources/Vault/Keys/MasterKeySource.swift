import Foundation

/// Where the master keys come from: a command, a variable or a file.
public enum MasterKeySource: Sendable {
    /// A program that asks a key service (KMS) and prints the keys.
    case command(MasterKeyCommand)
    /// The text of the variable `MasterKey.variable`.
    case variable(Secret)
    /// A file that only its owner can read.
    case file(path: String)

    /// The variable when it is set, else the file.
    ///
    /// - Parameter environment: Usually `ProcessInfo.processInfo.environment`. A variable that is set but empty is malformed,
    ///   not absent.
    public init(environment: [String: String], path: String) {
        self = environment[MasterKey.variable].map { .variable(Secret($0)) } ?? .file(path: path)
    }

    /// The variable that names a command goes before both.
    ///
    /// - Throws: `.masterKeyCommand` where the text names no command.
    public static func find(environment: [String: String], path: String) throws(VaultError) -> MasterKeySource {
        guard let text = environment[MasterKeyCommand.variable] else {
            return MasterKeySource(environment: environment, path: path)
        }
        return .command(try MasterKeyCommand(text: text, environment: environment))
    }
}

extension KeyRing<MasterKey> {
    /// The keys this process runs with.
    ///
    /// Two processes that start at once on an empty folder end with the same key. Blocks while a command runs.
    ///
    /// - Parameter whenMissing: Only for a file: a command or a variable that gives no key is an error.
    public static func load(
        from source: MasterKeySource, whenMissing: MasterKey.WhenMissing, random: RandomBytes = .system
    ) throws(VaultError) -> KeyRing {
        switch source {
        case .command(let command):
            return try KeyRing(text: try command.run().reveal(), source: MasterKeyCommand.variable)
        case .variable(let text):
            return try KeyRing(text: text.reveal(), source: MasterKey.variable)
        case .file(let path):
            if let text = try MasterKeyFile.read(path) { return try KeyRing(text: text, source: path) }
            guard whenMissing == .create else { throw .masterKeyMissing(path: path) }
            try MasterKeyFile.create(KeyRing(.generate(random: random)).text, at: path)
            guard let text = try MasterKeyFile.read(path) else {
                throw .masterKeyUnreachable(path: path, code: ENOENT)
            }
            return try KeyRing(text: text, source: path)
        }
    }

    /// Puts this ring in the place of the file at `path`, all at once. The file keeps no copy of what it held before.
    public func replaceFile(at path: String) throws(VaultError) {
        try MasterKeyFile.replace(self.text, at: path)
    }
}
