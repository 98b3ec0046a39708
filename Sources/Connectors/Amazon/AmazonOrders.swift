import Commerce
import ConnectorKit
import Foundation
import Wire

/// Reads orders that the merchant fulfils, by time of placing or of change. What Amazon fulfils leaves its own stock and is not asked for;
/// buyers and recipients are not asked for either.
struct AmazonOrders: OrderReading {
    let api: AmazonAPI

    /// searchOrders: "maxResultsPerPage", 1 to 100.
    static let pageSize = 100
    static let path = "/orders/2026-01-01/orders"
    static let includes = "PROCEEDS,FULFILLMENT,PACKAGES"
    /// "Orders older than 2 years are not returned" (notes, trap 8).
    static let reach: TimeInterval = 729 * 86_400

    /// Without an end: one given must lie two minutes back, and an order that young would be cut off. The hub's own overlap
    /// (`orderLag`) meets what was not searchable yet.
    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage> {
        try await self.search(token, "lastUpdatedAfter", modifiedAfter)
    }

    /// A search by change ends two minutes ago, and an order leaves it with each change for as long.
    var hidesFreshChanges: Bool { true }

    func page(_ token: PageToken?, placedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage> {
        try await self.search(token, "createdAfter", placedAfter)
    }

    private func search(
        _ token: PageToken?, _ beginning: String, _ after: Date?
    ) async throws(ConnectorError) -> Answer<OrderPage> {
        let earliest = self.api.now().addingTimeInterval(-Self.reach)
        let from = max(after ?? earliest, earliest)
        var query: AmazonAPI.Query = [
            (beginning, AmazonTime.text(from)), ("fulfilledBy", "MERCHANT"),
            ("marketplaceIds", self.api.place.marketplaces.map(\.id).joined(separator: ",")),
            ("maxResultsPerPage", String(Self.pageSize)), ("includedData", Self.includes),
        ]
        if let token { query.append(("paginationToken", token.text)) }
        let reading = try await self.api.get(AmazonWire.Orders.self, .searchOrders, Self.path, query: query)
        var page = OrderPage(orders: [], next: nil)
        for (index, record) in reading.value.orders.enumerated() {
            switch record {
            case .value(let order):
                do throws(AmazonOrderMapping.Unreadable) {
                    page.orders.append(try AmazonOrderMapping.order(order, home: self.api.place.home))
                } catch {
                    page.unreadable.append(UnreadableRecord(place: order.orderId, reason: error.reason))
                }
            case .unreadable(let id, let reason):
                page.unreadable.append(UnreadableRecord(place: id ?? "orders, place \(index)", reason: reason))
            }
        }
        page.orders.sort { ($0.modifiedAt, $0.remoteID) < ($1.modifiedAt, $1.remoteID) }
        page.next = reading.value.pagination?.nextToken.flatMap { $0.isEmpty ? nil : PageToken($0) }
        return reading.answer(page)
    }

    func read(_ remoteID: String) async throws(ConnectorError) -> Answer<RemoteOrder?> {
        do throws(ConnectorError) {
            let reading = try await self.order(remoteID)
            // What a search would not have brought, either: Amazon's own parcels, and stores that are not the connection's.
            let (order, stores) = (reading.value.order, self.api.place.marketplaces)
            if order.fulfillment?.fulfilledBy == "AMAZON" { return reading.answer(nil) }
            if let store = order.salesChannel?.marketplaceId, !stores.contains(where: { $0.id == store }) {
                return reading.answer(nil)
            }
            do throws(AmazonOrderMapping.Unreadable) {
                return reading.answer(try AmazonOrderMapping.order(reading.value.order, home: self.api.place.home))
            } catch {
                throw .unreadable("order \(remoteID): \(error.reason)")
            }
        } catch .refused("not-found", _, _) {
            return Answer(nil, channelTime: nil, latency: .zero)
        }
    }

    func order(
        _ id: String, timeout: Duration? = nil
    ) async throws(ConnectorError) -> Answer<AmazonWire.OneOrder> {
        try await self.api.get(
            AmazonWire.OneOrder.self, .getOrder, "\(Self.path)/\(AmazonAPI.part(id))",
            query: [("includedData", Self.includes)], timeout: timeout)
    }
}
