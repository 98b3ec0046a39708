import Foundation
import Records
import Store
import Synchronization
public import Vault

/// The master keys of this process while it runs.
///
/// The database says which of them wraps (`master_key`), so all processes change at one moment; this ring only holds the
/// keys. One that is missing is looked for where the ring came from, because a change of keys puts it there.
public final class MasterKeys: Sendable {
    private let ring: Mutex<KeyRing<MasterKey>>
    /// `nil` where the keys were handed over and nothing can be asked again.
    public let source: MasterKeySource?
    private let asked = Mutex<ContinuousClock.Instant?>(nil)
    private let refused = Mutex<Set<String>>([])

    public init(_ ring: KeyRing<MasterKey>, source: MasterKeySource? = nil) {
        self.ring = Mutex(ring)
        self.source = source
    }

    public convenience init(_ key: MasterKey) { self.init(KeyRing(key)) }

    /// The keys in hand, without those that were retired.
    public var keys: KeyRing<MasterKey> { self.ring.withLock { $0 } }

    /// 16 bytes that stand for a text in every process that has the same key in front.
    public func digest(_ text: String) -> [UInt8] { self.keys.current.name(of: text) }

    /// Opens a wrapped key, whichever key of the ring wrapped it.
    ///
    /// - Throws: `VaultError.wrongKey` when it is not in hand, nor where the keys come from, or was retired.
    func unwrap(_ wrapped: [UInt8], for owner: UUID) throws -> TenantKey {
        guard let header = SealedHeader(of: wrapped) else { throw VaultError.unreadable }
        return try TenantKey.unwrap(wrapped, for: owner, under: try self.key(header.keyID.description))
    }

    /// The key to wrap with, held until the transaction ends: while it is open nobody else's becomes the current one.
    func wrapping(_ db: any SQLConnection) throws -> MasterKey {
        guard let id = try MasterKeyRecords.holdCurrent(db) else { return self.keys.current }
        return try self.key(id)
    }

    /// The key of that name.
    ///
    /// - Throws: `VaultError.wrongKey`; what the source throws is no better news and is left out.
    func key(_ id: String) throws -> MasterKey {
        if let known = self.keys.named(id) { return known }
        try? self.askAgain()
        guard let found = self.keys.named(id) else {
            throw KeyTrouble.missing(id, held: self.keys.names)
        }
        return found
    }

    /// Reads the keys from where they come from; a command at most once in ten seconds: a row that nobody can open must not
    /// have it asked for ever.
    private func askAgain() throws {
        switch self.source {
        case .file: return try self.reload()
        case .command: break
        case .variable, nil: return
        }
        let now = ContinuousClock.now
        let isEarly = self.asked.withLock { last in
            if let last, now - last < .seconds(10) { return true }
            last = now
            return false
        }
        if !isEarly { try self.reload() }
    }

    /// Reads the keys anew. Blocks while a command runs.
    ///
    /// - Throws: `VaultError`; the keys in hand stay.
    public func reload() throws {
        guard let source else { return }
        let fresh = try KeyRing<MasterKey>.load(from: source, whenMissing: .refuse)
        let refused = self.refused.withLock { $0 }
        self.ring.withLock { $0 = fresh.without(refused) }
    }

    /// Forgets keys that were retired: from now on this process does not open with them either.
    func refuse(_ ids: some Sequence<String>) {
        let all = self.refused.withLock { refused -> Set<String> in
            refused.formUnion(ids)
            return refused
        }
        self.ring.withLock { $0 = $0.without(all) }
    }
}

extension KeyRing<MasterKey> {
    var all: [MasterKey] { [self.current] + self.earlier }

    /// Their public names, the current one first.
    var names: [String] { self.all.map(\.id.description) }

    func named(_ id: String) -> MasterKey? { self.all.first { $0.id.description == id } }

    /// Without the keys of those names. A ring is never empty: where all are refused the last one stays, and the
    /// database refuses it.
    func without(_ refused: Set<String>) -> KeyRing {
        let kept = self.all.filter { !refused.contains($0.id.description) }
        guard let first = kept.first else { return self }
        return KeyRing(first, earlier: Array(kept.dropFirst()))
    }
}
