import Crypto
import CryptoExtras
import Foundation

/// The parts of a Fernet token, version 0x80 (github.com/fernet/spec, "Token Format").
///
///     byte   0      version, 0x80
///     bytes  1–8    seconds since 1970, big-endian, unsigned
///     bytes  9–24   initialisation vector
///     then          AES-128-CBC of the message, padded as PKCS #7 asks
///     last 32       HMAC-SHA256 of all before it
struct FernetToken {
    private static let version: UInt8 = 0x80
    private static let headerLength = 25
    private static let tagLength = 32
    private static let blockLength = 16

    /// Seconds since 1970. Any value a sender may have written.
    let seconds: UInt64
    private let vector: [UInt8]
    private let ciphertext: [UInt8]
    private let tag: [UInt8]

    /// Makes a token.
    init(sealing message: [UInt8], seconds: UInt64, vector: [UInt8], key: FernetKey) throws(FernetError) {
        self.seconds = seconds
        self.vector = vector
        do {
            self.ciphertext = Array(
                try AES._CBC.encrypt(message, using: key.encryption, iv: AES._CBC.IV(ivBytes: vector)))
        } catch {
            throw .notAuthentic
        }
        let signed = Self.signed(seconds: seconds, vector: self.vector, ciphertext: self.ciphertext)
        self.tag = Array(HMAC<SHA256>.authenticationCode(for: signed, using: key.signing))
    }

    /// Reads a token without believing any of it.
    init(text: String) throws(FernetError) {
        guard let bytes = Base64URL.decode(text), bytes.first == Self.version,
            bytes.count >= Self.headerLength + Self.blockLength + Self.tagLength,
            (bytes.count - Self.headerLength - Self.tagLength).isMultiple(of: Self.blockLength)
        else { throw .malformed }
        self.seconds = bytes[1..<9].reduce(0) { $0 << 8 | UInt64($1) }
        self.vector = Array(bytes[9..<Self.headerLength])
        self.ciphertext = Array(bytes[Self.headerLength..<(bytes.count - Self.tagLength)])
        self.tag = Array(bytes.suffix(Self.tagLength))
    }

    /// Whether `key` signed it. Constant time.
    func isSigned(by key: FernetKey) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(self.tag, authenticating: self.signed, using: key.signing)
    }

    /// The message. Ask `isSigned` first: to decrypt what nobody signed is an oracle.
    func message(key: FernetKey) throws(FernetError) -> [UInt8] {
        do {
            return Array(
                try AES._CBC.decrypt(self.ciphertext, using: key.encryption, iv: AES._CBC.IV(ivBytes: self.vector)))
        } catch {
            throw .notAuthentic
        }
    }

    /// As it is sent: base64url with padding, which is what Python's `cryptography` writes.
    var text: String {
        let text = Base64URL.encode(self.signed + self.tag)
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    private var signed: [UInt8] {
        Self.signed(seconds: self.seconds, vector: self.vector, ciphertext: self.ciphertext)
    }

    private static func signed(seconds: UInt64, vector: [UInt8], ciphertext: [UInt8]) -> [UInt8] {
        let time = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * UInt64($0))) }
        return [Self.version] + time + vector + ciphertext
    }
}
