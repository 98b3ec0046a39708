import Crypto

/// What a person or a program shows to our API: `ent_` and 32 random bytes in base64url, 47 characters.
///
/// Shown once, when it is made; we store its digest. With 256 bits of chance nothing slower than SHA-256 is needed.
public struct APIToken: Sendable, Hashable, Masked {
    /// The token as it is sent. Never stored.
    public let secret: Secret

    static let prefix = "ent_"

    public static func generate(random: RandomBytes = .system) -> APIToken {
        APIToken(unchecked: Self.prefix + Base64URL.encode(random(32)))
    }

    /// Reads a token from a request; `nil` when it cannot be one of ours.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == 47,
            let bytes = Base64URL.decode(String(text.dropFirst(Self.prefix.count))), bytes.count == 32,
            Self.prefix + Base64URL.encode(bytes) == text
        else { return nil }
        self.init(unchecked: text)
    }

    private init(unchecked text: String) {
        self.secret = Secret(text)
    }

    /// SHA-256 of the whole text: 32 bytes, what is stored and looked up.
    public var digest: [UInt8] {
        Array(SHA256.hash(data: Array(self.secret.reveal().utf8)))
    }

    /// What a token is called where it may be seen: 8 hex digits of its digest.
    public var shortName: String { Self.shortName(of: self.digest) }

    public static func shortName(of digest: [UInt8]) -> String { "tok_" + Hex.encode(Array(digest.prefix(4))) }

    /// Whether this is the token that `stored` was made from. Constant time.
    public func matches(digest stored: [UInt8]) -> Bool {
        ConstantTime.equal(self.digest, stored)
    }

    public var mask: String { "\(Self.prefix)\(Secret.mask)" }
}
