import Crypto
import Foundation
import Records
import Store
import Vault

/// How rows become a chain, and what of it is signed. Pure: the same rows give the same bytes everywhere.
enum AuditChain {
    /// What the first link hangs on: 32 bytes of its own for each workspace, so that no chain can pass for another's.
    static func root(of tenant: UUID) -> [UInt8] {
        var book = LengthPrefixed("entrepot/audit-root/1")
        book.add(tenant.text)
        return book.digest
    }

    /// The hash of a link: over the one before, its place, and every column of its row.
    static func hash(after before: [UInt8], position: Int, _ deed: DeedRecord, of tenant: UUID) -> [UInt8] {
        var book = LengthPrefixed("entrepot/audit-link/1")
        book.add(before)
        book.add(String(position))
        book.add(self.digest(of: deed, tenant))
        return book.digest
    }

    /// What a seal signs.
    static func message(of seal: SealRecord, _ tenant: UUID) -> [UInt8] {
        var book = LengthPrefixed("entrepot/audit-seal/1")
        book.add(tenant.text)
        book.add(String(seal.number))
        book.add(String(seal.position))
        book.add(seal.head)
        book.add(String(seal.sealedAt.microseconds))
        book.add(seal.publicKey)
        return book.bytes
    }

    /// Links that continue a chain, and the seal behind them.
    ///
    /// - Precondition: there is a row to seal.
    static func seal(
        _ deeds: [DeedRecord], after last: LinkRecord?, _ lastSeal: SealRecord?, of tenant: UUID, at now: Date,
        by signer: ChainSigner
    ) throws -> (links: [LinkRecord], seal: SealRecord) {
        precondition(!deeds.isEmpty, "a seal ends a chain that has grown")
        var (hash, position) = (last?.hash ?? self.root(of: tenant), last?.position ?? 0)
        let links = deeds.map { deed in
            position += 1
            hash = self.hash(after: hash, position: position, deed, of: tenant)
            return LinkRecord(position: position, deed: deed.id, hash: hash)
        }
        var seal = SealRecord(
            number: (lastSeal?.number ?? 0) + 1, position: position, head: hash,
            sealedAt: Date(microseconds: now.microseconds), publicKey: signer.publicKey, signature: [])
        seal.signature = try signer.sign(self.message(of: seal, tenant))
        return (links, seal)
    }

    /// SHA-256 of every column, each with its length before it.
    private static func digest(of deed: DeedRecord, _ tenant: UUID) -> [UInt8] {
        var book = LengthPrefixed("entrepot/audit-deed/1")
        book.add(tenant.text)
        book.add(deed.id.text)
        book.add(String(deed.at.microseconds))
        book.add(deed.doer)
        book.add(deed.doerID)
        book.add(deed.deed)
        book.add(deed.object)
        book.add(deed.objectID)
        book.add(deed.detail)
        book.add(deed.sealed)
        book.add(deed.trace)
        return book.digest
    }
}

/// Bytes to be hashed: each part with its length before it, so that no two lists of parts run together to the same bytes; what is
/// missing is told apart from an empty text.
struct LengthPrefixed {
    private(set) var bytes: [UInt8] = []

    init(_ label: String) { self.add(label) }

    mutating func add(_ text: String?) { self.add(text.map { Array($0.utf8) }) }

    mutating func add(_ part: [UInt8]?) {
        guard let part else {
            self.bytes.append(0)
            return
        }
        self.bytes.append(1)
        withUnsafeBytes(of: UInt64(part.count).bigEndian) { self.bytes.append(contentsOf: $0) }
        self.bytes.append(contentsOf: part)
    }

    /// SHA-256.
    var digest: [UInt8] { Array(SHA256.hash(data: self.bytes)) }
}
