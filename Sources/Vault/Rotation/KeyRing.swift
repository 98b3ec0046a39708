/// A key with a public name: what a ring holds and what an envelope's header asks for.
public protocol NamedKey: Sendable {
    var id: KeyID { get }
}

extension MasterKey: NamedKey {}
extension TenantKey: NamedKey {}

/// The key that seals today, and earlier ones that still open: keys are changed while the product runs.
///
/// A change is three steps, each of which may take as long as it likes: every process gets the ring with the new key in
/// front; all that an earlier key sealed is sealed again (`KeyRotation`); every process gets the ring without the earlier
/// key, which is refused from then on.
public struct KeyRing<Key: NamedKey>: Sendable, CustomStringConvertible {
    /// Seals, and opens.
    public let current: Key
    /// Open only. No two keys of a ring are the same.
    public let earlier: [Key]

    public init(_ current: Key, earlier: [Key] = []) {
        self.current = current
        var seen: Set<KeyID> = [current.id]
        self.earlier = earlier.filter { seen.insert($0.id).inserted }
    }

    /// The key of that name.
    ///
    /// - Throws: `.wrongKey` when the ring does not hold it: it never did, or it was retired.
    public func key(_ id: KeyID) throws(VaultError) -> Key {
        if id == self.current.id { return self.current }
        guard let key = self.earlier.first(where: { $0.id == id }) else {
            throw .wrongKey(needed: id, held: self.current.id)
        }
        return key
    }

    /// The ring in which `key` seals; the one that did becomes an earlier one. A key that was in it already moves to the front.
    public func changing(to key: Key) -> KeyRing {
        KeyRing(key, earlier: [self.current] + self.earlier)
    }

    /// The ring without the earlier key `id`. The current key stays whatever is asked.
    public func retiring(_ id: KeyID) -> KeyRing {
        KeyRing(self.current, earlier: self.earlier.filter { $0.id != id })
    }

    public var description: String {
        let earlier = self.earlier.map(\.id.description).joined(separator: ", ")
        return earlier.isEmpty ? "key \(self.current.id)" : "key \(self.current.id), earlier \(earlier)"
    }
}
