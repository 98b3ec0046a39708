import Crypto
import Foundation

/// The key that one person's data is sealed under, so that all of it can be erased at once: by destroying this key.
///
/// It is random and lives in one row, wrapped under the tenant's key. When the row's bytes are overwritten nothing that was
/// sealed under it can be opened again, in whatever table, export or log it lies. What must hold around it for that to be true:
///
/// - It is never cached beyond the work it was unwrapped for.
/// - A copy of the row erases nothing: the rows of keys are kept out of backups that live longer than an erasure may take, or the
///   erasures made since are replayed when one is restored (RET-11).
public struct SubjectKey: Sendable, Masked {
    /// A public name for it, written into everything it seals.
    public let id: KeyID
    private let key: SymmetricKey

    public static func generate(random: RandomBytes = .system) -> SubjectKey {
        SubjectKey(bytes: random(32))
    }

    /// - Parameter bytes: Exactly 32.
    init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a subject's key has 32 bytes")
        self.key = SymmetricKey(data: bytes)
        self.id = KeyID(of: self.key, label: "entrepot/subject-key-id")
    }

    /// The bytes to store: this key under the tenant's, bound to both. 66 bytes.
    public func wrapped(
        for subject: SubjectID, tenant: UUID, under key: TenantKey, random: RandomBytes = .system
    ) throws(VaultError) -> [UInt8] {
        let bytes = self.key.withUnsafeBytes { Array($0) }
        return try Self.envelope(for: subject, tenant: tenant, under: key).seal(bytes, random: random)
    }

    /// Reads what `wrapped` wrote.
    ///
    /// - Throws: `.unreadable` for what is no wrapped key, destroyed ones included; `.wrongKey` when the ring lacks the tenant key
    ///   that wrapped it; `.notAuthentic` when it is another subject's or tenant's.
    public static func unwrap(
        _ wrapped: [UInt8], for subject: SubjectID, tenant: UUID, under keys: KeyRing<TenantKey>
    ) throws(VaultError) -> SubjectKey {
        guard let header = SealedHeader(of: wrapped) else { throw .unreadable }
        let key = try keys.key(header.keyID)
        let bytes = try Self.envelope(for: subject, tenant: tenant, under: key).open(wrapped)
        guard bytes.count == 32 else { throw .unreadable }
        return SubjectKey(bytes: bytes)
    }

    /// Seals what we hold of the person. 34 bytes longer.
    ///
    /// - Parameter context: The place it is stored, e.g. `order/<id>/recipient`. Not empty, and the same when it is opened.
    public func seal(
        _ plaintext: [UInt8], of subject: SubjectID, tenant: UUID, context: String, random: RandomBytes = .system
    ) throws(VaultError) -> [UInt8] {
        try self.envelope(of: subject, tenant: tenant, context: context).seal(plaintext, random: random)
    }

    /// Opens what `seal` wrote for the same person, tenant and place.
    public func open(
        _ sealed: [UInt8], of subject: SubjectID, tenant: UUID, context: String
    ) throws(VaultError) -> [UInt8] {
        try self.envelope(of: subject, tenant: tenant, context: context).open(sealed)
    }

    /// Tenant and subject are 16 bytes each, so no two triples run together to the same binding.
    private func envelope(of subject: SubjectID, tenant: UUID, context: String) -> Envelope {
        precondition(!context.isEmpty, "what is sealed belongs to a place")
        return Envelope(
            kind: .personal, key: self.key, keyID: self.id,
            binding: tenant.octets + subject.uuid.octets + Array(context.utf8))
    }

    private static func envelope(for subject: SubjectID, tenant: UUID, under key: TenantKey) -> Envelope {
        Envelope(
            kind: .wrappedSubjectKey, key: key.key, keyID: key.id, binding: tenant.octets + subject.uuid.octets)
    }

    public var mask: String { "subject key \(self.id)" }
}
