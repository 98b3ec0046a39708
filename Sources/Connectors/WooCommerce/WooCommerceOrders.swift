import ConnectorKit
import Foundation
import Wire

/// Reads orders by when they last changed, without a single buyer field.
///
/// Cost: one call a page, and one more for each order that has refunds, since an order does not say which lines they are for.
struct WooCommerceOrders: OrderReading {
    let api: WooCommerceAPI

    /// Where a poll stands; travels as `PageToken`.
    ///
    /// Orders that change meanwhile move to the end and pull those behind them forward, over the page boundary. So after
    /// each page the next one starts from the last time seen, and only among orders of one same second by page number.
    struct Position: Codable, Sendable, Hashable {
        /// Whole seconds since 1970, included; `nil` for from the beginning.
        var from: Int?
        var page = 1

        enum CodingKeys: String, CodingKey {
            case from = "f"
            case page = "p"
        }
    }

    private var fields: [String] {
        WooCommerceWire.Order.fields + (self.api.settings.readsTracking ? ["meta_data"] : [])
    }

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage> {
        let position: Position
        if let token {
            position = try token.decoded(as: Position.self)
        } else {
            position = Position(from: modifiedAfter.map { Int($0.timeIntervalSince1970.rounded(.down)) })
        }
        let size = self.api.settings.pageSize
        var query = [
            ("orderby", "modified"), ("order", "asc"), ("status", "any"), ("per_page", String(size)),
            ("page", String(position.page)),
        ]
        if let from = position.from {
            query += WooCommercePosition.after(Date(timeIntervalSince1970: Double(from)))
        }
        let reading = try await self.api.get(
            [Lenient<WooCommerceWire.Order>].self, "/orders", fields: self.fields,
            query: query.map { (name: $0.0, value: $0.1) })
        var answer = reading.answer(OrderPage(orders: [], next: nil))
        for (index, record) in reading.value.enumerated() {
            switch record {
            case .value(let order): try await self.add(order, to: &answer)
            case .unreadable(let id, let reason):
                let place = id ?? "orders, page \(position.page), place \(index)"
                answer.value.unreadable.append(UnreadableRecord(place: place, reason: reason))
            }
        }
        if reading.pages.continues(after: position.page, count: reading.value.count, size: size) {
            answer.value.next = try PageToken(encoding: Self.next(position, reading.value))
        }
        return answer
    }

    func read(_ remoteID: String) async throws(ConnectorError) -> Answer<RemoteOrder?> {
        guard Int(remoteID) != nil else { return Answer(nil, channelTime: nil, latency: .zero) }
        do throws(ConnectorError) {
            let reading = try await self.api.get(
                WooCommerceWire.Order.self, "/orders/\(remoteID)", fields: self.fields)
            var answer = reading.answer(OrderPage(orders: [], next: nil))
            try await self.add(reading.value, to: &answer)
            if let problem = answer.value.unreadable.first {
                throw .unreadable("order \(problem.place): \(problem.reason)")
            }
            return Answer(answer.value.orders.first, channelTime: answer.channelTime, latency: answer.latency)
        } catch .refused(let code, _, _) where code.hasSuffix("_invalid_id") {
            return Answer(nil, channelTime: nil, latency: .zero)
        }
    }

    /// Maps one order, after its refunds where it has any.
    private func add(_ order: WooCommerceWire.Order, to answer: inout Answer<OrderPage>) async throws(ConnectorError) {
        var refunds: [WooCommerceWire.Refund] = []
        if let listed = order.refunds?.elements, !listed.isEmpty {
            let reading = try await self.api.get(
                [WooCommerceWire.Refund].self, "/orders/\(order.id)/refunds", fields: WooCommerceWire.Refund.fields,
                query: [("per_page", "100"), ("page", "1")])
            refunds = reading.value
            answer.latency += reading.latency
        }
        do throws(WooCommerceOrderMapping.Unreadable) {
            if let mapped = try WooCommerceOrderMapping.order(order, refunds: refunds) {
                answer.value.orders.append(mapped)
            }
        } catch {
            answer.value.unreadable.append(UnreadableRecord(place: String(order.id), reason: error.reason))
        }
    }

    /// From the last time seen; the next page of the same second when the whole page was of it.
    static func next(_ position: Position, _ records: [Lenient<WooCommerceWire.Order>]) -> Position {
        var latest: Int?
        for case .value(let order) in records {
            guard let time = WooCommerceMapping.instant(order.dateModifiedGMT) else { continue }
            latest = max(latest ?? .min, Int(time.timeIntervalSince1970))
        }
        if let latest, latest > position.from ?? .min { return Position(from: latest) }
        return Position(from: position.from, page: position.page + 1)
    }
}
