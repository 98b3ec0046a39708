import Foundation

/// The file that holds the master keys: only its owner can read it, and it is never there half written.
enum MasterKeyFile {
    /// Bytes. Eight keys in hex with their line ends are 520; whatever is longer is some other file.
    private static let longest = 1024

    /// `nil` when there is no file. Permissions are asked of the open file, so it cannot be swapped in between.
    static func read(_ path: String) throws(VaultError) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            guard errno == ENOENT else { throw .masterKeyUnreachable(path: path, code: errno) }
            return nil
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .masterKeyUnreachable(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .masterKeyMalformed(source: path) }
        guard status.st_mode & 0o077 == 0 else {
            throw .masterKeyExposed(path: path, mode: "0" + String(status.st_mode & 0o777, radix: 8))
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else { throw .masterKeyNotOurs(path: path) }
        var buffer = [UInt8](repeating: 0, count: Self.longest)
        let count = Foundation.read(file, &buffer, buffer.count)
        guard count >= 0 else { throw .masterKeyUnreachable(path: path, code: errno) }
        guard count < Self.longest else { throw .masterKeyMalformed(source: path) }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    /// Leaves a file that is already there as it is: a neighbour is written first and then linked, which fails where the name exists.
    static func create(_ text: Secret, at path: String) throws(VaultError) {
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty, mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw .masterKeyUnreachable(path: path, code: errno)
        }
        try Self.beside(path, text) { neighbour in link(neighbour, path) == 0 || errno == EEXIST }
    }

    /// Puts other keys in the file's place, all at once: a process that starts meanwhile reads the old ones or the new.
    static func replace(_ text: Secret, at path: String) throws(VaultError) {
        try Self.beside(path, text) { neighbour in rename(neighbour, path) == 0 }
    }

    /// Writes a neighbour of `path` to disk, has it moved into place, and puts the folder's entry on disk too.
    private static func beside(
        _ path: String, _ text: Secret, move: (String) -> Bool
    ) throws(VaultError) {
        let neighbour = "\(path).\(UUID().uuidString)"
        let file = open(neighbour, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .masterKeyUnreachable(path: path, code: errno) }
        defer { unlink(neighbour) }
        let bytes = Array(text.reveal().utf8)
        let isWritten = Foundation.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        let code = errno
        guard close(file) == 0, isWritten else { throw .masterKeyUnreachable(path: path, code: code) }
        guard move(neighbour) else { throw .masterKeyUnreachable(path: path, code: errno) }
        let folder = open(((path as NSString).deletingLastPathComponent as NSString).standardizingFolder, O_RDONLY)
        guard folder >= 0 else { return }
        _ = fsync(folder)
        close(folder)
    }
}

extension NSString {
    /// The folder itself, and `.` where there is none in the path.
    fileprivate var standardizingFolder: String { self.length == 0 ? "." : self as String }
}
