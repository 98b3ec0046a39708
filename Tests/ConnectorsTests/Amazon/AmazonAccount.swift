import Commerce
import ConnectorKit
import Connectors
import Foundation
import Wire

/// A connector to a scripted Amazon, with a fixed clock.
func amazon(
    _ transport: ScriptedTransport, address: String = "US", currency: Currency? = .usd
) throws -> AmazonConnector {
    var settings = AmazonSettings()
    settings.currency = currency
    return try AmazonConnector(
        address: address, seller: "A1EXAMPLE00001", app: .amazon,
        tokens: OAuthTokens(access: "Atza|token1", refresh: "Atzr|refresh1", expiresAt: .distantFuture),
        transport: transport, settings: settings, now: { Date(timeIntervalSince1970: 1_763_788_000) })
}

extension ChannelApp {
    static let amazon = ChannelApp(
        clientID: "amzn1.application-oa2-client.1", clientSecret: "amzn1.oa2-cs.v1.secret1",
        applicationID: "amzn1.sp.solution.1",
        queue: URL(string: AmazonNoticeTests.address).map {
            ChannelQueue(address: $0, keyID: "AKIDEXAMPLE", secret: "wJalrSecret")
        })
}

extension ScriptedTransport.Step {
    static func amazon(_ name: String) -> ScriptedTransport.Step { .fixture("amazon/" + name) }

    /// One page of items.
    static func items(_ names: String..., next: String? = nil, total: Int? = nil) -> ScriptedTransport.Step {
        let items = names.map { Fixture.text("amazon/" + $0) }.joined(separator: ",")
        let pagination = next.map { ",\"pagination\":{\"nextToken\":\"\($0)\"}" } ?? ""
        return .json("{\"numberOfResults\":\(total ?? names.count)\(pagination),\"items\":[\(items)]}")
    }

    /// One page of orders.
    static func orders(_ names: String..., next: String? = nil) -> ScriptedTransport.Step {
        let orders = names.map { name in
            // Each fixture is one order inside of its answer.
            String(
                Fixture.text("amazon/" + name).drop { $0 != ":" }.dropFirst().reversed().drop { $0 != "}" }.dropFirst()
                    .reversed())
        }
        let pagination = next.map { ",\"pagination\":{\"nextToken\":\"\($0)\"}" } ?? ""
        return .json("{\"orders\":[\(orders.joined(separator: ","))]\(pagination)}")
    }
}
