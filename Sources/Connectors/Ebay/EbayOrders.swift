import Commerce
import ConnectorKit
import Foundation
import Wire

/// Reads orders by time of change.
struct EbayOrders: OrderReading {
    let api: EbayAPI
    let listings: EbayListings
    let notes: ChannelNotes

    /// getOrders: "limit", maximum 200.
    static let pageSize = 200
    /// Orders of a page that the next one shows again: one that changes meanwhile may leave its place, and what stood behind it moves
    /// up. How eBay sorts is not said.
    static let overlap = 20
    /// "getOrders can return orders up to two years old."
    static let reach: TimeInterval = 729 * 86_400
    private static let noteLife: TimeInterval = 86_400

    /// Where reading stands; travels as `PageToken`.
    struct Position: Codable, Sendable, Hashable {
        /// As the first page asked: an end is not named, so that what changes meanwhile stays among them.
        var from: String
        var offset: Int

        enum CodingKeys: String, CodingKey {
            case from = "f"
            case offset = "o"
        }
    }

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage> {
        let earliest = self.api.now().addingTimeInterval(-Self.reach)
        var position = Position(from: EbayTime.text(max(modifiedAfter ?? earliest, earliest)), offset: 0)
        if let token { position = try token.decoded(as: Position.self) }
        guard position.offset >= 0, EbayTime.date(position.from) != nil else {
            throw .refused(
                code: "bad-page-token", field: nil, message: "The place to continue from is none. Start again.")
        }
        let size = self.api.settings.orderPage
        let reading = try await self.api.get(
            EbayWire.Orders.self, .fulfillment, "/order",
            query: [
                ("filter", "lastmodifieddate:[\(position.from)..]"), ("limit", String(size)),
                ("offset", String(position.offset)),
            ])
        var page = OrderPage(orders: [], next: nil)
        let records = reading.value.orders
        let groups = try await self.groups(
            records.compactMap { if case .value(let order) = $0 { order } else { nil } })
        for (index, record) in records.enumerated() {
            switch record {
            case .value(let order): self.add(order, groups, to: &page)
            case .unreadable(let id, let reason):
                page.unreadable.append(
                    UnreadableRecord(place: id ?? "orders, offset \(position.offset), place \(index)", reason: reason))
            }
        }
        page.orders.sort { ($0.modifiedAt, $0.remoteID) < ($1.modifiedAt, $1.remoteID) }
        if records.count >= size {
            let step = max(1, records.count - min(Self.overlap, size / 2))
            page.next = try PageToken(encoding: Position(from: position.from, offset: position.offset + step))
        }
        return reading.answer(page)
    }

    private func add(_ order: EbayWire.Order, _ groups: [String: String], to page: inout OrderPage) {
        guard self.isOurs(order) else { return }
        do throws(EbayOrderMapping.Unreadable) {
            page.orders.append(try EbayOrderMapping.order(order, groups: groups))
        } catch {
            page.unreadable.append(UnreadableRecord(place: order.orderId, reason: error.reason))
        }
    }

    /// Of another site's listings alone: another connection's.
    private func isOurs(_ order: EbayWire.Order) -> Bool {
        let sites = Set(order.lineItems.compactMap(\.listingMarketplaceId))
        return sites.isEmpty || sites.contains(self.api.marketplace.id)
    }

    func read(_ remoteID: String) async throws(ConnectorError) -> Answer<RemoteOrder?> {
        do throws(ConnectorError) {
            let reading = try await self.order(remoteID)
            guard self.isOurs(reading.value) else { return reading.answer(nil) }
            let groups = try await self.groups([reading.value])
            do throws(EbayOrderMapping.Unreadable) {
                return reading.answer(try EbayOrderMapping.order(reading.value, groups: groups))
            } catch {
                throw .unreadable("order \(remoteID): \(error.reason)")
            }
            // 32100 "Invalid order ID".
        } catch .refused(let code, _, _) where code == "not-found" || code == "32100" {
            return Answer(nil, channelTime: nil, latency: .zero)
        }
    }

    func order(_ id: String, timeout: Duration? = nil) async throws(ConnectorError) -> Answer<EbayWire.Order> {
        try await self.api.get(EbayWire.Order.self, .fulfillment, "/order/\(EbayAPI.part(id))", timeout: timeout)
    }

    // MARK: Variations

    /// Which group each SKU is sold in that was bought as one of several variations: orders name listing and SKU, and not the group.
    /// What is known is asked for once a day.
    private func groups(_ orders: [EbayWire.Order]) async throws(ConnectorError) -> [String: String] {
        let lines = orders.flatMap(\.lineItems).filter {
            $0.legacyVariationId.map { !$0.isEmpty && $0 != "0" } ?? false
        }
        var groups: [String: String] = [:]
        var unknown: Set<String> = []
        let now = self.api.now()
        for sku in Set(lines.compactMap(\.sku)) where !sku.isEmpty {
            if let known = self.notes.find("group of \(sku)", at: now) {
                groups[sku] = known.isEmpty ? nil : known
            } else {
                unknown.insert(sku)
            }
        }
        var rest = unknown.sorted()[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(EbayListings.readBatch))
            rest = rest.dropFirst(some.count)
            let items = try await self.listings.items(some).value
            for sku in some {
                let group = items.first { $0.sku == sku }?.group
                groups[sku] = group
                self.notes.keep(group ?? "", as: "group of \(sku)", at: now, life: Self.noteLife)
            }
        }
        return groups
    }
}
