import ConnectorKit
import Foundation
import Wire

/// What Amazon keeps in its warehouses, as the home store sees it (fbaInventory.json). Read only.
struct AmazonKeptStock: KeptStockReading {
    let api: AmazonAPI

    /// A page's token is good for 30 seconds (getInventorySummaries, "nextToken").
    func page(_ token: PageToken?) async throws(ConnectorError) -> Answer<KeptStockPage> {
        let home = self.api.place.home.id
        var query: AmazonAPI.Query = [
            ("details", "true"), ("granularityType", "Marketplace"), ("granularityId", home), ("marketplaceIds", home),
        ]
        if let token { query.append(("nextToken", token.text)) }
        let found = try await self.api.get(
            AmazonWire.Summaries.self, .getInventorySummaries, "/fba/inventory/v1/summaries", query: query)
        let items = found.value.payload?.inventorySummaries.compactMap { record -> KeptStock? in
            // Without a SKU it is no listing of ours.
            guard case .value(let summary) = record, !summary.sellerSku.isEmpty else { return nil }
            return Self.stock(summary)
        }
        let next = found.value.pagination?.nextToken.flatMap { $0.isEmpty ? nil : PageToken($0) }
        return found.answer(KeptStockPage(items: items ?? [], next: next))
    }

    private static func stock(_ summary: AmazonWire.InventorySummary) -> KeptStock {
        let details = summary.inventoryDetails
        let incoming = [
            details?.inboundWorkingQuantity, details?.inboundShippedQuantity, details?.inboundReceivingQuantity,
        ]
        return KeptStock(
            listing: summary.sellerSku, title: HTMLText.plain(summary.productName ?? summary.sellerSku),
            sellable: details?.fulfillableQuantity ?? 0,
            reserved: details?.reservedQuantity?.totalReservedQuantity ?? 0,
            incoming: incoming.reduce(0) { $0 + min(max(0, $1 ?? 0), 1_000_000_000) },
            unsellable: max(0, details?.unfulfillableQuantity?.totalUnfulfillableQuantity ?? 0)
                + max(0, details?.researchingQuantity?.totalResearchingQuantity ?? 0),
            changedAt: summary.lastUpdatedTime.flatMap(AmazonTime.date))
    }
}

extension AmazonWire {
    struct Summaries: Decodable, Sendable {
        struct Payload: Decodable, Sendable { var inventorySummaries: [Lenient<InventorySummary>] }
        var payload: Payload?
        var pagination: Pagination?
    }

    struct InventorySummary: NamedRecord, Sendable {
        static let idName = "sellerSku"
        static func isID(_ text: String) -> Bool { AmazonWire.Item.isID(text) }

        struct Details: Decodable, Sendable {
            struct Reserved: Decodable, Sendable { var totalReservedQuantity: Int? }
            struct Unfulfillable: Decodable, Sendable { var totalUnfulfillableQuantity: Int? }
            struct Researching: Decodable, Sendable { var totalResearchingQuantity: Int? }
            var fulfillableQuantity: Int?
            var inboundWorkingQuantity: Int?
            var inboundShippedQuantity: Int?
            var inboundReceivingQuantity: Int?
            var reservedQuantity: Reserved?
            var unfulfillableQuantity: Unfulfillable?
            var researchingQuantity: Researching?
        }
        var sellerSku: String
        var productName: String?
        var lastUpdatedTime: String?
        var inventoryDetails: Details?
    }
}
