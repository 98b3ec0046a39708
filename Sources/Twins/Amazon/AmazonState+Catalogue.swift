import Foundation

/// A product of the catalogue that all sellers of a store share.
public struct AmazonProduct: Sendable, Codable, Hashable {
    public enum Restriction: String, Sendable, Codable {
        case approvalRequired = "APPROVAL_REQUIRED"
        case notEligible = "NOT_ELIGIBLE"
    }
    public var asin: String
    public var title: String
    public var brand: String
    public var productType: String
    /// EAN, 13 digits.
    public var ean: String?
    /// Whether it stands for a family of variations.
    public var isParent: Bool
    /// Why this seller may not sell it new.
    public var restriction: Restriction?

    public init(
        asin: String, title: String, brand: String, productType: String = "HOME", ean: String? = nil,
        isParent: Bool = false, restriction: Restriction? = nil
    ) {
        self.asin = asin
        self.title = title
        self.brand = brand
        self.productType = productType
        self.ean = ean
        self.isParent = isParent
        self.restriction = restriction
    }

    /// What every store of a twin has.
    static let everywhere = [
        AmazonProduct(
            asin: "B0TWIN0001", title: "Steel Bottle, 750 ml", brand: "Northwind", ean: "4006381333931"),
        AmazonProduct(
            asin: "B0TWIN0002", title: "Cabin Trolley with Four Wheels", brand: "Acme", productType: "LUGGAGE",
            ean: "5901234123457"),
        AmazonProduct(
            asin: "B0TWIN0003", title: "Linen Shirt", brand: "Northwind", productType: "SHIRT", isParent: true),
    ]
}

/// Searching the catalogue, and who may sell what of it (catalogItems_2022-04-01, listingsRestrictions_2021-08-01).
extension AmazonState {
    private static let included: Set<String> = [
        "attributes", "classifications", "dimensions", "identifiers", "images", "productTypes", "relationships",
        "salesRanks", "summaries", "vendorDetails",
    ]
    private static let identifiers = ["ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"]

    /// By ASIN: what every store has, what was put there, and what the seller lists.
    var catalogue: [String: AmazonProduct] {
        var all: [String: AmazonProduct] = [:]
        for product in AmazonProduct.everywhere + (self.products ?? []) { all[product.asin] = product }
        for listing in self.listings.values.sorted(by: { $0.sku < $1.sku }) where all[listing.asin] == nil {
            all[listing.asin] = AmazonProduct(
                asin: listing.asin, title: listing.title,
                brand: listing.instances("brand").first?["value"]?.text ?? "Unbranded",
                productType: listing.productType, isParent: listing.isParent)
        }
        return all
    }

    func searchCatalogue(_ call: AmazonCall) throws(AmazonError) -> Json {
        _ = try self.stores(of: call, most: 1)
        let included = try call.choices("includedData", of: Self.included, default: ["summaries"])
        let size = try call.whole("pageSize", default: 10, in: 1...20)
        let start = try self.start(call["pageToken"])
        let (identifiers, keywords) = (call.list("identifiers"), call.list("keywords"))
        guard identifiers.isEmpty != keywords.isEmpty else {
            throw .invalid("Either 'identifiers' or 'keywords' is required, and not both.")
        }
        guard identifiers.count <= 20, keywords.count <= 20 else {
            throw .invalid("'identifiers' and 'keywords' take at most 20.")
        }
        let all = self.catalogue.values.sorted { $0.asin < $1.asin }
        var found = all.filter { $0.isFound(by: keywords) }
        if !identifiers.isEmpty { found = try self.found(all, identifiers, call) }
        // The maximum that can be paged through is 1000 (searchCatalogItems, "numberOfResults").
        let page = found.prefix(1_000).dropFirst(start).prefix(size)
        var pagination: Json = [:]
        if start + page.count < min(1_000, found.count) {
            pagination = pagination.with("nextToken", .string(Self.token(start + page.count)))
        }
        if start > 0 { pagination = pagination.with("previousToken", .string(Self.token(max(0, start - size)))) }
        let rendering = self.rendering
        let answer: Json = [
            "numberOfResults": .integer(found.count), "pagination": pagination,
            "items": .array(page.map { rendering.product($0, included) }),
        ]
        guard identifiers.isEmpty else { return answer }
        let brands = Dictionary(grouping: found, by: \.brand).sorted { $0.key < $1.key }
        return answer.with(
            "refinements",
            [
                "brands": .array(
                    brands.map { ["brandName": .string($0.key), "numberOfResults": .integer($0.value.count)] }),
                "classifications": [],
            ])
    }

