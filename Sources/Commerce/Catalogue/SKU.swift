import Foundation

/// The tenant's own code for a variant. Compared byte by byte: `a-1`, `A-1` and `A 1` are three SKUs.
///
/// 1 to 190 characters (Unicode scalars) after spaces at both ends are cut, without control or invisible ones. 190 is
/// what fits an indexed column of the shop systems we meet (WooCommerce keeps 100, Shopify 255, Amazon 40).
public struct SKU: Sendable {
    public let text: String

    public init(_ text: String) throws(SKUError) {
        let trimmed = String(Substring(text).trimmingSpaces())
        guard !trimmed.isEmpty else { throw .empty }
        var length = 0
        for scalar in trimmed.unicodeScalars {
            length += 1
            guard length <= Self.maximumLength else { throw .tooLong(trimmed) }
            guard scalar.isASCII ? (32..<127).contains(scalar.value) : !scalar.isInvisible else {
                throw .invisible(trimmed, scalar: scalar.value)
            }
        }
        self.text = trimmed
    }

    public static let maximumLength = 190

    /// What two spellings of one code have in common: compatibility forms unified (NFKC), case ignored.
    /// For proposing near misses; never for linking.
    public var matchKey: String {
        if self.text.utf8.allSatisfy({ $0 < 128 }) { return self.text.lowercased() }
        return self.text.precomposedStringWithCompatibilityMapping.lowercased()
    }

    /// `matchKey` without spaces, dashes, underscores, points, slashes and leading zeros.
    public var looseKey: String {
        let key = self.matchKey.filter { !" -_./\u{2010}\u{2011}\u{2013}\u{2014}".contains($0) }
        let stripped = key.drop { $0 == "0" }
        return stripped.isEmpty ? key : String(stripped)
    }
}

extension SKU: Hashable, Comparable, Codable, CustomStringConvertible {
    public static func == (one: SKU, other: SKU) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    public static func < (one: SKU, other: SKU) -> Bool {
        one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in self.text.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
    }

    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.text)
    }

    public var description: String { self.text }
}

extension Unicode.Scalar {
    /// Not seen by a reader: controls, direction marks, zero-width signs, line separators.
    fileprivate var isInvisible: Bool {
        switch self.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
        default: false
        }
    }
}

/// Why a text cannot be a SKU.
public enum SKUError: Error, Sendable, Hashable {
    case empty
    case tooLong(String)
    case invisible(String, scalar: UInt32)
}

extension SKUError: Explained, CustomStringConvertible {
    public var code: String {
        switch self {
        case .empty: "sku.empty"
        case .tooLong: "sku.too_long"
        case .invisible: "sku.invisible"
        }
    }

    public var sentence: String {
        switch self {
        case .empty: "There is no SKU."
        case .tooLong(let text): "The SKU “\(excerpt(text))” is longer than \(SKU.maximumLength) characters."
        case .invisible(let text, let scalar):
            "The SKU “\(excerpt(text))” holds an invisible character (U+\(String(scalar, radix: 16, uppercase: true)))."
        }
    }

    public var wayOut: String {
        switch self {
        case .empty: "Give the variant a code of its own."
        case .tooLong: "Shorten the SKU."
        case .invisible: "Type the SKU again by hand, without copying."
        }
    }

    public var description: String { self.sentence }
}
