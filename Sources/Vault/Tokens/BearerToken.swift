import Crypto
import Foundation

/// 256 random bits that open one door: `ens_` (or another prefix of `TokenKind`) and 43 characters of base64url.
///
/// Given away once and stored as its digest. With 256 bits of chance nothing slower than SHA-256 is needed, and who reads the
/// table has no token.
public struct BearerToken: Sendable, Hashable, Masked {
    public let kind: TokenKind
    /// As it stands in the cookie or the mail. Never stored, never in a log.
    public let secret: Secret

    public static func generate(_ kind: TokenKind, random: RandomBytes = .system) -> BearerToken {
        BearerToken(kind: kind, secret: Secret(kind.prefix + Base64URL.encode(random(32))))
    }

    /// Reads what came with a request; `nil` when it cannot be one of ours of that kind, so that nothing is looked up for it.
    public init?(_ text: String, kind: TokenKind) {
        guard text.utf8.count == 47, text.hasPrefix(kind.prefix),
            let bytes = Base64URL.decode(String(text.dropFirst(4))), bytes.count == 32,
            kind.prefix + Base64URL.encode(bytes) == text
        else { return nil }
        self.init(kind: kind, secret: Secret(text))
    }

    private init(kind: TokenKind, secret: Secret) {
        self.kind = kind
        self.secret = secret
    }

    /// SHA-256 of the whole text, 32 bytes: what is stored and looked up.
    public var digest: [UInt8] { Array(SHA256.hash(data: Array(self.secret.reveal().utf8))) }

    /// Whether this is the token that `stored` was made from. Constant time.
    public func matches(digest stored: [UInt8]) -> Bool {
        ConstantTime.equal(self.digest, stored)
    }

    public var mask: String { self.kind.prefix + Secret.mask }
}
