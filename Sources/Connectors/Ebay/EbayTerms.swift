import ConnectorKit
import Foundation
import Wire

/// On which terms an offer is made: the seller's policies of this site, and where the goods lie. A merchant who has one of each need not
/// say which.
struct EbayTerms: Sendable {
    let api: EbayAPI

    struct Policies: Decodable, Sendable {
        struct One: Decodable, Sendable {
            struct Category: Decodable, Sendable { var name: String? }
            var fulfillmentPolicyId: String?
            var paymentPolicyId: String?
            var returnPolicyId: String?
            var name: String?
            var categoryTypes: [Category]?

            var id: String? { self.fulfillmentPolicyId ?? self.paymentPolicyId ?? self.returnPolicyId }
            /// Not for vehicles.
            var isForGoods: Bool {
                (self.categoryTypes ?? []).isEmpty
                    || (self.categoryTypes ?? []).contains { $0.name == "ALL_EXCLUDING_MOTORS_VEHICLES" }
            }
        }
        var fulfillmentPolicies: [One]?
        var paymentPolicies: [One]?
        var returnPolicies: [One]?

        var all: [One] { (self.fulfillmentPolicies ?? []) + (self.paymentPolicies ?? []) + (self.returnPolicies ?? []) }
    }

    struct Locations: Decodable, Sendable {
        struct One: Decodable, Sendable {
            var merchantLocationKey: String?
            var name: String?
            /// `ENABLED`, `DISABLED`.
            var merchantLocationStatus: String?
        }
        var locations: [One]?
    }

    enum Kind: String, Sendable, CaseIterable {
        case fulfillment, payment, returns = "return"

        /// What a person calls it on the command line.
        var field: String {
            switch self {
            case .fulfillment: "shipping-profile"
            case .returns: "return-policy"
            case .payment: EbayCatalogue.paymentPolicy
            }
        }
    }

    func policies(_ kind: Kind) async throws(ConnectorError) -> Answer<[ListingChoice]> {
        let told = try await self.api.get(
            Policies.self, .account, "/\(kind.rawValue)_policy", query: [("marketplace_id", self.api.marketplace.id)])
        return told.answer(
            told.value.all.filter(\.isForGoods).compactMap { policy in
                policy.id.map { ListingChoice(id: $0, name: HTMLText.plain(policy.name ?? "")) }
            })
    }

    func locations() async throws(ConnectorError) -> [ListingChoice] {
        let told = try await self.api.get(Locations.self, .inventory, "/location", query: [("limit", "100")])
        return (told.value.locations ?? []).filter { $0.merchantLocationStatus != "DISABLED" }.compactMap { place in
            place.merchantLocationKey.map { ListingChoice(id: $0, name: HTMLText.plain(place.name ?? "")) }
        }
    }

    /// - Parameter said: What the person chose, if anything.
    func policy(_ kind: Kind, said: String?) async throws(ConnectorError) -> String {
        if let said, !said.isEmpty { return said }
        return try Self.only(
            try await self.policies(kind).value, field: kind.field, what: "\(kind.rawValue) policy",
            none: "Make one at eBay first (Account → Business policies).")
    }

    func location(said: String?) async throws(ConnectorError) -> String {
        if let said, !said.isEmpty { return said }
        return try Self.only(
            try await self.locations(), field: EbayCatalogue.location, what: "inventory location",
            none:
                "eBay wants to know where goods are sent from: make an inventory location first (createInventoryLocation)."
        )
    }

    private static func only(
        _ all: [ListingChoice], field: String, what: String, none: String
    ) throws(ConnectorError) -> String {
        guard let first = all.first else {
            throw .refused(code: "missing", field: field, message: "This account has no \(what) for this site. \(none)")
        }
        guard all.count == 1 else {
            let some = all.prefix(6).map { "\($0.id) (\($0.name))" }.joined(separator: ", ")
            throw .refused(
                code: "missing", field: field, message: "There are \(all.count) of the kind \(what): say which. \(some)"
            )
        }
        return first.id
    }
}
