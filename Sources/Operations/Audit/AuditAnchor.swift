import Foundation
import Records
import Store

/// A chain's signed end as it stands outside of the database: one line of JSON. Public; it tells nothing of what was done.
public struct AuditAnchor: Sendable, Hashable, Codable {
    public var tenant: String
    public var number: Int
    public var position: Int
    /// Hex, as are key and signature.
    public var head: String
    /// Whole microseconds since 1970.
    public var sealedAt: Int64
    public var publicKey: String
    public var signature: String

    init(_ seal: SealRecord, of tenant: UUID) {
        self.tenant = tenant.text
        self.number = seal.number
        self.position = seal.position
        self.head = Self.hex(seal.head)
        self.sealedAt = seal.sealedAt.microseconds
        self.publicKey = Self.hex(seal.publicKey)
        self.signature = Self.hex(seal.signature)
    }

    /// The line without its end.
    public var line: String {
        get throws { try ViewJSON.text(self) }
    }

    /// - Returns: `nil` for a line that is no anchor.
    public init?(line: String) {
        guard let anchor = try? JSONDecoder().decode(AuditAnchor.self, from: Data(line.utf8)) else { return nil }
        self = anchor
    }

    func isSame(as seal: SealRecord) -> Bool {
        self.number == seal.number && self.position == seal.position && self.head == Self.hex(seal.head)
            && self.publicKey == Self.hex(seal.publicKey)
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