    private func found(
        _ all: [AmazonProduct], _ identifiers: [String], _ call: AmazonCall
    ) throws(AmazonError) -> [AmazonProduct] {
        guard let kind = call["identifiersType"] else {
            throw .invalid("'identifiersType' is required with 'identifiers'.")
        }
        guard Self.identifiers.contains(kind) else {
            throw .invalid("'identifiersType' is not one of the values allowed.")
        }
        switch kind {
        case "ASIN": return all.filter { identifiers.contains($0.asin) }
        case "SKU":
            guard call["sellerId"] == self.sellerID else { throw .invalid("'sellerId' is required for SKUs.") }
            let asins = Set(identifiers.compactMap { self.listings[$0]?.asin })
            return all.filter { asins.contains($0.asin) }
        default:
            // Zeros in front do not tell a GTIN, an EAN and a UPC apart.
            let wanted = Set(identifiers.map { $0.drop { $0 == "0" } })
            return all.filter { $0.ean.map { wanted.contains($0.drop { $0 == "0" }) } ?? false }
        }
    }

    func product(_ call: AmazonCall) throws(AmazonError) -> Json {
        let stores = try self.stores(of: call)
        let included = try call.choices("includedData", of: Self.included, default: ["summaries"])
        let asin = call.values["asin"] ?? ""
        guard stores.contains(self.home.id), let product = self.catalogue[asin] else {
            throw AmazonError(
                404, "NOT_FOUND",
                "Requested item '\(asin)' not found in marketplace(s) \(stores.joined(separator: ", ")).")
        }
        return self.rendering.product(product, included)
    }

    func restrictions(_ call: AmazonCall) throws(AmazonError) -> Json {
        _ = try self.stores(of: call)
        guard call["sellerId"] == self.sellerID else { throw .notYours }
        guard let asin = call["asin"] else { throw .invalid("'asin' is required.") }
        let condition = call["conditionType"]
        func restriction(_ reason: Json) -> Json {
            var json: Json = ["marketplaceId": .string(self.home.id), "reasons": [reason]]
            if let condition { json = json.with("conditionType", .string(condition)) }
            return json
        }
        guard let product = self.catalogue[asin] else {
            return [
                "restrictions": [
                    restriction(["message": "The ASIN does not exist here.", "reasonCode": "ASIN_NOT_FOUND"])
                ]
            ]
        }
        guard let kind = product.restriction, condition ?? "new_new" == "new_new" else { return ["restrictions": []] }
        var reason: Json = [
            "message": .string("You cannot list the product in this condition."), "reasonCode": .string(kind.rawValue),
        ]
        if kind == .approvalRequired {
            reason = reason.with(
                "links",
                [
                    [
                        "resource": .string(
                            "https://sellercentral.amazon.com/hz/approvalrequest/restrictions/approve?asin=\(asin)"),
                        "verb": "GET", "title": "Request Approval via Seller Central.", "type": "text/html",
                    ]
                ])
        }
        return ["restrictions": [restriction(reason)]]
    }
}

extension AmazonProduct {
    /// Whether title and brand hold all of some words.
    fileprivate func isFound(by words: [String]) -> Bool {
        let text = "\(self.title) \(self.brand)".lowercased()
        return words.flatMap { $0.lowercased().split(separator: " ") }.allSatisfy { text.contains($0) }
    }
}

extension AmazonRendering {
    /// - Parameter included: The data sets asked for.
    fileprivate func product(_ product: AmazonProduct, _ included: Set<String>) -> Json {
        let store = Json.string(self.home.id)
        var json: Json = ["asin": .string(product.asin)]
        for name in included.sorted() {
            switch name {
            case "attributes":
                json = json.with(name, ["item_name": [["value": .string(product.title), "marketplace_id": store]]])
            case "identifiers":
                let numbers: [Json] = product.ean.map { [["identifierType": "EAN", "identifier": .string($0)]] } ?? []
                json = json.with(name, [["marketplaceId": store, "identifiers": .array(numbers)]])
            case "images":
                let image: Json = [
                    "variant": "MAIN", "link": .string("https://m.media-amazon.com/images/I/\(product.asin).jpg"),
                    "height": 500, "width": 500,
                ]
                json = json.with(name, [["marketplaceId": store, "images": [image]]])
            case "productTypes":
                json = json.with(name, [["marketplaceId": store, "productType": .string(product.productType)]])
            case "summaries":
                json = json.with(
                    name,
                    [
                        [
                            "marketplaceId": store, "brand": .string(product.brand), "itemName": .string(product.title),
                            "itemClassification": product.isParent ? "VARIATION_PARENT" : "BASE_PRODUCT",
                        ]
                    ])
            default: json = json.with(name, [])
            }
        }
        return json
    }
}
