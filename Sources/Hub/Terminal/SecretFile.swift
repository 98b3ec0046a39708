import Foundation
import Operations

/// Files with secrets in them: made for their owner alone, never over another file.
enum SecretFile {
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// - Throws: `KeyTrouble.file` where there is one already or it cannot be written; then nothing of it stays.
    static func make(_ path: String, _ bytes: some Collection<UInt8>) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw KeyTrouble.file(path, reason: errno == EEXIST ? "it is there already" : Self.why(errno))
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
            try handle.close()
        } catch {
            unlink(path)
            throw KeyTrouble.file(path, reason: "it could not be written whole")
        }
    }

    /// - Throws: `KeyTrouble.file` for one that cannot be read, is longer than `longest` bytes, or that others may read.
    static func read(_ path: String, atMost longest: Int) throws -> Data {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw KeyTrouble.file(path, reason: Self.why(errno)) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw KeyTrouble.file(path, reason: "it is no ordinary file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw KeyTrouble.file(path, reason: "others than its owner may read it; run chmod 600")
        }
        guard let bytes = try handle.read(upToCount: longest + 1), bytes.count <= longest else {
            throw KeyTrouble.file(path, reason: status.st_size == 0 ? "it is empty" : "it is too long")
        }
        return bytes
    }

    /// In the words of the system.
    private static func why(_ code: Int32) -> String { String(cString: strerror(code)) }
}
