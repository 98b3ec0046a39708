import Foundation

extension AmazonState {
    private static let included: Set<String> = [
        "summaries", "attributes", "issues", "offers", "fulfillmentAvailability", "procurement", "relationships",
        "productTypes",
    ]

    var rendering: AmazonRendering { AmazonRendering(home: self.home) }

    func participations() -> Json {
        let shares = self.stores.map { store -> Json in
            [
                "marketplace": [
                    "id": .string(store.id), "name": .string(store.name), "countryCode": .string(store.country),
                    "defaultCurrencyCode": .string(store.currency), "defaultLanguageCode": .string(store.language),
                    "domainName": .string(store.domain),
                ],
                "participation": ["isParticipating": true, "hasSuspendedListings": false],
                "storeName": .string(self.name.capitalized),
            ]
        }
        return ["payload": .array(shares)]
    }

    /// The stores a call is about.
    func stores(of call: AmazonCall, most: Int = .max) throws(AmazonError) -> [String] {
        let ids = call.list("marketplaceIds")
        guard !ids.isEmpty else { throw .invalid("'marketplaceIds' is required.") }
        guard ids.count <= most else { throw .invalid("'marketplaceIds' takes at most \(most).") }
        if let stranger = ids.first(where: { id in !self.stores.contains { $0.id == id } }) {
            throw .invalid("The seller does not sell at '\(stranger)'.")
        }
        return ids
    }

    func search(_ call: AmazonCall) throws(AmazonError) -> Json {
        let stores = try self.stores(of: call)
        let included = try call.choices("includedData", of: Self.included, default: ["summaries"])
        let size = try call.whole("pageSize", default: 10, in: 1...20)
        let start = try self.start(call["pageToken"])
        // The maximum that can be paged through is 1000 (searchListingsItems, "numberOfResults").
        let found = try self.found(call)
        let page = found.prefix(1_000).dropFirst(start).prefix(size)
        var pagination: Json = [:]
        if start + page.count < min(1_000, found.count) {
            pagination = pagination.with("nextToken", .string(Self.token(start + page.count)))
        }
        if start > 0 { pagination = pagination.with("previousToken", .string(Self.token(max(0, start - size)))) }
        let rendering = self.rendering
        return [
            "numberOfResults": .integer(found.count), "pagination": pagination,
            "items": .array(page.map { rendering.item(self.seen($0, asOf: call.asOf), included, stores: stores) }),
        ]
    }

    private func found(_ call: AmazonCall) throws(AmazonError) -> [AmazonListing] {
        var found = Array(self.listings.values)
        let identifiers = call.list("identifiers")
        if !identifiers.isEmpty {
            guard identifiers.count <= 20 else { throw .invalid("'identifiers' takes at most 20.") }
            switch call["identifiersType"] {
            case "SKU": found = found.filter { identifiers.contains($0.sku) }
            case "ASIN": found = found.filter { identifiers.contains($0.asin) }
            case nil: throw .invalid("'identifiersType' is required with 'identifiers'.")
            default: found = []
            }
        }
        if let after = try call.date("createdAfter") { found = found.filter { $0.created >= after } }
        if let before = try call.date("createdBefore") { found = found.filter { $0.created <= before } }
        if let after = try call.date("lastUpdatedAfter") { found = found.filter { $0.updated >= after } }
        if let before = try call.date("lastUpdatedBefore") { found = found.filter { $0.updated <= before } }
        let rises = call["sortOrder"] == "ASC"
        switch call["sortBy"] ?? "lastUpdatedDate" {
        case "sku": found.sort { rises ? $0.sku < $1.sku : $0.sku > $1.sku }
        case "createdDate":
            found.sort {
                rises ? ($0.created, $0.sku) < ($1.created, $1.sku) : ($0.created, $0.sku) > ($1.created, $1.sku)
            }
        case "lastUpdatedDate":
            found.sort {
                rises ? ($0.updated, $0.sku) < ($1.updated, $1.sku) : ($0.updated, $0.sku) > ($1.updated, $1.sku)
            }
        default: throw .invalid("'sortBy' is not one of the values allowed.")
        }
        return found
    }

    static func token(_ place: Int) -> String { Data("p\(place)".utf8).base64EncodedString() }

    func start(_ token: String?) throws(AmazonError) -> Int {
        guard let token else { return 0 }
        guard let data = Data(base64Encoded: token), data.first == UInt8(ascii: "p"),
            let place = Int(String(decoding: data.dropFirst(), as: UTF8.self)), place >= 0
        else { throw .invalid("'pageToken' is none.") }
        return place
    }

    func item(_ call: AmazonCall) throws(AmazonError) -> Json {
        let stores = try self.stores(of: call)
        let included = try call.choices("includedData", of: Self.included, default: ["summaries"])
        let sku = call.values["sku"] ?? ""
        guard let listing = self.listings[sku] else { throw .noListing(sku) }
        return self.rendering.item(self.seen(listing, asOf: call.asOf), included, stores: stores)
    }

    // MARK: Writing

