import ConnectorKit
import Foundation
import Wire

/// Puts offers on sale and takes them off: by themselves, or all of a group together (publishOffer, withdrawOffer, and the two
/// "…ByInventoryItemGroup").
struct EbayPublishing: Sendable {
    let api: EbayAPI

    private struct WholeGroup: Encodable, Sendable {
        var inventoryItemGroupKey: String
        var marketplaceId: String
    }

    private func whole(_ key: String) -> WholeGroup {
        WholeGroup(inventoryItemGroupKey: key, marketplaceId: self.api.marketplace.id)
    }

    func publish(offer: String, group: String?) async throws(ConnectorError) {
        let timeout = self.api.settings.writeAfterReadTimeout
        guard let group else {
            _ = try await self.api.send(
                .inventory, "POST", "/offer/\(EbayAPI.part(offer))/publish", json: nil, timeout: timeout)
            return
        }
        _ = try await self.api.send(
            .inventory, "POST", "/offer/publish_by_inventory_item_group", json: self.whole(group), timeout: timeout)
    }

    func withdraw(offer: String, group: String?, timeout: Duration) async throws(ConnectorError) {
        guard let group else {
            _ = try await self.api.send(
                .inventory, "POST", "/offer/\(EbayAPI.part(offer))/withdraw", json: nil, timeout: timeout)
            return
        }
        _ = try await self.api.send(
            .inventory, "POST", "/offer/withdraw_by_inventory_item_group", json: self.whole(group), timeout: timeout)
    }
}
