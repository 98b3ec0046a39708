import Commerce
import ConnectorKit
import Foundation
import Wire

/// An item, a group or an offer as it was read, ready to be written back with some of it changed: a write replaces the whole, and
/// what is left out is lost (notes, trap 2). What only eBay sets is taken out.
struct EbayRecord: Sendable, Hashable, Encodable {
    private var members: [String: JSONValue]

    /// What eBay answers and does not take.
    private static let itsOwn: Set<String> = [
        "sku", "locale", "groupIds", "inventoryItemGroupKeys", "offerId", "marketplaceId", "format", "status",
        "listing",
        "inventoryItemGroupKey",
    ]

    init(_ value: JSONValue) {
        guard case .object(let members) = value else {
            self.members = [:]
            return
        }
        self.members = members.filter { !Self.itsOwn.contains($0.key) }
    }

    func encode(to encoder: any Encoder) throws { try JSONValue.object(self.members).encode(to: encoder) }

    subscript(path: String...) -> JSONValue? {
        path.reduce(JSONValue.object(self.members) as JSONValue?) { $0?[$1] }
    }

    /// - Parameter value: `nil` leaves the place alone.
    mutating func set(_ path: [String], _ value: JSONValue?) {
        guard let value else { return }
        self.members = Self.setting(self.members, path[...], value)
    }

    private static func setting(
        _ members: [String: JSONValue], _ path: ArraySlice<String>, _ value: JSONValue
    ) -> [String: JSONValue] {
        guard let name = path.first else { return members }
        var members = members
        if path.count == 1 {
            members[name] = value
            return members
        }
        var inner: [String: JSONValue] = [:]
        if case .object(let known)? = members[name] { inner = known }
        members[name] = .object(self.setting(inner, path.dropFirst(), value))
        return members
    }

    // MARK: Aspects

    /// A place that holds names with lists of values.
    func aspects(_ path: [String]) -> [String: [String]] {
        guard case .object(let all)? = path.reduce(JSONValue.object(self.members) as JSONValue?, { $0?[$1] }) else {
            return [:]
        }
        return all.mapValues { value in
            guard case .array(let values) = value else { return [value.text].compactMap(\.self) }
            return values.compactMap(\.text)
        }
    }

    mutating func set(_ path: [String], aspects: [String: [String]]) {
        self.set(path, .object(aspects.filter { !$0.value.isEmpty }.mapValues { .array($0.map(JSONValue.text)) }))
    }

    var images: [String] {
        guard case .array(let all)? = self["product", "imageUrls"] else { return [] }
        return all.compactMap(\.text)
    }
}

extension JSONValue {
    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.text)) }
}
