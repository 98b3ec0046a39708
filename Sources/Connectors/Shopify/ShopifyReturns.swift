import Commerce
import ConnectorKit
import Foundation

/// What comes back of an order, from Shopify's returns. Pure.
struct ShopifyReturns: Sendable {
    let returns: [ShopifyWire.Return]

    init(_ returns: [ShopifyWire.Return]) { self.returns = returns }

    var mapped: [OrderReturn] {
        self.returns.compactMap { item in
            guard let id = ShopifyID.number(item.id) else { return nil }
            var units: [String: Int] = [:]
            for line in item.returnLineItems.nodes {
                guard let sent = line.fulfillmentLineItem else { continue }
                units[Self.number(sent.lineItem.id), default: 0] += ShopifyOrderMapping.units(line.quantity)
            }
            let back = Self.restocked(item)
            return OrderReturn(
                id: id, name: item.name, state: Self.state(item.status), units: units,
                restocked: Dictionary(back.map { (Self.number($0.key), $0.value) }, uniquingKeysWith: +))
        }
    }

    /// Units that Shopify put back on sale, by the line's global id.
    ///
    /// A return that is refunded may tell the same units twice: by its refund, and by what became of the goods. They are counted
    /// once, as often as the one of the two tells that tells more.
    func restocked(_ refunds: [ShopifyWire.Refund]) -> [String: Int] {
        let theirs = Set(self.returns.flatMap(\.refunds.nodes).map(\.id))
        let ofReturns = refunds.filter { $0.id.map { theirs.contains($0) } ?? false }
        let others = refunds.filter { $0.id.map { !theirs.contains($0) } ?? true }
        let told = ShopifyOrderMapping.restocked(ofReturns)
        var became: [String: Int] = [:]
        for item in self.returns { became.merge(Self.restocked(item), uniquingKeysWith: +) }
        return told.merging(became, uniquingKeysWith: max).merging(
            ShopifyOrderMapping.restocked(others), uniquingKeysWith: +)
    }

    private static func restocked(_ item: ShopifyWire.Return) -> [String: Int] {
        var units: [String: Int] = [:]
        for line in item.reverseFulfillmentOrders.nodes.flatMap(\.lineItems.nodes) {
            guard let sent = line.fulfillmentLineItem else { continue }
            for part in line.dispositions where part.type == "RESTOCKED" {
                units[sent.lineItem.id, default: 0] += ShopifyOrderMapping.units(part.quantity)
            }
        }
        return units
    }

    private static func number(_ line: String) -> String { ShopifyID.number(line) ?? line }

    private static func state(_ status: String) -> OrderReturn.State {
        switch status {
        case "REQUESTED": .requested
        case "CLOSED": .closed
        case "DECLINED": .declined
        case "CANCELED": .cancelled
        default: .open
        }
    }
}
