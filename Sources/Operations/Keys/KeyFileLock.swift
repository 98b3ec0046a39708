import Foundation
public import Vault

/// The right to change the keys in a file, had by one process of the machine at a time. The system takes it back from a
/// process that dies.
struct KeyFileLock {
    private let file: Int32

    /// - Returns: `nil` when another process has it.
    /// - Throws: `VaultError.masterKeyUnreachable` where the folder cannot be written.
    init?(beside path: String) throws {
        self.file = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard self.file >= 0 else { throw VaultError.masterKeyUnreachable(path: path + ".lock", code: errno) }
        guard flock(self.file, LOCK_EX | LOCK_NB) == 0 else {
            close(self.file)
            return nil
        }
    }

    func release() { close(self.file) }
}

extension MasterKeySource {
    /// For people: where the keys come from, without any of them.
    public var shown: String {
        switch self {
        case .command(let command): "the \(command.mask)"
        case .variable: "the variable \(MasterKey.variable)"
        case .file(let path): "the file \(path)"
        }
    }
}
