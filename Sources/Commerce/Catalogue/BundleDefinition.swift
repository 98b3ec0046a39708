/// What one unit of a bundle is made of: units of each part, at least one part, at least one unit of each.
///
/// A bundle is never part of itself or of another bundle, so that one look at the parts tells its stock.
public struct BundleDefinition<Part: Hashable & Sendable>: Sendable, Hashable {
    /// Units (1...10,000) of each part in one bundle.
    public let parts: [Part: Int]

    /// - Parameters:
    ///   - whole: The bundle itself.
    ///   - isBundle: Whether a part is a bundle already.
    public init(
        of whole: Part, parts: [Part: Int], isBundle: (Part) -> Bool = { _ in false }
    ) throws(BundleError) {
        guard !parts.isEmpty else { throw .noParts }
        for (part, units) in parts {
            guard part != whole else { throw .itself("\(part)") }
            guard (1...10_000).contains(units) else { throw .units("\(part)", units) }
            guard !isBundle(part) else { throw .nested("\(part)") }
        }
        self.parts = parts
    }

    /// Bundles that can be made of what is available of each part. Never negative.
    public func units(from available: (Part) -> Int) -> Int {
        self.parts.map { max(0, available($0.key)) / $0.value }.min() ?? 0
    }
}

/// Why parts do not make a bundle.
public enum BundleError: Error, Sendable, Hashable {
    case noParts
    case itself(String)
    case units(String, Int)
    case nested(String)
    case unreadable(String)
    case repeated(String)
}

extension BundleError: Explained, CustomStringConvertible {
    public var code: String {
        switch self {
        case .noParts: "bundle.no_parts"
        case .itself: "bundle.itself"
        case .units: "bundle.units"
        case .nested: "bundle.nested"
        case .unreadable: "bundle.unreadable"
        case .repeated: "bundle.repeated"
        }
    }

    public var sentence: String {
        switch self {
        case .noParts: "The bundle has no parts."
        case .itself(let part): "The bundle “\(excerpt(part))” names itself as a part."
        case .units(let part, let units): "\(units) units of “\(excerpt(part))” cannot be part of a bundle."
        case .nested(let part): "The part “\(excerpt(part))” is a bundle itself."
        case .unreadable(let text): "“\(excerpt(text))” is not a list of parts."
        case .repeated(let part): "The part “\(excerpt(part))” is named twice."
        }
    }

    public var wayOut: String {
        switch self {
        case .noParts: "Name at least one part, or leave the bundle field empty."
        case .itself: "Take the bundle out of its own parts."
        case .units: "Give each part between 1 and 10,000 units."
        case .nested: "Name that bundle's own parts instead."
        case .unreadable: "Write parts as SKU:units with | between them, such as RING-S:2|BOX:1."
        case .repeated: "Name the part once with all its units."
        }
    }

    public var description: String { self.sentence }
}
