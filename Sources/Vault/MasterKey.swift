import Crypto
import Foundation

/// The key that wraps every tenant's key. 32 bytes, outside the database.
///
/// It comes from `ENTREPOT_MASTER_KEY` (base64 or hex) or from a file that only its owner can read.
/// Whoever has this and the database has every credential; whoever loses it has none. Back it up apart from the database.
public struct MasterKey: Sendable, Masked {
    /// The environment variable that is read before any file.
    public static let variable = "ENTREPOT_MASTER_KEY"

    /// A public name for it, stored with each key it wraps.
    public let id: KeyID
    let key: SymmetricKey
    private let naming: SymmetricKey

    /// Reads a key from text: 64 hex digits, or 32 bytes in base64 of either alphabet. Surrounding white space is ignored.
    ///
    /// - Parameter source: Where the text came from, for the error: a variable's name or a path.
    public init(text: String, source: String) throws(VaultError) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let bytes = trimmed.utf8.count == 64 ? Hex.decode(trimmed) : Base64URL.decode(trimmed)
        guard let bytes, bytes.count == 32 else { throw .masterKeyMalformed(source: source) }
        self.init(bytes: bytes)
    }

    /// - Parameter bytes: Exactly 32.
    init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a master key has 32 bytes")
        self.key = SymmetricKey(data: bytes)
        self.id = KeyID(of: self.key, label: "entrepot master key id")
        self.naming = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: self.key, info: Array("entrepot/naming".utf8), outputByteCount: 32)
    }

    public static func generate(random: RandomBytes = .system) -> MasterKey {
        MasterKey(bytes: random(32))
    }

    /// 16 bytes that stand for a text, such as an address that is counted: the same for whoever has this key, and telling
    /// nothing to whoever has not.
    public func name(of text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: self.naming).prefix(16))
    }

    /// The key as a line for a file or a variable.
    public var text: Secret {
        Secret(Data(self.key.withUnsafeBytes { Array($0) }).base64EncodedString())
    }

    public var mask: String { "master key \(self.id)" }
}
