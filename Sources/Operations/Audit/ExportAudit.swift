import Foundation
import Records
import Store

/// The audit log as JSON Lines: each sealed row with its place in the chain, then the seals, in their order.
///
/// With it and the anchors anybody can compute the chain anew (`docs/security.md` says how the bytes are put together).
public struct ExportAudit: Sendable {
    public init() {}

    private struct Row: Encodable {
        var position: Int
        var hash: String
        var id: String
        /// Whole microseconds since 1970.
        var at: Int64
        var doer: String
        var doerID: String?
        var deed: String
        var object: String?
        var objectID: String?
        var detail: String
        /// Hex, and of no use without the member's key.
        var sealed: String?
        var trace: String?
    }

    private static let page = 1_000

    /// - Parameter write: Takes one line at a time, with its end.
    /// - Returns: How many rows there were.
    @discardableResult
    public func run(_ desk: Desk, write: @escaping @Sendable (String) throws -> Void) async throws -> Int {
        var (position, number) = (0, 0)
        while true {
            let from = position
            let part = try await desk.read { db in
                try SealRecords.chain(db, after: from, limit: Self.page).map { (link: $0.link, deed: $0.deed) }
            }
            for (link, deed) in part { try write(try Self.line(link, deed)) }
            guard let last = part.last else { break }
            position = last.link.position
        }
        while true {
            let from = number
            let part = try await desk.read { try SealRecords.seals($0, after: from, limit: Self.page) }
            for seal in part { try write(try AuditAnchor(seal, of: desk.tenant).line + "\n") }
            guard let last = part.last else { break }
            number = last.number
        }
        let rows = position
        try await desk.write { try desk.audit($0, .auditExported, ["rows": "\(rows)"]) }
        return rows
    }

    private static func line(_ link: LinkRecord, _ deed: DeedRecord?) throws -> String {
        try ViewJSON.text(
            Row(
                position: link.position, hash: AuditAnchor.hex(link.hash), id: link.deed.text,
                at: deed?.at.microseconds ?? 0, doer: deed?.doer ?? "", doerID: deed?.doerID, deed: deed?.deed ?? "",
                object: deed?.object, objectID: deed?.objectID, detail: deed?.detail ?? "",
                sealed: deed?.sealed.map(AuditAnchor.hex), trace: deed?.trace)) + "\n"
    }
}
