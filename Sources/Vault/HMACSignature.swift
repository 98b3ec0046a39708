import Crypto

/// HMAC-SHA256 (RFC 2104): what most channels sign their webhooks with.
public enum HMACSignature {
    /// The 32 bytes that prove `message` was signed by someone who holds `key`.
    public static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }

    /// Whether `signature` is that of `message`, compared in constant time.
    public static func isSHA256(_ signature: [UInt8], of message: [UInt8], key: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: message, using: SymmetricKey(data: key))
    }
}
