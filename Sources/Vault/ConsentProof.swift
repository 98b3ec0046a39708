import Crypto

/// What ties the answer of a consent page to our question: the `state` (RFC 6749, 10.12), and the verifier whose digest
/// the page was given (RFC 7636), so that a code that leaks on the way is worth nothing.
public struct ConsentProof: Sendable, Masked {
    /// 256 random bits, 43 characters. Stored as its digest only.
    public let state: Secret
    /// 256 random bits, 43 characters. Stored sealed, sent once.
    public let verifier: Secret

    public static func generate(random: RandomBytes = .system) -> ConsentProof {
        ConsentProof(
            state: Secret(Base64URL.encode(random(32))), verifier: Secret(Base64URL.encode(random(32))))
    }

    /// What the consent page is given: S256 of the verifier.
    public var challenge: String {
        Base64URL.encode(Array(SHA256.hash(data: Array(self.verifier.reveal().utf8))))
    }

    public var stateDigest: [UInt8] { Self.digest(ofState: self.state.reveal()) }

    /// - Parameter state: As it came back, whatever it is.
    public static func digest(ofState state: String) -> [UInt8] {
        Array(SHA256.hash(data: Array("consent-state".utf8) + [0] + Array(state.utf8)))
    }

    public var mask: String { Secret.mask }
}
