import Foundation

/// What a member's authenticator app and we share: 20 random bytes, the length of SHA-1 (RFC 4226, section 4, R6).
///
/// Stored sealed; shown while it is set up and never after.
public struct TOTPSecret: Sendable, Masked {
    let bytes: [UInt8]

    public static func generate(random: RandomBytes = .system) -> TOTPSecret {
        TOTPSecret(bytes: random(20))
    }

    /// - Parameter bytes: At least 16, the least that RFC 4226 allows.
    init(bytes: [UInt8]) {
        precondition(bytes.count >= 16, "RFC 4226 asks for 128 bits at least")
        self.bytes = bytes
    }

    /// Reads what `base32` wrote, as it comes out of the vault; `nil` for anything else.
    public init?(base32 text: String) {
        guard let bytes = Base32.decode(text), bytes.count >= 16 else { return nil }
        self.init(bytes: bytes)
    }

    /// For typing by hand and for storing sealed: base32 without padding, 32 characters.
    public var base32: Secret { Secret(Base32.encode(self.bytes)) }

    /// What the QR code holds ("Key Uri Format" of Google Authenticator). Only our defaults, which some apps assume
    /// whatever is written, are in it.
    ///
    /// - Parameters:
    ///   - issuer: The installation's name. Colons are left out: they part issuer and account.
    ///   - account: The member's address.
    public func uri(issuer: String, account: String) -> Secret {
        let issuer = Self.escaped(issuer.replacing(":", with: ""))
        let account = Self.escaped(account.replacing(":", with: ""))
        return Secret(
            "otpauth://totp/\(issuer):\(account)?secret=\(self.base32.reveal())&issuer=\(issuer)"
                + "&algorithm=SHA1&digits=6&period=\(TOTP.period)")
    }

    /// Percent-encodes all but what RFC 3986 calls unreserved.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (byte < 0x80 && Character(Unicode.Scalar(byte)).isLetter)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-._~".utf8.contains(byte)
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }.joined()
    }

    public var mask: String { Secret.mask }
}
