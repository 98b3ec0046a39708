import Crypto
import Foundation

/// A Fernet key: 128 bits that sign and 128 bits that encrypt, written as 32 bytes in base64url.
///
/// Source: the Fernet specification, version 0x80 (github.com/fernet/spec, "Key Format").
public struct FernetKey: Sendable, Masked {
    let signing: SymmetricKey
    let encryption: SymmetricKey

    /// Reads a key as other implementations write it; white space around it is ignored.
    ///
    /// - Throws: `.keyMalformed` for anything but 32 bytes in base64 of either alphabet.
    public init(text: String) throws(FernetError) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Base64URL.decode(trimmed), bytes.count == 32 else { throw .keyMalformed }
        self.init(bytes: bytes)
    }

    /// - Parameter bytes: Exactly 32.
    init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a Fernet key has 32 bytes")
        self.signing = SymmetricKey(data: bytes.prefix(16))
        self.encryption = SymmetricKey(data: bytes.suffix(16))
    }

    public static func generate(random: RandomBytes = .system) -> FernetKey {
        FernetKey(bytes: random(32))
    }

    /// The key as Python's `Fernet.generate_key()` would write it: 44 characters, padded.
    public var text: Secret {
        let bytes = [self.signing, self.encryption].flatMap { $0.withUnsafeBytes { Array($0) } }
        return Secret(Base64URL.encode(bytes) + "=")
    }

    public var mask: String { "Fernet key \(Secret.mask)" }
}
