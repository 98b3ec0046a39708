import Commerce
import ConnectorKit
import Foundation
import Wire

/// Reads receipts, oldest change first.
struct EtsyOrders: OrderReading {
    let api: EtsyAPI

    /// Where reading stands; travels as `PageToken`. The next page begins at the last second seen, not at an offset: a
    /// receipt that changes meanwhile moves behind the others, and an offset would step over its neighbour.
    struct Position: Codable, Sendable, Hashable {
        /// Whole seconds of the channel's clock; changes from then on.
        var from: Int64?
        /// Receipts of that second and later that were read already; only where one second fills a page.
        var offset = 0

        enum CodingKeys: String, CodingKey {
            case from = "f"
            case offset = "o"
        }
    }

    /// The earliest that Etsy's filters take: 2000-01-01.
    static let earliest: Int64 = 946_684_800

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage> {
        var position = Position(
            // Whole seconds, the named one included: what changed within it is met twice rather than never.
            from: modifiedAfter.map { max(Self.earliest, Int64($0.timeIntervalSince1970.rounded(.down))) })
        if let token { position = try token.decoded(as: Position.self) }
        let shop = try await self.api.shop.number(self.api)
        let size = self.api.settings.pageSize
        var query: EtsyAPI.Query = [
            ("sort_on", "updated"), ("sort_order", "asc"), ("limit", String(size)), ("offset", String(position.offset)),
            ("legacy", "false"),
        ]
        if let from = position.from { query.append(("min_last_modified", String(from))) }
        let reading = try await self.api.get(
            EtsyWire.List<Lenient<EtsyWire.Receipt>>.self, "/shops/\(shop)/receipts", query: query)
        var page = OrderPage(orders: [], next: nil)
        for (index, record) in reading.value.results.enumerated() {
            switch record {
            case .value(let receipt):
                do throws(EtsyOrderMapping.Unreadable) {
                    page.orders.append(try EtsyOrderMapping.order(receipt))
                } catch {
                    page.unreadable.append(UnreadableRecord(place: String(receipt.receiptID), reason: error.reason))
                }
            case .unreadable(let id, let reason):
                page.unreadable.append(
                    UnreadableRecord(place: id ?? "receipts, offset \(position.offset), place \(index)", reason: reason)
                )
            }
        }
        if reading.value.results.count >= size {
            page.next = try PageToken(encoding: Self.next(position, reading.value.results))
        }
        return reading.answer(page)
    }

    func read(_ remoteID: String) async throws(ConnectorError) -> Answer<RemoteOrder?> {
        guard let receipt = Int64(remoteID) else { return Answer(nil, channelTime: nil, latency: .zero) }
        let shop = try await self.api.shop.number(self.api)
        do throws(ConnectorError) {
            let reading = try await self.api.get(
                EtsyWire.Receipt.self, "/shops/\(shop)/receipts/\(receipt)", query: [("legacy", "false")])
            do throws(EtsyOrderMapping.Unreadable) {
                return reading.answer(try EtsyOrderMapping.order(reading.value))
            } catch {
                throw .unreadable("receipt \(receipt): \(error.reason)")
            }
        } catch .refused("not-found", _, _) {
            return Answer(nil, channelTime: nil, latency: .zero)
        }
    }

    /// From the last second seen; further into the same one when the whole page was of it.
    static func next(_ position: Position, _ records: [Lenient<EtsyWire.Receipt>]) -> Position {
        var latest: Int64?
        for case .value(let receipt) in records { latest = max(latest ?? .min, receipt.updatedTimestamp) }
        if let latest, latest > position.from ?? .min { return Position(from: latest) }
        return Position(from: position.from, offset: position.offset + records.count)
    }
}
