import Crypto
import Foundation

/// AES-256-GCM with a header that says what it is and which key opens it.
///
///     bytes  0–5    kind, version and id of the key: `SealedHeader`
///     bytes  6–17   nonce
///     then          ciphertext, as long as the plaintext
///     last 16       tag
///
/// The header and the caller's `binding` are authenticated with it. A nonce is 96 random bits; under one key that is sound
/// for 2³² messages (NIST SP 800-38D, 8.3), far more than one tenant has credentials.
struct Envelope {
    private static let nonceLength = 12
    private static let tagLength = 16

    /// Bytes that an envelope is longer than what it holds.
    static let overhead = SealedHeader.length + Self.nonceLength + Self.tagLength

    let kind: SealedHeader.Kind
    let key: SymmetricKey
    let keyID: KeyID
    /// What the bytes belong to. Must be the same when they are opened.
    let binding: [UInt8]

    private var header: [UInt8] { SealedHeader(kind: self.kind, keyID: self.keyID).bytes }

    func seal(_ plaintext: [UInt8], random: RandomBytes) throws(VaultError) -> [UInt8] {
        let nonce = random(Self.nonceLength)
        let ciphertext = try AESGCM.seal(plaintext, key: self.key, nonce: nonce, binding: self.header + self.binding)
        return self.header + nonce + ciphertext
    }

    func open(_ envelope: [UInt8]) throws(VaultError) -> [UInt8] {
        guard envelope.count >= Self.overhead, let header = SealedHeader(of: envelope), header.kind == self.kind else {
            throw .unreadable
        }
        guard header.keyID == self.keyID else { throw .wrongKey(needed: header.keyID, held: self.keyID) }
        let body = envelope.dropFirst(SealedHeader.length)
        return try AESGCM.open(
            Array(body.dropFirst(Self.nonceLength)), key: self.key, nonce: Array(body.prefix(Self.nonceLength)),
            binding: self.header + self.binding)
    }
}

/// The cipher alone, in the shape published vectors have: ciphertext followed by a 16-byte tag.
enum AESGCM {
    static func seal(
        _ plaintext: [UInt8], key: SymmetricKey, nonce: [UInt8], binding: [UInt8]
    ) throws(VaultError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(
                plaintext, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: binding)
            return Array(box.ciphertext + box.tag)
        } catch {
            throw .notAuthentic
        }
    }

    static func open(
        _ ciphertext: [UInt8], key: SymmetricKey, nonce: [UInt8], binding: [UInt8]
    ) throws(VaultError) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: nonce), ciphertext: ciphertext.dropLast(16), tag: ciphertext.suffix(16))
            return Array(try AES.GCM.open(box, using: key, authenticating: binding))
        } catch {
            throw .notAuthentic
        }
    }
}
