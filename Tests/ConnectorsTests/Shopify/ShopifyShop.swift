import Commerce
import ConnectorKit
import Connectors
import Foundation
import Wire

/// A connector to a scripted Shopify, with a fixed clock, that knows the shop's location.
func shopify(
    _ transport: ScriptedTransport, address: String = "quiet-shop.myshopify.com", knowsHome: Bool = true
) throws -> ShopifyConnector {
    var settings = ShopifySettings()
    settings.currency = .usd
    let now = Date(timeIntervalSince1970: 1_795_161_600)
    let notes = ChannelNotes()
    if knowsHome { notes.keep("gid://shopify/Location/601", as: "home", at: now, life: 60) }
    return try ShopifyConnector(
        address: address, token: "shpat_token1", notes: notes, transport: transport, settings: settings, now: { now })
}

extension ScriptedTransport.Step {
    /// An answer with its data, and what it cost.
    static func graph(_ data: String, left: Int = 1_980, cost: Int = 20) -> ScriptedTransport.Step {
        .json(
            """
            {"data":\(data),"extensions":{"cost":{"requestedQueryCost":600,"actualQueryCost":\(cost),
            "throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":\(left),"restoreRate":100.0}}}}
            """)
    }

    static func shopifyVariants(_ records: String...) -> ScriptedTransport.Step {
        .graph(
            """
            {"productVariants":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[\(records.joined(separator: ","))]}}
            """)
    }

    static func shopifyOrders(_ records: String..., next: String? = nil) -> ScriptedTransport.Step {
        .graph(
            """
            {"orders":{"pageInfo":{"hasNextPage":\(next != nil),"endCursor":\(next.map { "\"\($0)\"" } ?? "null")},
            "nodes":[\(records.joined(separator: ","))]}}
            """)
    }
}

extension HTTPCall {
    /// A GraphQL request's variables.
    var variables: JSONValue? { self.json?["variables"] }
    var operation: String? { self.json?["operationName"]?.text }
}

extension String {
    /// A fixture with something in it changed; the change must be there to be made.
    func with(_ old: String, _ new: String) -> String {
        precondition(self.contains(old), "the fixture has no \(old)")
        return self.replacing(old, with: new)
    }
}
