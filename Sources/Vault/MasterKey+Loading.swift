import Foundation

extension MasterKey {
    /// What to do when neither the variable nor the file is there.
    public enum WhenMissing: Sendable {
        /// Make the file: right at first start, when nothing has been sealed yet.
        case create
        /// Throw `.masterKeyMissing`: right once the database holds wrapped keys, which a fresh key could not open.
        case refuse
    }

    /// The key this process runs with: the variable when it is set, else the file at `path`.
    ///
    /// Two processes that start at once on an empty folder end with the same key.
    ///
    /// - Parameters:
    ///   - environment: Usually `ProcessInfo.processInfo.environment`. A variable that is set but empty is malformed, not absent.
    ///   - path: The file; made with permissions 0600, its folder with 0700.
    public static func load(
        environment: [String: String], path: String, whenMissing: WhenMissing, random: RandomBytes = .system
    ) throws(VaultError) -> MasterKey {
        if let text = environment[Self.variable] { return try MasterKey(text: text, source: Self.variable) }
        if let key = try Self.read(path) { return key }
        guard whenMissing == .create else { throw .masterKeyMissing(path: path) }
        try Self.write(.generate(random: random), to: path)
        guard let key = try Self.read(path) else { throw .masterKeyUnreachable(path: path, code: ENOENT) }
        return key
    }

    /// `nil` when there is no file. Permissions are asked of the open file, so it cannot be swapped in between.
    private static func read(_ path: String) throws(VaultError) -> MasterKey? {
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
        // A key is one short line; whatever is longer is some other file.
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Foundation.read(file, &buffer, buffer.count)
        guard count >= 0 else { throw .masterKeyUnreachable(path: path, code: errno) }
        return try MasterKey(text: String(decoding: buffer.prefix(count), as: UTF8.self), source: path)
    }

    /// Leaves a file that is already there as it is. The name appears only when the content is on disk:
    /// a neighbour is written first and then linked, which fails where the name exists.
    private static func write(_ key: MasterKey, to path: String) throws(VaultError) {
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty, mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw .masterKeyUnreachable(path: path, code: errno)
        }
        let neighbour = "\(path).\(UUID().uuidString)"
        let file = open(neighbour, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .masterKeyUnreachable(path: path, code: errno) }
        defer { unlink(neighbour) }
        let line = Array((key.text.reveal() + "\n").utf8)
        let isWritten = Foundation.write(file, line, line.count) == line.count && fsync(file) == 0
        let code = errno
        guard close(file) == 0, isWritten else { throw .masterKeyUnreachable(path: path, code: code) }
        guard link(neighbour, path) == 0 || errno == EEXIST else {
            throw .masterKeyUnreachable(path: path, code: errno)
        }
    }
}
