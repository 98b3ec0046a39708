import ConnectorKit
import Foundation
import Wire

extension EtsyCatalogue {
    func choices(
        _ kind: ListingChoice.Kind, of parent: String?
    ) async throws(ConnectorError) -> Answer<[ListingChoice]> {
        switch kind {
        case .categories: return try await self.categories()
        case .properties: return try await self.properties(of: parent)
        case .publications: return Answer([], channelTime: nil, latency: .zero)
        default: break
        }
        let shop = try await self.api.shop.number(self.api)
        switch kind {
        case .sections: return try await self.list(EtsyWire.Section.self, "/shops/\(shop)/sections")
        case .shippingProfiles:
            return try await self.list(EtsyWire.ShippingProfile.self, "/shops/\(shop)/shipping-profiles")
        case .returnPolicies: return try await self.list(EtsyWire.ReturnPolicy.self, "/shops/\(shop)/policies/return")
        default:
            return try await self.list(
                EtsyWire.ProcessingProfile.self, "/shops/\(shop)/readiness-state-definitions", query: [("limit", "100")]
            )
        }
    }

    private func list<Record: EtsyChoice>(
        _ type: Record.Type, _ path: String, query: EtsyAPI.Query = []
    ) async throws(ConnectorError) -> Answer<[ListingChoice]> {
        let reading = try await self.api.get(EtsyWire.List<Record>.self, path, query: query)
        return reading.answer(reading.value.results.compactMap(\.choice))
    }

    /// The whole tree, parents before children; a name is its path, so that it can be searched.
    private func categories() async throws(ConnectorError) -> Answer<[ListingChoice]> {
        let reading = try await self.api.get(EtsyWire.List<EtsyWire.Node>.self, "/seller-taxonomy/nodes")
        var choices: [ListingChoice] = []
        func add(_ node: EtsyWire.Node, under path: String, _ parent: Int64?) {
            let name = path.isEmpty ? node.name : "\(path) > \(node.name)"
            choices.append(ListingChoice(id: String(node.id), name: name, parent: parent.map(String.init)))
            for child in node.children ?? [] { add(child, under: name, node.id) }
        }
        for node in reading.value.results { add(node, under: "", nil) }
        return reading.answer(choices)
    }

    /// A category's properties, each followed by its possible values.
    private func properties(of category: String?) async throws(ConnectorError) -> Answer<[ListingChoice]> {
        guard let category = category.flatMap({ Int64($0) }) else {
            throw .refused(
                code: "category-missing", field: "category", message: "Say for which category, by its number.")
        }
        let reading = try await self.api.get(
            EtsyWire.List<EtsyWire.Property>.self, "/seller-taxonomy/nodes/\(category)/properties")
        return reading.answer(
            reading.value.results.flatMap { property in
                let id = String(property.propertyID)
                let name = property.displayName ?? property.name ?? id
                return [ListingChoice(id: id, name: name, isRequired: property.isRequired ?? false)]
                    + (property.possibleValues ?? []).compactMap { value in
                        value.valueID.map { ListingChoice(id: String($0), name: value.name ?? "", parent: id) }
                    }
            })
    }
}

/// A record of Etsy's that a field can be set to.
protocol EtsyChoice: Decodable, Sendable {
    /// `nil` for one that cannot be chosen any more.
    var choice: ListingChoice? { get }
}

extension EtsyWire {
    struct Section: EtsyChoice {
        var shopSectionID: Int64
        var title: String?

        enum CodingKeys: String, CodingKey {
            case title
            case shopSectionID = "shop_section_id"
        }
        var choice: ListingChoice? {
            ListingChoice(id: String(self.shopSectionID), name: HTMLText.plain(self.title ?? ""))
        }
    }

    /// Without its address: where it ships from is the seller's own.
    struct ShippingProfile: EtsyChoice {
        var shippingProfileID: Int64
        var title: String?
        var isDeleted: Bool?

        enum CodingKeys: String, CodingKey {
            case title
            case shippingProfileID = "shipping_profile_id"
            case isDeleted = "is_deleted"
        }
        var choice: ListingChoice? {
            self.isDeleted == true
                ? nil : ListingChoice(id: String(self.shippingProfileID), name: HTMLText.plain(self.title ?? ""))
        }
    }

    struct ReturnPolicy: EtsyChoice {
        var returnPolicyID: Int64
        var acceptsReturns: Bool?
        var acceptsExchanges: Bool?
        /// Days.
        var returnDeadline: Int?

        enum CodingKeys: String, CodingKey {
            case returnPolicyID = "return_policy_id"
            case acceptsReturns = "accepts_returns"
            case acceptsExchanges = "accepts_exchanges"
            case returnDeadline = "return_deadline"
        }
        var choice: ListingChoice? {
            let what = [
                self.acceptsReturns == true ? "returns" : nil, self.acceptsExchanges == true ? "exchanges" : nil,
            ].compactMap { $0 }.joined(separator: " and ")
            let days = self.returnDeadline.map { " within \($0) days" } ?? ""
            return ListingChoice(
                id: String(self.returnPolicyID), name: what.isEmpty ? "no returns, no exchanges" : what + days)
        }
    }

    struct ProcessingProfile: EtsyChoice {
        var readinessStateID: Int64
        var readinessState: String?
        var minProcessingDays: Int?
        var maxProcessingDays: Int?

        enum CodingKeys: String, CodingKey {
            case readinessStateID = "readiness_state_id"
            case readinessState = "readiness_state"
            case minProcessingDays = "min_processing_days"
            case maxProcessingDays = "max_processing_days"
        }
        var choice: ListingChoice? {
            let state = (self.readinessState ?? "").replacing("_", with: " ")
            let days = "\(self.minProcessingDays ?? 0) to \(self.maxProcessingDays ?? 0) days"
            return ListingChoice(id: String(self.readinessStateID), name: state.isEmpty ? days : "\(state), \(days)")
        }
    }

    struct Node: Decodable, Sendable {
        var id: Int64
        var name: String
        var children: [Node]?
    }

    struct Property: Decodable, Sendable {
        struct Value: Decodable, Sendable {
            var valueID: Int64?
            var name: String?

            enum CodingKeys: String, CodingKey {
                case name
                case valueID = "value_id"
            }
        }
        var propertyID: Int64
        var name: String?
        var displayName: String?
        var isRequired: Bool?
        var possibleValues: [Value]?

        enum CodingKeys: String, CodingKey {
            case name
            case propertyID = "property_id"
            case displayName = "display_name"
            case isRequired = "is_required"
            case possibleValues = "possible_values"
        }
    }
}
