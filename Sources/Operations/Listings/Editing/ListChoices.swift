public import ConnectorKit
import Foundation

/// One value that a field of a listing may have at a shop.
public struct ChoiceRow: Sendable, Hashable, Encodable {
    /// What `create` and `edit` want.
    public var id: String
    public var name: String
    /// The choice it belongs under.
    public var parent: String?
    public var isRequired: Bool
}

/// What a field of a listing may be set to at a shop.
public struct ListChoices: Sendable {
    public var connection: String
    public var kind: ListingChoice.Kind
    /// For `properties` the category they are asked for.
    public var parent: String?
    /// Words that a name must all hold, in any case; empty for all.
    public var search: String

    public init(connection: String, kind: ListingChoice.Kind, of parent: String? = nil, search: String = "") {
        self.connection = connection
        self.kind = kind
        self.parent = parent
        self.search = search
    }

    public func run(_ desk: Desk) async throws -> [ChoiceRow] {
        let shop = try await ListingDesk(desk, connection: self.connection)
        let words = self.search.lowercased().split(whereSeparator: \.isWhitespace)
        return try await shop.catalogue.choices(self.kind, of: self.parent).value
            .filter { choice in
                let name = choice.name.lowercased()
                return words.allSatisfy { name.contains($0) }
            }
            .map { ChoiceRow(id: $0.id, name: $0.name, parent: $0.parent, isRequired: $0.isRequired) }
    }
}
