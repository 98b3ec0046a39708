import Commerce
import ConnectorKit
import Connectors
import Foundation
import Wire
import Workbench

/// A connector to a scripted eBay, with a fixed clock.
func ebay(
    _ transport: any Transport, address: String = "EBAY_US", batch: Int = 1, orderPage: Int = 200
) throws -> EbayConnector {
    var settings = EbaySettings()
    settings.batch = batch
    settings.orderPage = orderPage
    return try EbayConnector(
        address: address, app: .ebay, tokens: .ebay, transport: transport, settings: settings,
        now: { Date(timeIntervalSince1970: 1_763_788_000) })
}

extension ChannelApp {
    static let ebay = ChannelApp(
        clientID: "Mia-Hub-PRD-0001", clientSecret: "PRD-secret-0001", applicationID: "Mia-MiaHub-abcdefg")
}

extension OAuthTokens {
    static let ebay = OAuthTokens(
        access: "v^1.1#i^1#access-0001", refresh: "v^1.1#i^1#refresh-0001",
        expiresAt: Date(timeIntervalSince1970: 1_763_791_600), scopes: Ebay.manifest.scopes)
}

extension ScriptedTransport.Step {
    static func ebay(_ name: String, status: Int = 200) -> ScriptedTransport.Step {
        .fixture("ebay/" + name, status: status)
    }

    /// A page of items.
    static func items(_ names: [String], next: String? = nil) -> ScriptedTransport.Step {
        let records = names.map { Fixture.text("ebay/" + $0) }.joined(separator: ",")
        let more = next.map { ",\"next\":\"\($0)\"" } ?? ""
        return .json("{\"total\":\(names.count),\"size\":1,\"limit\":25\(more),\"inventoryItems\":[\(records)]}")
    }

    static func offers(_ names: String...) -> ScriptedTransport.Step {
        let records = names.map { Fixture.text("ebay/" + $0) }.joined(separator: ",")
        return .json("{\"total\":\(names.count),\"size\":\(names.count),\"limit\":100,\"offers\":[\(records)]}")
    }

    static func ebayError(_ id: Int, _ message: String = "No", status: Int = 400) -> ScriptedTransport.Step {
        .json(
            "{\"errors\":[{\"errorId\":\(id),\"domain\":\"API_INVENTORY\",\"category\":\"REQUEST\",\"message\":\"\(message)\"}]}",
            status: status)
    }
}

/// What `bulkUpdatePriceQuantity` answers of one SKU.
enum EbayUpdate {
    static func step(
        _ sku: String = "MUG", offer: String = "8001", status: Int = 200, error: Int? = nil
    ) -> ScriptedTransport.Step {
        let errors =
            error.map { ",\"errors\":[{\"errorId\":\($0),\"message\":\"The listing cannot be revised\"}]" } ?? ""
        return .json(
            "{\"responses\":[{\"statusCode\":\(status),\"sku\":\"\(sku)\",\"offerId\":\"\(offer)\"\(errors)}]}",
            status: error == nil ? 200 : 207)
    }
}
