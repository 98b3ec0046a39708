import Crypto
import Foundation

/// Keyed hashes and the comparison that does not tell how much of a guess was right.
public enum Signing {
    public enum Hash: Sendable, Hashable { case sha1, sha256 }

    /// HMAC (RFC 2104) of `message` under `key`. SHA-1 exists for OAuth 1.0a only.
    public static func hmac(_ hash: Hash, _ message: some Sequence<UInt8>, key: some Sequence<UInt8>) -> [UInt8] {
        let key = SymmetricKey(data: Array(key))
        let message = Array(message)
        return switch hash {
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        }
    }

    /// SHA-256 in lower-case hexadecimal.
    public static func sha256Hex(_ message: some Sequence<UInt8>) -> String {
        SHA256.hash(data: Array(message)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 2 ? digits : "0" + digits
        }.joined()
    }

    /// Whether both are equal, in a time that depends on their length only.
    public static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for index in one.indices { difference |= one[index] ^ other[index] }
        return difference == 0
    }

    public static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// - Returns: `nil` unless `text` is base64.
    public static func base64(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { Array($0) } }
}
