import Commerce
import ConnectorKit
import Connectors
import Foundation
import Wire

/// A connector to a scripted Etsy, with a fixed clock.
func etsy(
    _ transport: ScriptedTransport, address: String = "", shop: String? = "12345", pageSize: Int = 100
) throws -> EtsyConnector {
    var settings = EtsySettings()
    settings.currency = .usd
    settings.pageSize = pageSize
    return try EtsyConnector(
        address: address, app: ChannelApp(clientID: "keystring1", clientSecret: "shared1"),
        tokens: OAuthTokens(access: "900.token1", refresh: "900.refresh1", expiresAt: .distantFuture), shop: shop,
        transport: transport, settings: settings, now: { Date(timeIntervalSince1970: 1_763_788_000) })
}

extension ScriptedTransport.Step {
    /// One page of Etsy's lists.
    static func page(_ names: String..., count: Int? = nil) -> ScriptedTransport.Step {
        let records = names.map { Fixture.text("etsy/" + $0) }.joined(separator: ",")
        return .json("{\"count\":\(count ?? names.count),\"results\":[\(records)]}")
    }

    static func etsy(_ name: String) -> ScriptedTransport.Step { .fixture("etsy/" + name) }
}

extension HTTPCall {
    /// A form's fields, decoded.
    var form: [String: String] {
        Dictionary(PercentEncoding.parseForm(self.text).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}
