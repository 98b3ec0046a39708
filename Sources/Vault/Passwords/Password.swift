import Foundation

/// A password as it is hashed: NFKC, whatever keyboard it was typed on.
///
/// NIST SP 800-63B-4, 3.1.1.2: Unicode is accepted, normalised before hashing, a code point counts as one character, and
/// nothing is ever cut off. The limit above is ours: it keeps a megabyte of password from being hashed.
public struct Password: Sendable, Hashable, Masked {
    /// The most bytes in UTF-8, as typed: four times the 64 characters that NIST asks for, in the widest script.
    public static let longest = 1024

    /// The normalised text.
    public let secret: Secret
    /// Code points of the normalised text.
    public let length: Int

    /// - Throws: `.tooShort` for no character at all, `.tooLong`, or `.untypable` where a character is a control character or unknown to Unicode, which another
    ///   keyboard or a later version of Unicode might not give again.
    public init(_ typed: String) throws(PasswordFault) {
        guard typed.utf8.count <= Self.longest else { throw .tooLong }
        let text = typed.precomposedStringWithCompatibilityMapping
        guard !text.isEmpty else { throw .tooShort(least: 1) }
        let isTypable = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .unassigned, .privateUse, .surrogate: false
            default: true
            }
        }
        guard isTypable else { throw .untypable }
        self.secret = Secret(text)
        self.length = text.unicodeScalars.count
    }

    var bytes: [UInt8] { Array(self.secret.reveal().utf8) }

    public var mask: String { Secret.mask }
}
