import ConnectorKit
import Foundation
import Wire

/// Reads orders by when they last changed, without a single buyer field.
///
/// Cost: one call a page; one more for each order that was sent, cancelled or refunded, for each of which something comes back,
/// and for each that has more than ten lines.
struct ShopifyOrders: OrderReading {
    let api: ShopifyAPI

    /// Orders on a page, and the points that a full one costs.
    static let pageSize = 12
    static let pageCost = 4 + pageSize * 63
    /// Of a list at most 25,000 can be reached by paging; the search begins anew from the last change long before.
    static let deepest = 20_000

    /// Where a poll stands; travels as `PageToken`. Cursors name a place by time and id, so that an order which changes
    /// meanwhile moves to the end and pulls no other one over a page's edge.
    struct Position: Codable, Sendable, Hashable {
        /// `updated_at` of the search's beginning, as Shopify writes times; `nil` for all.
        var from: String?
        var after: String?
        /// Orders read since.
        var count = 0

        enum CodingKeys: String, CodingKey {
            case from = "f"
            case after = "a"
            case count = "n"
        }
    }

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage> {
        var position = Position(from: modifiedAfter.map { UTCTime($0).text + "Z" })
        if let token { position = try token.decoded(as: Position.self) }
        var variables: [String: JSONValue] = ["first": .integer(Int64(Self.pageSize))]
        if let after = position.after { variables["after"] = .text(after) }
        if let from = position.from { variables["query"] = .text("updated_at:>='\(from)'") }
        let reading = try await self.api.read(ShopifyWire.Orders.self, ShopifyDocuments.orders, variables)
        var answer = reading.answer(OrderPage(orders: [], next: nil))
        var latest: String?
        for (index, record) in reading.value.orders.nodes.enumerated() {
            switch record {
            case .value(let order):
                latest = order.updatedAt
                try await self.add(order, to: &answer)
            case .unreadable(let id, let reason):
                answer.value.unreadable.append(
                    UnreadableRecord(
                        place: id ?? "orders, place \(index) from \(position.from ?? "the first")", reason: reason))
            }
        }
        let info = reading.value.orders.pageInfo
        if info.hasNextPage, let after = info.endCursor {
            answer.value.next = try PageToken(
                encoding: Self.next(position, after: after, read: reading.value.orders.nodes.count, latest: latest))
        }
        return answer
    }

    static func next(_ position: Position, after: String, read: Int, latest: String?) -> Position {
        let count = position.count + read
        // Where one moment holds more orders than that, paging on is all there is.
        if count >= Self.deepest, let latest, latest != position.from { return Position(from: latest) }
        return Position(from: position.from, after: after, count: count)
    }

    func read(_ remoteID: String) async throws(ConnectorError) -> Answer<RemoteOrder?> {
        guard ShopifyID.isNumber(remoteID) else { return Answer(nil, channelTime: nil, latency: .zero) }
        let reading = try await self.api.read(
            ShopifyWire.OneOrder.self, ShopifyDocuments.order, ["id": .text(ShopifyID.global("Order", remoteID))])
        var answer = reading.answer(OrderPage(orders: [], next: nil))
        if let order = reading.value.order { try await self.add(order, to: &answer) }
        if let problem = answer.value.unreadable.first {
            throw .unreadable("order \(problem.place): \(problem.reason)")
        }
        return Answer(
            answer.value.orders.first, channelTime: answer.channelTime, latency: answer.latency, budgets: answer.budgets
        )
    }

    /// Maps one order, after what else must be asked about it.
    private func add(
        _ order: ShopifyWire.Order, to answer: inout Answer<OrderPage>
    ) async throws(ConnectorError) {
        var details: ShopifyWire.Details.Order?
        if ShopifyOrderMapping.needsDetails(order) {
            let more = try await self.api.read(
                ShopifyWire.Details.self, ShopifyDocuments.orderDetails, ["id": .text(order.id)])
            details = more.value.order
            answer.take(more.latency, more.budgets)
        }
        let returns = try await self.returns(of: order, &answer)
        let lines = try await self.lines(of: order, &answer)
        do throws(ShopifyOrderMapping.Unreadable) {
            answer.value.orders.append(
                try ShopifyOrderMapping.order(order, lines: lines, details: details, returns: returns))
        } catch {
            let place = ShopifyID.number(order.id) ?? "orders"
            answer.value.unreadable.append(UnreadableRecord(place: place, reason: error.reason))
        }
    }

    /// What comes back of it. A shop that was connected without the right to read returns goes on without them: that is found
    /// out once an hour.
    private func returns(
        of order: ShopifyWire.Order, _ answer: inout Answer<OrderPage>
    ) async throws(ConnectorError) -> [ShopifyWire.Return] {
        guard ShopifyOrderMapping.needsReturns(order),
            self.api.notes.find(Self.noReturns, at: self.api.now()) == nil
        else { return [] }
        do throws(ConnectorError) {
            var (found, after): ([ShopifyWire.Return], String?) = ([], nil)
            // Two hundred returns of one order are a stop for a shop that pages for ever.
            for _ in 1...40 {
                var variables: [String: JSONValue] = ["id": .text(order.id)]
                if let after { variables["after"] = .text(after) }
                let more = try await self.api.read(
                    ShopifyWire.OrderReturns.self, ShopifyDocuments.orderReturns, variables)
                answer.take(more.latency, more.budgets)
                guard let page = more.value.order?.returns else { break }
                found += page.nodes
                guard page.pageInfo.hasNextPage, let next = page.pageInfo.endCursor else { break }
                after = next
            }
            return found
        } catch .refused("missing-right", _, _) {
            self.api.notes.keep("", as: Self.noReturns, at: self.api.now(), life: 3_600)
            return []
        }
    }

    private static let noReturns = "no right to read returns"

    private func lines(
        of order: ShopifyWire.Order, _ answer: inout Answer<OrderPage>
    ) async throws(ConnectorError) -> [ShopifyWire.Line] {
        var lines = order.lineItems.nodes
        var info = order.lineItems.pageInfo
        while info.hasNextPage, let after = info.endCursor {
            let more = try await self.api.read(
                ShopifyWire.OrderLines.self, ShopifyDocuments.orderLines,
                ["id": .text(order.id), "after": .text(after)])
            answer.take(more.latency, more.budgets)
            guard let found = more.value.order?.lineItems, !found.nodes.isEmpty else { break }
            lines += found.nodes
            info = found.pageInfo
        }
        return lines
    }
}

extension Answer {
    fileprivate mutating func take(_ latency: Duration, _ budgets: [String: BudgetReading]) {
        self.latency += latency
        self.budgets = ShopifyCost.sum(self.budgets, budgets)
    }
}
