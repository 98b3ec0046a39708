import Crypto
import Foundation

/// What a form of ours carries so that no other site can send it for the member: 16 random bytes and HMAC-SHA256 of them under
/// the session's token.
///
/// The server holds only the session token's digest; the token itself comes with the cookie. So the proof is bound to one
/// session, dies with it, needs no row and no key of ours, and who reads the database can make none. It is masked anew on
/// each page by its random half, against attacks on compression (BREACH).
///
/// Source: OWASP, Cross-Site Request Forgery Prevention Cheat Sheet, "Signed Double-Submit Cookie".
public struct CSRFToken: Sendable, Masked {
    private static let saltLength = 16
    private static let tagLength = 32

    /// As it stands in the form or the header: 64 characters of base64url.
    public let secret: Secret

    /// For a page shown in `session`.
    public init(session: BearerToken, random: RandomBytes = .system) {
        let salt = random(Self.saltLength)
        self.secret = Secret(Base64URL.encode(salt + Self.tag(salt: salt, session: session)))
    }

    /// Whether `text`, as it came with a request, was made for this session. Constant time for texts of the right length.
    public static func isGood(_ text: String, session: BearerToken) -> Bool {
        guard text.utf8.count == 64, let bytes = Base64URL.decode(text),
            bytes.count == Self.saltLength + Self.tagLength
        else { return false }
        let salt = Array(bytes.prefix(Self.saltLength))
        return ConstantTime.equal(Array(bytes.suffix(Self.tagLength)), Self.tag(salt: salt, session: session))
    }

    private static func tag(salt: [UInt8], session: BearerToken) -> [UInt8] {
        precondition(session.kind == .session, "a form belongs to a session")
        return HMACSignature.sha256(Array("csrf".utf8) + [0] + salt, key: Array(session.secret.reveal().utf8))
    }

    public var mask: String { Secret.mask }
}
