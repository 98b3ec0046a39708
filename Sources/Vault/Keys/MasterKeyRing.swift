import Foundation

extension KeyRing<MasterKey> {
    /// Keys that a ring is read with at most.
    static var most: Int { 8 }

    /// Reads a ring from text: one key after the other, white space or lines between them. The first seals, the others open.
    ///
    /// - Parameter source: Where the text came from, for the error.
    /// - Throws: `.masterKeyMalformed` for none, for more than eight, and where one of them is no key.
    public init(text: String, source: String) throws(VaultError) {
        var keys: [MasterKey] = []
        for word in text.split(whereSeparator: \.isWhitespace).prefix(Self.most + 1) {
            keys.append(try MasterKey(text: String(word), source: source))
        }
        guard let current = keys.first, keys.count <= Self.most else { throw .masterKeyMalformed(source: source) }
        self.init(current, earlier: Array(keys.dropFirst()))
    }

    /// The ring as it stands in a file: a line for each key, the current one first.
    public var text: Secret {
        Secret(([self.current] + self.earlier).map { $0.text.reveal() + "\n" }.joined())
    }

    /// Opens a tenant's key, whichever key of the ring wrapped it.
    ///
    /// - Throws: `.unreadable`, `.wrongKey` when the ring lacks the key, `.notAuthentic`.
    public func unwrap(_ wrapped: [UInt8], for tenant: UUID) throws(VaultError) -> TenantKey {
        guard let header = SealedHeader(of: wrapped) else { throw .unreadable }
        return try TenantKey.unwrap(wrapped, for: tenant, under: try self.key(header.keyID))
    }
}
