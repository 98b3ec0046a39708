import Crypto

/// A short public name for a key: the first four bytes of a labelled SHA-256 of it.
///
/// It tells which key is needed without telling anything of the key. Written as 8 hex digits.
public struct KeyID: Sendable, Hashable, CustomStringConvertible {
    /// Always four bytes.
    let bytes: [UInt8]

    public var description: String { Hex.encode(self.bytes) }

    /// - Parameter label: What kind of key it is, so that the same bytes in two roles have two names.
    init(of key: SymmetricKey, label: String) {
        var hash = SHA256()
        hash.update(data: Array(label.utf8) + [0])
        key.withUnsafeBytes { hash.update(bufferPointer: $0) }
        self.bytes = Array(hash.finalize().prefix(4))
    }

    /// Reads the four bytes of an envelope's header.
    init(header: some Collection<UInt8>) {
        precondition(header.count == 4, "a key id is four bytes")
        self.bytes = Array(header)
    }
}
