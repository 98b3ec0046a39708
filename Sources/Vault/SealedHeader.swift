/// The first six bytes of everything that the vault seals: what it is, which version, and which key opens it.
///
/// Public bytes, authenticated with the rest. Whoever changes keys reads them to find what is left to do.
public struct SealedHeader: Sendable, Hashable {
    /// What the bytes are. The letter is the first of them.
    public enum Kind: UInt8, Sendable {
        /// `S`: a value under a tenant key.
        case sealed = 0x53
        /// `W`: a tenant key under a master key.
        case wrappedKey = 0x57
        /// `F`: a value in a Fernet token, under a key made from a tenant key.
        case fernet = 0x46
        /// `K`: a subject's key under a tenant key.
        case wrappedSubjectKey = 0x4B
        /// `P`: personal data under a subject's key.
        case personal = 0x50
    }

    static let version: UInt8 = 1
    static let length = 6

    public let kind: Kind
    /// The key that opens it.
    public let keyID: KeyID

    init(kind: Kind, keyID: KeyID) {
        self.kind = kind
        self.keyID = keyID
    }

    /// `nil` when the bytes are too short, or of a kind or version this build does not know.
    public init?(of sealed: [UInt8]) {
        guard sealed.count >= Self.length, let kind = Kind(rawValue: sealed[0]), sealed[1] == Self.version else {
            return nil
        }
        self.init(kind: kind, keyID: KeyID(header: sealed[2..<Self.length]))
    }

    var bytes: [UInt8] { [self.kind.rawValue, Self.version] + self.keyID.bytes }
}
