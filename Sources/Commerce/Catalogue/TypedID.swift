public import Foundation

/// An id that cannot be taken for another kind's: a UUID with a type. Written lower-case with dashes.
public protocol TypedID: RawRepresentable, Hashable, Comparable, Codable, Sendable, LosslessStringConvertible
where RawValue == UUID {
    init(rawValue: UUID)
}

extension TypedID {
    public init(_ uuid: UUID) { self.init(rawValue: uuid) }

    /// - Returns: `nil` unless `text` is a UUID.
    public init?(_ text: String) {
        guard let uuid = UUID(uuidString: text) else { return nil }
        self.init(rawValue: uuid)
    }

    /// The next id of its kind: see `UUID.v7(at:random:)`.
    public init(at instant: Date, random: [UInt8]) { self.init(rawValue: .v7(at: instant, random: random)) }

    public var description: String { self.rawValue.uuidString.lowercased() }

    public static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

public struct TenantID: TypedID {
    public let rawValue: UUID
    public init(rawValue: UUID) { self.rawValue = rawValue }
}

public struct ProductID: TypedID {
    public let rawValue: UUID
    public init(rawValue: UUID) { self.rawValue = rawValue }
}

public struct VariantID: TypedID {
    public let rawValue: UUID
    public init(rawValue: UUID) { self.rawValue = rawValue }
}

public struct LocationID: TypedID {
    public let rawValue: UUID
    public init(rawValue: UUID) { self.rawValue = rawValue }
}

public struct ConnectionID: TypedID {
    public let rawValue: UUID
    public init(rawValue: UUID) { self.rawValue = rawValue }
}

public struct OfferID: TypedID {
    public let rawValue: UUID
    public init(rawValue: UUID) { self.rawValue = rawValue }
}

public struct OrderID: TypedID {
    public let rawValue: UUID
    public init(rawValue: UUID) { self.rawValue = rawValue }
}

public struct PlanID: TypedID {
    public let rawValue: UUID
    public init(rawValue: UUID) { self.rawValue = rawValue }
}
