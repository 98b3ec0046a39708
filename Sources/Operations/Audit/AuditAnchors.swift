import Foundation
public import Logging

/// Where chains are anchored: a file outside of the database that lines are added to, and the log.
///
/// Whoever can change the database is found out as long as they cannot change what is here: ship the file or the log line to a
/// machine that only adds (`docs/security.md`).
public actor AuditAnchors {
    /// `nil` where only the log tells of them.
    private let path: String?
    private let log: Logger
    /// The newest anchored seal of each workspace; `nil` until the file was read.
    private var newest: [String: Int]?

    public init(path: String?, log: Logger) {
        self.path = path
        self.log = log
    }

    /// Adds an anchor, unless this one or a newer is there. It is on the disk when this returns.
    ///
    /// - Throws: `AuditError.anchorsUnwritable`.
    func add(_ anchor: AuditAnchor) throws {
        var newest = try self.newest ?? self.readNewest()
        guard newest[anchor.tenant] ?? 0 < anchor.number else { return }
        if let path {
            do { try Self.append(try anchor.line + "\n", to: path) } catch {
                throw AuditError.anchorsUnwritable(path: path)
            }
        }
        self.log.notice(
            "audit anchor",
            metadata: [
                "workspace": "\(anchor.tenant)", "seal": "\(anchor.number)", "rows": "\(anchor.position)",
                "head": "\(anchor.head)", "key": "\(anchor.publicKey)", "signature": "\(anchor.signature)",
            ])
        newest[anchor.tenant] = anchor.number
        self.newest = newest
    }

    private func readNewest() throws -> [String: Int] {
        guard let path else { return [:] }
        return Dictionary(
            try Self.read(path).anchors.map { ($0.tenant, $0.number) }, uniquingKeysWith: { max($0, $1) })
    }

    /// Every anchor of a file in its order, and how many lines are none.
    ///
    /// - Returns: Nothing where there is no file.
    /// - Throws: `AuditError.anchorsUnreadable`.
    public static func read(_ path: String) throws -> (anchors: [AuditAnchor], oddLines: Int) {
        guard FileManager.default.fileExists(atPath: path) else { return ([], 0) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw AuditError.anchorsUnreadable(path: path)
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let anchors = lines.compactMap { AuditAnchor(line: String($0)) }
        return (anchors, lines.count - anchors.count)
    }

    private static func append(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw AuditError.anchorsUnwritable(path: path) }
        defer { close(file) }
        // One write of one line: two processes that add at once do not cut each other's lines.
        let bytes = Array(text.utf8)
        guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw AuditError.anchorsUnwritable(path: path)
        }
    }
}