    /// Takes a change, or says what is wrong with it. What was taken is applied later.
    mutating func submit(_ call: AmazonCall, at moment: Moment, drops: Bool) throws(AmazonError) -> Json {
        _ = try self.stores(of: call, most: call.operation.id == "patchListingsItem" ? .max : 1)
        let sku = call.values["sku"] ?? ""
        let (deed, issues) = try self.deed(call, sku)
        var status = issues.contains { $0.severity == "ERROR" } ? "INVALID" : "ACCEPTED"
        if call["mode"] == "VALIDATION_PREVIEW" {
            if status == "ACCEPTED" { status = "VALID" }
        } else if status == "ACCEPTED", !drops {
            self.plan(AmazonChange(sku: sku, deed: deed), at: moment)
        }
        var json: Json = [
            "sku": .string(sku), "status": .string(status), "submissionId": .string(self.submissionID()),
            "issues": .array(issues.map { AmazonRendering.issue($0) }),
        ]
        if call.list("includedData").contains("identifiers"), let listing = self.listings[sku] {
            json = json.with(
                "identifiers", [["marketplaceId": .string(self.home.id), "asin": .string(listing.asin)]])
        }
        return json
    }

    private mutating func submissionID() -> String {
        let digits = Array("0123456789abcdef")
        func part(_ count: Int) -> String { String((0..<count).map { _ in self.dice.pick(digits) }) }
        return [8, 4, 4, 4, 12].map(part).joined(separator: "-")
    }

    private func deed(
        _ call: AmazonCall, _ sku: String
    ) throws(AmazonError) -> (AmazonChange.Deed, [AmazonIssue]) {
        switch call.operation.id {
        case "deleteListingsItem":
            guard self.listings[sku] != nil else { throw .noListing(sku) }
            return (.delete, [])
        case "putListingsItem":
            return try self.put(call.body ?? [:], sku)
        default: return try self.patch(call.body ?? [:], sku)
        }
    }

    /// The whole set of attributes.
    func put(_ body: Json, _ sku: String) throws(AmazonError) -> (AmazonChange.Deed, [AmazonIssue]) {
        guard let type = body["productType"]?.text, let attributes = body["attributes"],
            case .object(let members) = attributes
        else { throw .invalid("'productType' and 'attributes' are required.") }
        guard let kind = AmazonProductTypes.named(type) else {
            throw .invalid("'productType' \(type) is none, or was withdrawn.")
        }
        let wanted = body["requirements"]?.text ?? "LISTING"
        guard AmazonProductTypes.requirements.contains(wanted) else {
            throw .invalid("'requirements' is not one of the values allowed.")
        }
        var issues = members.flatMap { AmazonAttributes.issues($0.name, $0.value.list ?? []) }
        if let asin = AmazonListing.suggested(attributes), self.catalogue[asin] == nil {
            // The code that sellers see for such a value (docs issue 3753).
            issues.append(
                AmazonIssue(
                    code: "8105", message: "The data you provided for an attribute is invalid.", severity: "ERROR",
                    attribute: "merchant_suggested_asin", category: "INVALID_ATTRIBUTE"))
        }
        let missing = self.listings[sku] == nil ? AmazonProductTypes.missing(kind, attributes, wanted) : []
        return (.put(productType: type, attributes), missing + issues)
    }

    func patch(_ body: Json, _ sku: String) throws(AmazonError) -> (AmazonChange.Deed, [AmazonIssue]) {
        guard body["productType"]?.text != nil, let patches = body["patches"]?.list, !patches.isEmpty else {
            throw .invalid("'productType' and 'patches' are required.")
        }
        guard self.listings[sku] != nil else { throw .invalid("SKU '\(sku)' not found in the marketplace.") }
        var changes: [AmazonChange.Patch] = []
        var issues: [AmazonIssue] = []
        for (index, patch) in patches.enumerated() {
            guard let op = patch["op"]?.text, ["add", "replace", "merge", "delete"].contains(op) else {
                throw .invalid("'op' of patch \(index) is not one of the values allowed.")
            }
            let parts = (patch["path"]?.text ?? "").split(separator: "/")
            guard parts.count == 2, parts[0] == "attributes" else {
                throw .invalid("Only top-level attributes can be patched (patch \(index)).")
            }
            guard let value = patch["value"]?.list ?? (op == "delete" ? [] : nil) else {
                throw .invalid("Value is missing for patch at index of \(index).")
            }
            let name = String(parts[1])
            // Supported for these two only (documentation of the operation).
            if op == "merge", name != "fulfillment_availability", name != "purchasable_offer" {
                issues.append(
                    AmazonIssue(
                        code: "4000001", message: "The provided operation type is not supported.", severity: "ERROR",
                        attribute: name, category: "INVALID_ATTRIBUTE"))
            }
            if op != "delete" {
                issues += AmazonAttributes.issues(name, value).filter {
                    op != "merge" || $0.category != "MISSING_PRICE"
                }
            }
            changes.append(AmazonChange.Patch(op: op, name: name, value: value))
        }
        return (.patch(changes), issues)
    }
}
