import Foundation

/// Product type definitions: what there is, and where each one's schema lies.
extension AmazonState {
    private static let version = "UHqSqmb4FNUk="

    func productTypes(_ call: AmazonCall) throws(AmazonError) -> Json {
        let stores = try self.stores(of: call)
        let words = (call.list("keywords") + [call["itemName"] ?? ""]).flatMap {
            $0.lowercased().split(separator: " ").map(String.init)
        }
        let found = AmazonProductTypes.all.filter { kind in
            words.isEmpty || words.contains { kind.title.lowercased().contains($0) }
        }
        return [
            "productTypes": .array(
                found.map { kind -> Json in
                    [
                        "name": .string(kind.name), "displayName": .string(kind.title),
                        "marketplaceIds": .array(stores.map(Json.string)),
                    ]
                }), "productTypeVersion": .string(Self.version),
        ]
    }

    mutating func definition(_ call: AmazonCall, address: String, at moment: Moment) throws(AmazonError) -> Json {
        let stores = try self.stores(of: call)
        let name = call.values["productType"] ?? ""
        guard let kind = AmazonProductTypes.named(name) else { throw .noRoute }
        let enforcement = call["requirementsEnforced"] ?? "ENFORCED"
        let requirements = call["requirements"] ?? "LISTING"
        guard ["ENFORCED", "NOT_ENFORCED"].contains(enforcement),
            AmazonProductTypes.requirements.contains(requirements)
        else { throw .invalid("'requirements' or 'requirementsEnforced' is not one of the values allowed.") }
        let schema = AmazonProductTypes.schema(
            of: kind, requirements, isEnforced: enforcement == "ENFORCED", language: self.home.language
        ).bytes()
        let document = "schema.\(name).\(requirements).\(enforcement)"
        self.feeds.documents[document] = Data(schema)
        let link = "\(address)/documents/\(self.link(to: document, mayWrite: false, moment))"
        return [
            "schema": [
                "link": ["resource": .string(link), "verb": "GET"],
                "checksum": .string(AmazonProductTypes.checksum(schema)),
            ],
            "requirements": .string(requirements), "requirementsEnforced": .string(enforcement),
            "propertyGroups": [
                "product_identity": [
                    "title": "Product Identity", "description": "What tells the product from others.",
                    "propertyNames": ["item_name", "brand", "externally_assigned_product_identifier"],
                ]
            ],
            "locale": .string(self.home.language), "marketplaceIds": .array(stores.map(Json.string)),
            "productType": .string(name), "displayName": .string(kind.title),
            "productTypeVersion": ["version": .string(Self.version), "latest": true, "releaseCandidate": false],
        ]
    }
}
