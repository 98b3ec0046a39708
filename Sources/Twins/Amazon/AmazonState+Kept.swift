import Foundation

/// What Amazon keeps and sends for the seller.
extension AmazonState {
    private static let pageSize = 50
    /// "The string token will expire 30 seconds after being created" (getInventorySummaries).
    private static let tokenSeconds = 30.0

    func reservedByAmazon(_ sku: String) -> Int {
        self.orders.values.filter { $0.isByAmazon && $0.canceled == nil && $0.shipped == nil }
            .flatMap(\.lines).filter { $0.sku == sku }.reduce(0) { $0 + $1.units }
    }

    func summaries(_ call: AmazonCall, at moment: Moment) throws(AmazonError) -> Json {
        if self.hidesKept == true { throw .notYours }
        let stores = try self.stores(of: call)
        guard stores.count == 1, call["granularityType"] == "Marketplace", call["granularityId"] == stores[0] else {
            throw .invalid("'granularityType', 'granularityId' and one of 'marketplaceIds' are required.")
        }
        let skus = Set(call.list("sellerSkus") + [call["sellerSku"]].compactMap(\.self))
        let since = try call.date("startDateTime")
        let all = self.listings.values.filter { listing in
            listing.isByAmazon && (skus.isEmpty || skus.contains(listing.sku))
                && listing.updated >= since ?? .distantPast
        }.sorted { $0.sku < $1.sku }
        let start = try self.start(call["nextToken"], moment)
        let page = all.dropFirst(start).prefix(Self.pageSize)
        var json: Json = [
            "payload": [
                "granularity": ["granularityType": "Marketplace", "granularityId": .string(stores[0])],
                "inventorySummaries": .array(page.map { self.summary($0, isWhole: call["details"] == "true") }),
            ]
        ]
        if start + page.count < all.count {
            let token = Data("\(start + page.count) \(moment.shop.timeIntervalSince1970)".utf8).base64EncodedString()
            json = json.with("pagination", ["nextToken": .string(token)])
        }
        return json
    }

    private func start(_ token: String?, _ moment: Moment) throws(AmazonError) -> Int {
        guard let token else { return 0 }
        let parts = Data(base64Encoded: token).map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
        guard parts.count == 2, let place = Int(parts[0]), let time = Double(parts[1]),
            moment.shop.timeIntervalSince1970 - time <= Self.tokenSeconds
        else { throw .invalid("'nextToken' is none, or no longer good.") }
        return place
    }

    private func summary(_ listing: AmazonListing, isWhole: Bool) -> Json {
        let (reserved, inbound) = (self.reservedByAmazon(listing.sku), listing.inbound ?? 0)
        let (there, bad) = (max(0, listing.quantity), listing.unsellable ?? 0)
        let json: Json = [
            "asin": .string(listing.asin), "fnSku": .string("X0" + listing.asin.dropFirst(2)),
            "sellerSku": .string(listing.sku), "condition": "NewItem",
            "lastUpdatedTime": AmazonRendering.date(listing.updated),
            "productName": .string(listing.title), "totalQuantity": .integer(there + reserved + inbound + bad),
        ]
        guard isWhole else { return json }
        return json.with(
            "inventoryDetails",
            [
                "fulfillableQuantity": .integer(there), "inboundWorkingQuantity": 0,
                "inboundShippedQuantity": .integer(inbound), "inboundReceivingQuantity": 0,
                "reservedQuantity": [
                    "totalReservedQuantity": .integer(reserved), "pendingCustomerOrderQuantity": .integer(reserved),
                    "pendingTransshipmentQuantity": 0, "fcProcessingQuantity": 0,
                ],
                "researchingQuantity": ["totalResearchingQuantity": 0, "researchingQuantityBreakdown": []],
                "unfulfillableQuantity": [
                    "totalUnfulfillableQuantity": .integer(bad), "customerDamagedQuantity": .integer(bad),
                    "warehouseDamagedQuantity": 0, "distributorDamagedQuantity": 0, "carrierDamagedQuantity": 0,
                    "defectiveQuantity": 0, "expiredQuantity": 0,
                ],
            ])
    }
}
