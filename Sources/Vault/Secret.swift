/// A text that must not be seen: a consumer secret, an access token, a password.
///
/// It prints and encodes as `•••`. The text is had by `reveal()` alone, so that every place that
/// touches it can be found by searching for one word.
public struct Secret: Sendable, Masked {
    private let text: String

    public init(_ text: String) {
        self.text = text
    }

    /// The text itself. Call it where it is sent or sealed, and keep what it returns in no stored property.
    public func reveal() -> String { self.text }

    public var isEmpty: Bool { self.text.isEmpty }

    public var mask: String { Self.mask }

    static let mask = "•••"
}

extension Secret: Hashable {
    /// Takes as long for texts that differ in the first byte as in the last.
    public static func == (left: Secret, right: Secret) -> Bool {
        ConstantTime.equal(Array(left.text.utf8), Array(right.text.utf8))
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.text)
    }
}

extension Secret: Codable {
    /// Reads a secret that someone typed into a form or a file.
    ///
    /// - Throws: `DecodingError.dataCorrupted` for the mask itself: what was shown must not come back as a credential.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard text != Self.mask else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a masked secret was sent back; leave it out to keep the stored one")
        }
        self.text = text
    }

    /// Writes the mask. What must be stored is sealed first.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.mask)
    }
}
