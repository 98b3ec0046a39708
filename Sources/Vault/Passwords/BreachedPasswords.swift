import Crypto
import Foundation

/// Every password known to be breached, from a file the operator has: "Pwned Passwords" ordered by hash.
///
/// The file has one `SHA1:COUNT` a line, hash in upper-case hex, sorted; haveibeenpwned.com publishes it and its downloader
/// makes it (some 1 billion lines, 40 GB). It is searched in place, about 35 short reads a question, and nothing leaves
/// the machine. SHA-1 is their choice of index and protects nothing here.
public struct BreachedPasswords: Sendable {
    private let path: String

    /// - Parameter path: Looked at with each question, so a newer file may be moved into its place.
    public init(path: String) {
        self.path = path
    }

    /// Whether `password` is in the file, exactly as normalised.
    ///
    /// - Throws: What opening or reading throws; `CocoaError(.fileReadCorruptFile)` where a line is not a hash.
    public func contains(_ password: Password) throws -> Bool {
        let file = try FileHandle(forReadingFrom: URL(filePath: self.path))
        defer { try? file.close() }
        let wanted = Insecure.SHA1.hash(data: password.bytes)
            .map { String($0 >> 4, radix: 16, uppercase: true) + String($0 & 15, radix: 16, uppercase: true) }.joined()
        var low: UInt64 = 0
        var high = try file.seekToEnd()
        // The first line that begins at or after the middle decides on which side to go on.
        while low < high {
            let middle = low + (high - low) / 2
            guard let (hash, next) = try Self.line(of: file, atOrAfter: middle) else {
                high = middle
                continue
            }
            if hash == wanted { return true }
            if hash < wanted { low = next } else { high = middle }
        }
        return false
    }

    /// The hash of the first line that begins at `offset` or later, and where the line after it begins; `nil` at the end.
    private static func line(of file: FileHandle, atOrAfter offset: UInt64) throws -> (hash: String, next: UInt64)? {
        // A line has at most 40 + 1 + 10 + 2 bytes: one whole line is in any 128.
        let start = offset == 0 ? 0 : offset - 1
        try file.seek(toOffset: start)
        let bytes = Array(try file.read(upToCount: 128) ?? Data())
        var from = 0
        if offset > 0 {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            from = end + 1
        }
        let line = bytes[from...].prefix { $0 != UInt8(ascii: "\n") }
        guard !line.isEmpty else { return nil }
        let hash = String(decoding: line.prefix(40), as: UTF8.self).uppercased()
        guard line.count >= 40, Hex.decode(hash) != nil else { throw CocoaError(.fileReadCorruptFile) }
        return (hash, start + UInt64(from + line.count) + 1)
    }
}
